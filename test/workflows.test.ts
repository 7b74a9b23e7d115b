// Our workflows keep our rules, and each rule bites: a workflow that breaks only that one is refused.
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { recordOf } from "../scripts/deploy-review.ts";
import { lintWorkflow, workflows } from "../scripts/lint-workflows.ts";
import { workflowViolations } from "../scripts/workflow-rules.ts";

const files = [...workflows()];
const textOf = (name: string) => workflows().get(`.github/workflows/${name}.yml`) ?? "";

test.for(files)("%s has nothing that actionlint or our rules refuse", async ([file, text]) => {
  expect(await lintWorkflow(text, file)).toEqual([]);
});

interface Example {
  on: unknown;
  permissions?: unknown;
  concurrency?: string;
  defaults?: unknown;
  jobs: { job: Record<string, unknown> & { permissions?: unknown; steps: Record<string, unknown>[] } };
}

const SHA = "0123456789abcdef0123456789abcdef01234567";
const SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

/** Something that GitHub fills in. */
const expression = (inner: string) => `$\{{ ${inner} }}`;

/** A workflow that keeps every rule. */
const example = (): Example => ({
  on: { workflow_run: { workflows: ["check"], types: ["completed"] } },
  permissions: {},
  concurrency: "one",
  defaults: { run: { shell: "bash" } },
  jobs: {
    job: {
      "runs-on": "ubuntu-24.04",
      "timeout-minutes": 5,
      permissions: { contents: "read" },
      steps: [
        { uses: `actions/checkout@${SHA}`, with: { "persist-credentials": false } },
        { run: 'echo "$TITLE"', env: { TITLE: expression("github.event.pull_request.title") } },
      ],
    },
  },
});

const step = (e: Example, index: number) => e.jobs.job.steps[index] ?? {};

const broken: { name: string; change: (e: Example) => void; what: string; at: string }[] = [
  {
    name: "an action by tag",
    change: (e) => {
      step(e, 0).uses = "actions/checkout@v7";
    },
    what: "full SHA",
    at: "jobs.job.steps.0.uses",
  },
  {
    name: "an action by a short SHA",
    change: (e) => {
      step(e, 0).uses = "actions/checkout@0123456";
    },
    what: "full SHA",
    at: "jobs.job.steps.0.uses",
  },
  {
    name: "an action of this repository",
    change: (e) => e.jobs.job.steps.push({ uses: "./.github/actions/x" }),
    what: "full SHA",
    at: "jobs.job.steps.2.uses",
  },
  {
    name: "an action from a container registry",
    change: (e) => e.jobs.job.steps.push({ uses: "docker://alpine:3" }),
    what: "full SHA",
    at: "jobs.job.steps.2.uses",
  },
  {
    name: "no permissions on top",
    change: (e) => {
      delete e.permissions;
    },
    what: "permissions {}",
    at: "permissions",
  },
  {
    name: "read-all on top",
    change: (e) => {
      e.permissions = "read-all";
    },
    what: "permissions {}",
    at: "permissions",
  },
  {
    name: "a permission on top",
    change: (e) => {
      e.permissions = { contents: "read" };
    },
    what: "permissions {}",
    at: "permissions",
  },
  {
    name: "a job without permissions",
    change: (e) => {
      delete e.jobs.job.permissions;
    },
    what: "has permissions",
    at: "jobs.job",
  },
  {
    name: "a job with all permissions",
    change: (e) => {
      e.jobs.job.permissions = "write-all";
    },
    what: "has permissions",
    at: "jobs.job",
  },
  {
    name: "a job without a time limit",
    change: (e) => {
      delete e.jobs.job["timeout-minutes"];
    },
    what: "timeout-minutes",
    at: "jobs.job",
  },
  {
    name: "no concurrency",
    change: (e) => {
      delete e.concurrency;
    },
    what: "concurrency",
    at: "jobs",
  },
  {
    name: "the default shell",
    change: (e) => {
      delete e.defaults;
    },
    what: "shell is bash",
    at: "defaults",
  },
  {
    name: "pull_request_target",
    change: (e) => {
      e.on = ["pull_request_target"];
    },
    what: "pull_request_target",
    at: "on",
  },
  {
    name: "pull_request_target alone",
    change: (e) => {
      e.on = "pull_request_target";
    },
    what: "pull_request_target",
    at: "on",
  },
  {
    name: "pull_request_target among others",
    change: (e) => {
      e.on = { push: null, pull_request_target: null };
    },
    what: "pull_request_target",
    at: "on",
  },
  {
    name: "an event's text in a script",
    change: (e) => {
      step(e, 1).run = `echo ${expression("github.event.pull_request.title")}`;
    },
    what: "through env",
    at: "jobs.job.steps.1.run",
  },
  {
    name: "a branch's name in a script",
    change: (e) => {
      step(e, 1).run = `echo ${expression("github.head_ref")}`;
    },
    what: "through env",
    at: "jobs.job.steps.1.run",
  },
  {
    name: "a checkout that keeps its token",
    change: (e) => {
      delete step(e, 0).with;
    },
    what: "persist-credentials",
    at: "jobs.job.steps.0.uses",
  },
  {
    name: "a checkout of the pull request's head",
    change: (e) => {
      step(e, 0).with = {
        "persist-credentials": false,
        ref: expression("github.event.workflow_run.head_sha"),
      };
    },
    what: "no other",
    at: "jobs.job.steps.0.with",
  },
  {
    name: "a checkout of a fork",
    change: (e) => {
      step(e, 0).with = { "persist-credentials": false, repository: "x/y" };
    },
    what: "no other",
    at: "jobs.job.steps.0.with",
  },
  {
    name: "a job that fetches a pull request and may write",
    change: (e) => {
      e.jobs.job.permissions = { "pull-requests": "write" };
      step(e, 1).run = 'git fetch origin "refs/pull/$N/merge"';
    },
    what: "may write nothing",
    at: "jobs.job.permissions",
  },
  {
    name: "an identity for any pull request's code",
    change: (e) => {
      e.on = "pull_request";
      e.jobs.job.permissions = { "id-token": "write" };
    },
    what: "only if",
    at: "jobs.job",
  },
  {
    name: "an environment for any pull request's code",
    change: (e) => {
      e.on = ["pull_request"];
      e.jobs.job.environment = "prod";
    },
    what: "only if",
    at: "jobs.job",
  },
  {
    name: "a condition that is nearly the right one",
    change: (e) => {
      e.on = { pull_request: null };
      e.jobs.job.environment = "prod";
      e.jobs.job.if = `${SAME_REPOSITORY} || true`;
    },
    what: "only if",
    at: "jobs.job",
  },
  {
    name: "a stored secret",
    change: (e) => {
      step(e, 1).env = { KEY: expression("secrets.KEY") };
    },
    what: "stored secret",
    at: "jobs.job.steps.1.env.KEY",
  },
  {
    name: "all stored secrets",
    change: (e) => {
      step(e, 1).env = { ALL: expression("toJSON(secrets)") };
    },
    what: "stored secret",
    at: "jobs.job.steps.1.env.ALL",
  },
  {
    name: "rights handed to another workflow",
    change: (e) => {
      e.jobs.job.secrets = "inherit";
    },
    what: "its own steps",
    at: "jobs.job",
  },
];

describe("our rules for workflows", () => {
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
    const text = textOf("deploy").replace("needs.review.outputs.prod", "needs.review.outputs.production");
    expect(await lintWorkflow(text, "deploy.yml")).toEqual([
      expect.stringContaining('"production" is not defined'),
    ]);
  });
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
