// A company on GitLab with dev, staging and prod: its pipeline, read by a program that judges GitLab's rules, and one change
// on its way from the merge to the last stack.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { workflows } from "../../scripts/lint-workflows.ts";
import { gitlabPipeline } from "../../src/repository/gitlab-pipeline.ts";
import type { SharedStack } from "../../src/repository/stacks.ts";
import { expression } from "../scripts/support/workflow.ts";
import { createRepository, type Repository } from "../support/repository.ts";

const STACKS: readonly SharedStack[] = [
  { id: "dev", approval: false, parallel: 4, parallelOfParts: 2, parts: [] },
  { id: "staging", after: "dev", approval: false, parallel: 4, parallelOfParts: 2, parts: [] },
  { id: "prod", after: "staging", approval: true, parallel: 4, parallelOfParts: 2, parts: ["prod-1"] },
];
const pipeline = gitlabPipeline(STACKS);
const LOCAL = createRequire(import.meta.url).resolve("gitlab-ci-local");

interface Listed {
  readonly name: string;
  readonly when: string;
  readonly environment: string;
  readonly needs: readonly string[];
}

let repository: Repository;

/** The pipeline's jobs as gitlab-ci-local judges them, which also holds the file against GitLab's schema. */
function judged(text: string, source: string): Listed[] {
  repository.write({ ".gitlab-ci.yml": text });
  const options = ["--list-csv", "--no-evaluate-rule-changes", "--variable", `CI_PIPELINE_SOURCE=${source}`];
  const out = execFileSync(
    process.execPath,
    [LOCAL, ...options, "--ignore-predefined-vars", "CI_PIPELINE_SOURCE"],
    { cwd: repository.folder, encoding: "utf8", stdio: "pipe" },
  );
  const [, ...rows] = out.slice(out.indexOf("name;stage;when")).trim().split("\n");
  return rows.map((row) => {
    const [name = "", , when = "", , environment = "", needs = ""] = row.split(";");
    return {
      name,
      when,
      environment,
      needs: needs
        .replace(/^\[|\]$/g, "")
        .split(",")
        .filter(Boolean),
    };
  });
}

const known = new Map<string, Listed[]>();
/** Of the pipeline itself; asked once for each source, which takes seconds. */
function jobsBy(source: string): Listed[] {
  const jobs = known.get(source) ?? judged(pipeline, source);
  known.set(source, jobs);
  return jobs;
}

beforeAll(() => {
  repository = createRepository();
  repository.git("remote", "add", "origin", "https://gitlab.example/our-app/partner-access.git");
  repository.write({ ".gitlab-ci.yml": pipeline });
  repository.commit();
  repository.git("branch", "-M", "main");
  repository.git("update-ref", "refs/remotes/origin/main", "HEAD");
  repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
});
afterAll(() => repository.remove());

