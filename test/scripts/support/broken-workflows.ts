import { type Example, expression, SAME_REPOSITORY, SHA, step } from "./workflow.ts";

const CALLED = "./.github/workflows/called.yml";

export const broken: { name: string; change: (e: Example) => void; what: string; at: string }[] = [
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
  ...[
    "x/y/.github/workflows/z.yml@main",
    `x/y/.github/workflows/z.yml@${SHA}`,
    "./.github/workflows/../z.yml",
    "./z.yml",
  ].map((uses) => ({
    name: `a call of ${uses}`,
    change: (e: Example) => {
      e.jobs.job.uses = uses;
    },
    what: "of this repository",
    at: "jobs.job.uses",
  })),
  ...["inherit", { KEY: "x" }].map((secrets) => ({
    name: `secrets for a called workflow: ${JSON.stringify(secrets)}`,
    change: (e: Example) => {
      e.jobs.job.secrets = secrets;
    },
    what: "gets no secrets",
    at: "jobs.job.secrets",
  })),
  {
    name: "a call without permissions",
    change: (e) => {
      e.jobs.job = { uses: CALLED, steps: [] };
    },
    what: "has permissions",
    at: "jobs.job",
  },
  {
    name: "a called workflow for any pull request's code",
    change: (e) => {
      e.on = "pull_request";
      e.jobs.job = { uses: CALLED, permissions: { contents: "read" }, steps: [] };
    },
    what: "only if",
    at: "jobs.job",
  },
  {
    name: "a called workflow with concurrency of its own",
    change: (e) => {
      e.on = "workflow_call";
    },
    what: "its caller's concurrency",
    at: "concurrency",
  },
  {
    name: "a called workflow that something else starts too",
    change: (e) => {
      e.on = ["workflow_call", "push"];
    },
    what: "its callers alone",
    at: "on",
  },
];
