// Each rule for workflows bites: a workflow that breaks only that one is refused.
import { describe, expect, test } from "vitest";
import { workflowViolations } from "../../scripts/workflow-rules.ts";
import { broken } from "./support/broken-workflows.ts";
import { example, SAME_REPOSITORY } from "./support/workflow.ts";

const CALLED = "./.github/workflows/called.yml";

describe("our rules for workflows", () => {
  test("accept a call of a workflow of ours, and what is called", () => {
    const caller = example();
    caller.jobs.job = { uses: CALLED, permissions: { contents: "read" }, steps: [] };
    expect(workflowViolations(caller)).toEqual([]);
    const { concurrency: _, ...called } = example();
    expect(workflowViolations({ ...called, on: { workflow_call: { inputs: {} } } })).toEqual([]);
  });

  test("accept the example that the broken ones change", () => {
    expect(workflowViolations(example())).toEqual([]);
  });

  test("accept an identity for branches of this repository", () => {
    const own = example();
    own.on = "pull_request";
    own.jobs.job.permissions = { "id-token": "write" };
    own.jobs.job.if = SAME_REPOSITORY;
    expect(workflowViolations(own)).toEqual([]);
  });

  test.for(broken)("refuse $name", ({ change, what, at }) => {
    const workflow = example();
    change(workflow);
    const found = workflowViolations(workflow).map((violation) => ({
      at: violation.at.join("."),
      what: violation.what,
    }));
    expect(found).toEqual([{ at, what: expect.stringContaining(what) }]);
  });
});
