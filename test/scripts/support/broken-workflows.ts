import { EVASIONS } from "./evasions.ts";
import { expression, type Row, SAME_REPOSITORY, SHA, step } from "./workflow.ts";

const CALLED = "./.github/workflows/called.yml";

/** Each breaks one rule: what the finding says, and where. */
const ROWS: readonly Row[] = [
  ["an action by tag", "full SHA", "jobs.job.steps.0.uses", (e) => (step(e, 0).uses = "actions/checkout@v7")],
  [
    "an action by a short SHA",
    "full SHA",
    "jobs.job.steps.0.uses",
    (e) => (step(e, 0).uses = "actions/checkout@0123456"),
  ],
  [
    "an action of this repository",
    "full SHA",
    "jobs.job.steps.2.uses",
    (e) => e.jobs.job.steps.push({ uses: "./.github/actions/x" }),
  ],
  [
    "an action from a container registry",
    "full SHA",
    "jobs.job.steps.2.uses",
    (e) => e.jobs.job.steps.push({ uses: "docker://alpine:3" }),
  ],
  ["no permissions on top", "permissions {}", "permissions", (e) => delete e.permissions],
  ["read-all on top", "permissions {}", "permissions", (e) => (e.permissions = "read-all")],
  ["a permission on top", "permissions {}", "permissions", (e) => (e.permissions = { contents: "read" })],
  ["a job without permissions", "has permissions", "jobs.job", (e) => delete e.jobs.job.permissions],
  [
    "a job with all permissions",
    "has permissions",
    "jobs.job",
    (e) => (e.jobs.job.permissions = "write-all"),
  ],
  ["a job without a time limit", "timeout-minutes", "jobs.job", (e) => delete e.jobs.job["timeout-minutes"]],
  ["no concurrency", "concurrency", "jobs", (e) => delete e.concurrency],
  ["the default shell", "shell is bash", "defaults", (e) => delete e.defaults],
  ...[
    "pull_request_target",
    "issue_comment",
    "issues",
    "discussion",
    "fork",
    "repository_dispatch",
    "x",
  ].flatMap((event): Row[] => [
    [event, `${event} is none of the events`, "on", (e) => (e.on = event)],
    [`${event} in a list`, `${event} is none of the events`, "on", (e) => (e.on = [event])],
    [`${event} among others`, `${event} is none`, "on", (e) => (e.on = { push: null, [event]: null })],
  ]),
  [
    "an identity after a pull request's own run",
    "no identity",
    "jobs.job.permissions",
    (e) => (e.jobs.job.permissions = { contents: "read", "id-token": "read" }),
  ],
  ...["git clone $R", "git  clone --depth 1 x", "gh pr checkout 1", "gh repo clone x/y"].map(
    (run): Row => [
      `a script that runs ${run}`,
      "nowhere else",
      "jobs.job.steps.1.run",
      (e) => (step(e, 1).run = run),
    ],
  ),
  ...['echo "A=$TITLE" >> "$GITHUB_ENV"', "echo x >> $GITHUB_PATH", "tee -a $GITHUB_ENV"].map(
    (run): Row => [
      `a script that runs ${run}`,
      "later steps",
      "jobs.job.steps.1.run",
      (e) => (step(e, 1).run = run),
    ],
  ),
  ...[
    "github.event.comment.body",
    "github.head_ref",
    "github.event.pull_request['title']",
    "github['event']['issue'].title",
    "format('{0}', github.event.issue.title)",
    "toJSON(github)",
    "env.TITLE",
    "fromJSON(needs.a.outputs.b)[github.actor]",
  ].map(
    (inner): Row => [
      `${inner} as an action's input`,
      "may be run",
      "jobs.job.steps.2.with.run",
      (e) => e.jobs.job.steps.push({ uses: `x/y@${SHA}`, with: { run: `echo ${expression(inner)}` } }),
    ],
  ),
  ...["node:24", { image: "node:24" }, `node@sha256:${SHA}`].map(
    (container): Row => [
      `a container ${JSON.stringify(container)}`,
      "pinned to its digest",
      "jobs.job.container",
      (e) => (e.jobs.job.container = container),
    ],
  ),
  [
    "an event's text for a called workflow",
    "may be run",
    "jobs.job.with.title",
    (e) => {
      e.jobs.job = {
        uses: CALLED,
        permissions: { contents: "read" },
        with: { title: expression("github.event.head_commit.message") },
        steps: [],
      };
    },
  ],
  [
    "an event's text in a matrix",
    "may be run",
    "jobs.job.strategy.matrix",
    (e) => (e.jobs.job.strategy = { matrix: { name: [expression("github.ref_name")] } }),
  ],
  [
    "a service by tag",
    "pinned to its digest",
    "jobs.job.services.db",
    (e) => (e.jobs.job.services = { db: { image: "postgres:18" } }),
  ],
  [
    "an event's text in a script",
    "through env",
    "jobs.job.steps.1.run",
    (e) => (step(e, 1).run = `echo ${expression("github.event.pull_request.title")}`),
  ],
  [
    "a branch's name in a script",
    "through env",
    "jobs.job.steps.1.run",
    (e) => (step(e, 1).run = `echo ${expression("github.head_ref")}`),
  ],
  [
    "a checkout that keeps its token",
    "persist-credentials",
    "jobs.job.steps.0.uses",
    (e) => delete step(e, 0).with,
  ],
  [
    "a checkout of the pull request's head",
    "no other",
    "jobs.job.steps.0.with",
    (e) =>
      (step(e, 0).with = {
        "persist-credentials": false,
        ref: expression("github.event.workflow_run.head_sha"),
      }),
  ],
  [
    "a checkout of a fork",
    "no other",
    "jobs.job.steps.0.with",
    (e) => (step(e, 0).with = { "persist-credentials": false, repository: "x/y" }),
  ],
  [
    "a job that fetches a pull request and may write",
    "may write nothing",
    "jobs.job.permissions",
    (e) => {
      e.jobs.job.permissions = { "pull-requests": "write" };
      step(e, 1).run = 'npm run fetch -- "refs/pull/$N/merge"';
    },
  ],
  [
    "an identity for any pull request's code",
    "only if",
    "jobs.job",
    (e) => {
      e.on = "pull_request";
      e.jobs.job.permissions = { "id-token": "write" };
    },
  ],
  [
    "an environment for any pull request's code",
    "only if",
    "jobs.job",
    (e) => {
      e.on = ["pull_request"];
      e.jobs.job.environment = "prod";
    },
  ],
  [
    "a condition that is nearly the right one",
    "only if",
    "jobs.job",
    (e) => {
      e.on = { pull_request: null };
      e.jobs.job.environment = "prod";
      e.jobs.job.if = `${SAME_REPOSITORY} || true`;
    },
  ],
  [
    "a stored secret",
    "stored secret",
    "jobs.job.steps.1.env.KEY",
    (e) => (step(e, 1).env = { KEY: expression("secrets.KEY") }),
  ],
  [
    "all stored secrets",
    "stored secret",
    "jobs.job.steps.1.env.ALL",
    (e) => (step(e, 1).env = { ALL: expression("toJSON(secrets)") }),
  ],
  ...[
    "format('{0}', secrets.TOKEN)",
    "format('}} {0}', secrets . TOKEN)",
    "secrets['TOKEN']",
    "x && secrets.A",
  ].map(
    (inner): Row => [
      `a stored secret by ${inner}`,
      "stored secret",
      "jobs.job.steps.1.env.KEY",
      (e) => (step(e, 1).env = { KEY: expression(inner) }),
    ],
  ),
  ...[
    "x/y/.github/workflows/z.yml@main",
    `x/y/.github/workflows/z.yml@${SHA}`,
    "./.github/workflows/../z.yml",
    "./z.yml",
  ].map(
    (uses): Row => [
      `a call of ${uses}`,
      "of this repository",
      "jobs.job.uses",
      (e) => (e.jobs.job.uses = uses),
    ],
  ),
  ...["inherit", { KEY: "x" }].map(
    (secrets): Row => [
      `secrets for a called workflow: ${JSON.stringify(secrets)}`,
      "gets no secrets",
      "jobs.job.secrets",
      (e) => (e.jobs.job.secrets = secrets),
    ],
  ),
  [
    "a call without permissions",
    "has permissions",
    "jobs.job",
    (e) => (e.jobs.job = { uses: CALLED, steps: [] }),
  ],
  [
    "a called workflow for any pull request's code",
    "only if",
    "jobs.job",
    (e) => {
      e.on = "pull_request";
      e.jobs.job = { uses: CALLED, permissions: { contents: "read" }, steps: [] };
    },
  ],
  [
    "a called workflow with concurrency of its own",
    "its caller's concurrency",
    "concurrency",
    (e) => (e.on = "workflow_call"),
  ],
  [
    "a called workflow that something else starts too",
    "its callers alone",
    "on",
    (e) => (e.on = ["workflow_call", "push"]),
  ],
];

export const broken = [...ROWS, ...EVASIONS].map(([name, what, at, change]) => ({ name, what, at, change }));
