// What our workflows do: all of them keep our rules, and stacks are deployed in the order that is promised.
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { recordOf } from "../scripts/deploy-review.ts";
import { lintWorkflow, workflows } from "../scripts/lint-workflows.ts";
import { expression } from "./scripts/support/workflow.ts";

const files = [...workflows()];
const textOf = (name: string) => workflows().get(`.github/workflows/${name}.yml`) ?? "";

test.for(files)("%s has nothing that actionlint or our rules refuse", async ([file, text]) => {
  expect(await lintWorkflow(text, file)).toEqual([]);
});

test("every action's version stands beside its SHA, the same in all workflows", () => {
  const used = files.flatMap(([, text]) => [...text.matchAll(/uses: (\S+)(.*)$/gm)]);
  const versions = used.map(([, action, comment]) => `${action}${comment}`);
  expect(versions.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  const names = new Set(versions.map((line) => line.split("@")[0]));
  expect(new Set(versions).size).toBe(names.size);
});

interface Job {
  needs?: string | string[];
  if?: string;
  environment?: string;
  strategy?: { "max-parallel"?: number; matrix: Record<string, string> };
  env?: Record<string, string>;
  steps: { name?: string; run?: string }[];
}
const jobsOf = (name: string) => (parse(textOf(name)) as { jobs: Record<string, Job> }).jobs;
const like = (job: unknown, from: string, to: string) =>
  JSON.parse(JSON.stringify(job).replaceAll(new RegExp(`\\b${from}\\b`, "g"), to));

describe("deploy.yml", () => {
  const jobs = jobsOf("deploy");

  test("deploys dev and prod in the same way, prod once all of dev is there", () => {
    const { needs: _, ...dev } = jobs.dev ?? {};
    const { needs, if: condition, ...prod } = jobs.prod ?? {};
    expect(like(dev, "dev", "prod")).toEqual(prod);
    expect(needs).toEqual(["review", "dev-deployed"]);
    expect(condition).toContain("needs.dev-deployed.result == 'success'");
    for (const job of ["parts", "deployed"])
      expect(like(jobs[`dev-${job}`], "dev", "prod")).toEqual(jobs[`prod-${job}`]);
  });

  test.for(["--expect-checksum", "--still", "run -s moved"])("asks for %s before it deploys", (question) => {
    const text = JSON.stringify(jobs.prod);
    expect(text.indexOf(question)).toBeGreaterThan(0);
    expect(text.indexOf(question)).toBeLessThan(text.indexOf("pulumi up"));
  });

  test.for(["prod", "prod-parts"])("%s knows that it deploys what was reviewed before it has keys", (job) => {
    const text = JSON.stringify(jobs[job]);
    for (const question of ["--expect-checksum", "--still"])
      expect(text.indexOf(question)).toBeLessThan(text.indexOf("configure-aws-credentials"));
  });

  test("deploys parts as their stack, side by side, after it and only where there are any", () => {
    const { prod, "prod-parts": parts } = jobs;
    expect(parts?.if).toContain("needs.prod.result == 'success' && needs.review.outputs.prod-parts != '[]'");
    expect(parts?.strategy?.matrix).toEqual({
      pulumi_stack: expression("fromJSON(needs.review.outputs.prod-parts)"),
    });
    expect(parts?.env).toEqual({ ...prod?.env, PULUMI_STACK: expression("matrix.pulumi_stack") });
    const ofStack = prod?.steps.filter(({ run }) => !run?.includes("run -s moved"));
    expect(parts?.steps).toEqual(like(ofStack, "parallel 4", "parallel 2"));
  });

  test("records a stack as deployed only when its own Pulumi stack and every part are", () => {
    const { needs, if: condition, environment } = jobs["prod-deployed"] ?? {};
    expect({ needs, environment }).toEqual({ needs: ["prod", "prod-parts"], environment: recordOf("prod") });
    expect(condition).toContain("needs.prod.result == 'success'");
    expect(condition).toContain(`contains(fromJSON('["success", "skipped"]'), needs.prod-parts.result)`);
  });
});

test.for(["preview", "drift"])("%s.yml looks at the Pulumi stacks that are declared", (name) => {
  const job = jobsOf(name)[name];
  expect(job?.strategy?.matrix).toEqual({ include: expression("fromJSON(needs.stacks.outputs.matrix)") });
  expect(JSON.stringify(job?.steps)).toContain('--stack \\"$PULUMI_STACK\\"');
});