const namesOf = (jobs: readonly Listed[]) => jobs.map(({ name }) => name.replace(/: \[.*/, ""));

test("the pipeline is as shown", async () => {
  await expect(pipeline).toMatchFileSnapshot("../golden/repository/gitlab-three.yml");
});

test("what is not a pipeline of GitLab is refused by what judges it", () => {
  expect(() => judged(pipeline.replace("when: manual", "when: sometimes"), "push")).toThrow();
});

test("a stack and a part may have names that YAML takes for something else", () => {
  const odd = { approval: false, parallel: 4, parallelOfParts: 2 };
  const text = gitlabPipeline([
    { ...odd, id: "null", parts: ["true"] },
    { ...odd, id: "yes", after: "null", parts: [] },
  ]);
  const jobs = parse(text, { version: "1.1" });
  expect(jobs["deploy:null"].environment).toBe("null");
  expect(jobs["deploy:null"].variables).toMatchObject({ STACK: "null", PULUMI_STACK: "null" });
  expect(jobs["deploy-parts:null"].variables.STACK).toBe("null");
  expect(jobs["deploy-parts:null"].parallel.matrix).toEqual([{ PULUMI_STACK: ["true"] }]);
  expect(jobs["deploy:yes"].environment).toBe("yes");
  expect(jobs.drift.parallel.matrix[1]).toEqual({ STACK: "null", PULUMI_STACK: "true" });
});

describe("in a pipeline", () => {
  test.for([
    { source: "merge_request_event", runs: ["check", "review", "upgrade"] },
    { source: "schedule", runs: ["drift", "drift", "drift", "drift"] },
    {
      source: "push",
      runs: [
        "review_stacks",
        ...["deploy:dev", "deployed:dev", "deploy:staging", "deployed:staging"],
        ...["deploy:prod", "deploy-parts:prod", "deployed:prod"],
      ],
    },
  ])("by $source its own jobs run", ({ source, runs }) => {
    expect(namesOf(jobsBy(source))).toEqual(runs);
  });
});

/** The jobs that a merge reaches, in order, where those named fail, and people start none but those named. */
function follow(jobs: readonly Listed[], { failing = "", started = [""] } = {}): string[] {
  const done = new Set<string>();
  const reached: string[] = [];
  for (let next = true; next; ) {
    next = false;
    for (const { name, when, needs } of jobs) {
      if (reached.includes(name) || !needs.every((need) => done.has(need))) continue;
      if (when === "manual" && !started.includes(name)) continue;
      reached.push(name);
      if (name !== failing) done.add(name.replace(/: \[.*/, ""));
      next = true;
    }
  }
  return namesOf(reached.map((name) => ({ name }) as Listed));
}

describe("one change", () => {
  const TO_STAGING = ["review_stacks", "deploy:dev", "deployed:dev", "deploy:staging", "deployed:staging"];
  const PROD = ["deploy:prod", "deploy-parts:prod", "deployed:prod"];

  test("is reviewed, reaches dev, then staging, and waits for approval before prod", () => {
    const jobs = jobsBy("push");
    expect(follow(jobs)).toEqual(TO_STAGING);
    expect(follow(jobs, { started: ["deploy:prod"] })).toEqual([...TO_STAGING, ...PROD]);
  });

  test.for([
    { failing: "review_stacks", reached: ["review_stacks"] },
    { failing: "deploy:dev", reached: ["review_stacks", "deploy:dev"] },
    { failing: "deploy:staging", reached: TO_STAGING.slice(0, -1) },
    { failing: "deploy-parts:prod: [prod-1]", reached: [...TO_STAGING, ...PROD.slice(0, -1)] },
  ])("stops at $failing when that fails", ({ failing, reached }) => {
    expect(follow(jobsBy("push"), { failing, started: ["deploy:prod"] })).toEqual(reached);
  });

  test("is deployed in the environment of its stack, and recorded in another", () => {
    const environments = Object.fromEntries(
      jobsBy("push").map(({ name, environment }) => [name, environment]),
    );
    expect(environments).toEqual({
      review_stacks: "",
      ...{ "deploy:dev": "dev", "deployed:dev": "dev-deployed" },
      ...{ "deploy:staging": "staging", "deployed:staging": "staging-deployed" },
      ...{ "deploy:prod": "prod", "deploy-parts:prod: [prod-1]": "prod", "deployed:prod": "prod-deployed" },
    });
  });
});

/** Commands on one line, without what only one of the hosts has to add. */
const commandsOf = (text: string) =>
  [...text.replaceAll("\\\n", " ").matchAll(/(?:node scripts|npm run|npx pulumi)[^;|\n)]*/g)].map(
    ([command]) =>
      command
        .replaceAll(/\s+/g, " ")
        .replaceAll(/node scripts\/with-auth0-key\.ts /g, "with the key: ")
        .trim(),
  );

interface Script {
  readonly script: readonly string[];
}
interface Steps {
  readonly jobs: Record<string, { readonly steps: readonly { readonly run?: string }[] }>;
}

test.for([
  { job: ".deploy", workflow: "deploy-pulumi-stack.yml", of: "deploy", count: 6 },
  { job: "deployed:prod", workflow: "deploy-stack.yml", of: "deployed", count: 1 },
  { job: "drift", workflow: "drift.yml", of: "drift", count: 3 },
])("$job runs the commands of $workflow, in their order", ({ job, workflow, of, count }) => {
  const gitlab = (parse(pipeline) as Record<string, Script>)[job]?.script ?? [];
  const github = parse(workflows({ byHand: true }).get(`.github/workflows/${workflow}`) ?? "") as Steps;
  const steps = (github.jobs[of]?.steps ?? []).map(({ run = "" }) => run);
  const wanted = commandsOf(steps.filter((run) => !run.startsWith("npm ci")).join(" ; "));
  expect(commandsOf(gitlab.join(" ; "))).toEqual(wanted);
  expect(wanted).toHaveLength(count);
});

test("docs/ci.md has them for any other CI", () => {
  const page = readFileSync("docs/ci.md", "utf8");
  const [, block = ""] = /```sh any-ci\n(.*?)```/s.exec(page) ?? [];
  const script = (parse(pipeline) as Record<string, Script>)[".deploy"]?.script ?? [];
  const commands = commandsOf(script.join(" ; ")).filter((command) => !command.includes("--still"));
  expect(commandsOf(block).slice(-commands.length)).toEqual(commands);
});

test("nothing is asked of AWS or the tenant before the plan is known to be the reviewed one", () => {
  const [before = ""] = pipeline.split('AWS_ID_TOKEN" > ');
  expect(before).toContain("--still");
  expect(before).toContain("--expect-checksum");
  expect(before).toContain("npm run -s install-pulumi");
  expect(before).not.toContain("with-auth0-key");
  expect(pipeline).not.toContain("npx pulumi");
  expect(pipeline).not.toContain(expression(""));
});

test("jobs that run a branch's code have no rights", () => {
  const { check, review } = parse(pipeline) as Record<string, object>;
  for (const job of [check, review]) {
    expect(Object.keys(job ?? {})).not.toContain("id_tokens");
    expect(Object.keys(job ?? {})).not.toContain("environment");
    expect(Object.keys(job ?? {})).not.toContain("extends");
  }
});
