import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { lintWorkflow } from "../../scripts/lint-workflows.ts";
import { deployWorkflow } from "../../src/repository/deploy-workflow.ts";
import { example, SHA } from "./support/workflow.ts";

describe("lintWorkflow", () => {
  test("tells line and column, of actionlint's messages and of ours", async () => {
    const text = stringify(example()).replace("pull_request.title", "pull_request.titel").replace(SHA, "v7");
    const typo = text.replace("timeout-minutes", "timeout-minute");
    const messages = await lintWorkflow(typo, "x.yml");
    expect(messages).toContainEqual(
      expect.stringMatching(/^x\.yml:\d+:5: .*"timeout-minute".*\[syntax-check\]$/),
    );
    const ours = await lintWorkflow(text, "x.yml");
    expect(ours).toEqual([
      "x.yml:19:15: an action is pinned to a commit's full SHA: tags can be moved [ours]",
    ]);
  });

  test("finds an output that no job has", async () => {
    const text = deployWorkflow([
      { id: "prod", approval: true, parallel: 4, parallelOfParts: 2, parts: [] },
    ]).replace("needs.review_stacks.outputs.prod", "needs.review_stacks.outputs.production");
    expect(await lintWorkflow(text, "deploy.yml")).toEqual([
      expect.stringContaining('"production" is not defined'),
    ]);
  });
});
