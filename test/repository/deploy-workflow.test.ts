// A company with dev, staging and prod: its workflow, and one change on its way from the merge to the last stack.
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { lintWorkflow, workflows } from "../../scripts/lint-workflows.ts";
import { matrixOf } from "../../scripts/pulumi-stacks.ts";
import { partSchema, stackSchema } from "../../src/model/stack.ts";
import { deployWorkflow } from "../../src/repository/deploy-workflow.ts";
import { sharedStacks } from "../../src/repository/stacks.ts";
import { expression } from "../scripts/support/workflow.ts";
import { edit, type World } from "../support/workspace.ts";

const stack = (domain: string, deployment?: { after?: string; approval: boolean }) =>
  stackSchema.parse({
    config: {
      "auth0:domain": `${domain}.auth0.example`,
      "partner-access:protect": domain === "our-app",
      ...(deployment && { "partner-access:deployment": deployment }),
    },
  });
const part = (of: string) =>
  partSchema.parse({ config: { "auth0:domain": `${of}.auth0.example`, "partner-access:part_of": of } });

const three = (w: World) => {
  w.stacks.dev = stack("our-app-dev");
  w.stacks.staging = stack("our-app-staging", { after: "dev", approval: false });
  w.stacks.prod = stack("our-app", { after: "staging", approval: true });
  w.parts = { "prod-1": part("prod") };
};
const workspace = edit(three);
const deploy = deployWorkflow(sharedStacks(workspace));

test("the workflow is as shown, and neither actionlint nor our rules refuse it", async () => {
  await expect(deploy).toMatchFileSnapshot("../golden/repository/deploy-three.yml");
  expect(await lintWorkflow(deploy, ".github/workflows/deploy.yml")).toEqual([]);
});

test("a company that has only the local stack gets a workflow that deploys nothing", async () => {
  const text = deployWorkflow([]);
  expect(text).not.toContain("uses: ./.github/workflows/deploy-stack.yml");
  expect(await lintWorkflow(text, ".github/workflows/deploy.yml")).toEqual([]);
});

test.for(["review", "review-stacks", "success", "a1-b2"])("a stack may be called %s", async (id) => {
  const text = deployWorkflow([
    { id, approval: false, parallel: 4, parallelOfParts: 2, parts: [] },
    { id: "prod", after: id, approval: true, parallel: 4, parallelOfParts: 2, parts: [] },
  ]);
  expect(await lintWorkflow(text, ".github/workflows/deploy.yml")).toEqual([]);
});

test.for(["null", "true", "on", "y"])(
  "a stack may be called %s, which YAML takes for something else",
  async (id) => {
    const text = deployWorkflow([
      { id, approval: false, parallel: 4, parallelOfParts: 2, parts: [] },
      { id: "prod", after: id, approval: true, parallel: 4, parallelOfParts: 2, parts: [] },
    ]);
    expect(await lintWorkflow(text, ".github/workflows/deploy.yml")).toEqual([]);
    const { jobs } = parse(text, { version: "1.1" });
    const job = `stack_${id}`;
    expect(Object.keys(jobs)).toEqual(["review_stacks", job, "prod"]);
    expect(jobs[job].with).toMatchObject({
      stack: id,
      reviewed: `\${{ needs.review_stacks.outputs.${job} }}`,
    });
    expect(jobs.review_stacks.outputs[job]).toBe(`\${{ steps.review.outputs.${job} }}`);
    expect(jobs.prod.needs).toEqual(["review_stacks", job]);
    expect(jobs.prod.if).toContain(`needs.${job}.result == 'success'`);
  },
);

describe("the shared stacks", () => {
  test("come in the order of their deployment, each with its parts, and without the local one", () => {
    expect(sharedStacks(workspace)).toEqual([
      { id: "dev", approval: false, parallel: 1, parallelOfParts: 1, parts: [] },
      { id: "staging", after: "dev", approval: false, parallel: 1, parallelOfParts: 1, parts: [] },
      { id: "prod", after: "staging", approval: true, parallel: 4, parallelOfParts: 2, parts: ["prod-1"] },
    ]);
    expect(matrixOf(workspace).map(({ pulumi_stack }) => pulumi_stack)).toEqual([
      "dev",
      "staging",
      "prod",
      "prod-1",
    ]);
  });

  test("can come after one and the same", () => {
    const both = edit((w) => {
      three(w);
      w.stacks.prod = stack("our-app", { after: "dev", approval: true });
    });
    expect(sharedStacks(both).map(({ id }) => id)).toEqual(["dev", "prod", "staging"]);
  });
});

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly on: { readonly push: { readonly branches: string[]; readonly paths: string[] } };
  readonly jobs: Readonly<Record<string, Job>>;
}
const byHand = workflows({ byHand: true });
const called = (uses = "") => parse(byHand.get(uses.replace("./", "")) ?? "") as Workflow;

const needsOf = ({ needs = [] }: Job) => (typeof needs === "string" ? [needs] : needs);

/** As GitHub decides it, for the conditions that the workflow has. */
function runs(job: Job, results: ReadonlyMap<string, string>): boolean {
  if (job.if === undefined) return needsOf(job).every((id) => results.get(id) === "success");
  if (job.if === "github.ref == 'refs/heads/main'") return true;
  const [, id] = /^\$\{\{ !cancelled\(\) && needs\.([\w-]+)\.result == 'success' \}\}$/.exec(job.if) ?? [];
  return results.get(id ?? expect.fail(`cannot judge ${job.if}`)) === "success";
}

/** The environments that a push to main deploys to, in order, where the jobs named fail. */
function follow({ jobs }: Workflow, failing: readonly string[] = []): string[] {
  const results = new Map<string, string>();
  const reached: string[] = [];
  const waiting = Object.entries(jobs);
  while (waiting.length > 0) {
    const at = waiting.findIndex(([, job]) => needsOf(job).every((id) => results.has(id)));
    const [[id, job]] = waiting.splice(at, 1) as [[string, Job]];
    const result = !runs(job, results) ? "skipped" : failing.includes(id) ? "failure" : "success";
    results.set(id, result);
    if (result === "skipped") continue;
    const inside = job.uses ? called(job.uses).jobs.stack : undefined;
    const { environment = "" } = (inside && called(inside.uses).jobs.deploy) ?? {};
    reached.push(inside ? environment.replace(expression("inputs.stack"), job.with?.stack ?? "") : id);
  }
  return reached;
}

describe("one change", () => {
  const workflow = parse(deploy) as Workflow;

  test("starts the deployment when it is merged, be it to a partner, an API, the tenant or a stack", () => {
    expect(workflow.on.push).toMatchObject({
      branches: ["main"],
      paths: expect.arrayContaining(["partners/**", "apis/**", "tenant.yaml", "Pulumi*.yaml"]),
    });
  });

  test("is reviewed, and reaches dev, then staging, then prod", () => {
    expect(follow(workflow)).toEqual(["review_stacks", "dev", "staging", "prod"]);
  });

  test.for([
    { failing: "review_stacks", reached: ["review_stacks"] },
    { failing: "dev", reached: ["review_stacks", "dev"] },
    { failing: "staging", reached: ["review_stacks", "dev", "staging"] },
  ])("stops at $failing when that fails", ({ failing, reached }) => {
    expect(follow(workflow, [failing])).toEqual(reached);
  });

  test("asks a tenant for production for more at a time than others", () => {
    const paceOf = (id: string) => [
      workflow.jobs[id]?.with?.parallel,
      workflow.jobs[id]?.with?.["parallel-of-parts"],
    ];
    expect(["dev", "staging", "prod"].map(paceOf)).toEqual([
      [1, 1],
      [1, 1],
      [4, 2],
    ]);
  });

  test("gives each stack the review of its own", () => {
    for (const { id } of sharedStacks(workspace))
      expect(workflow.jobs[id]?.with).toMatchObject({
        stack: id,
        reviewed: expression(`needs.review_stacks.outputs.${id}`),
      });
  });
});
