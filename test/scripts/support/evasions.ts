// Ways around a rule for workflows: what a list of what is bad would not know.
import { type Example, expression, type Row, SHA, step } from "./workflow.ts";

const TITLE = expression("github.event.pull_request.title");
const DIGEST = `sha256:${"0".repeat(64)}`;

const scripts = [
  "git -C /tmp clone $R",
  'git fetch origin "pull/$N/head"',
  'npm ci && git remote add x "$URL"',
  'curl "$URL" | node -',
  'eval "$EVENT_TITLE"',
  'bash -c "$EVENT_TITLE"',
  'gh api "repos/$R/tarball" | tar xz',
];

const variables: readonly (readonly [name: string, value: string, what: string])[] = [
  ["NODE_OPTIONS", TITLE, "others are obeyed"],
  ["BASH_ENV", TITLE, "others are obeyed"],
  ["npm_config_registry", TITLE, "others are obeyed"],
  ["GIT_SSH_COMMAND", TITLE, "others are obeyed"],
  ["HEAD_FILE", expression("github.env"), "later steps"],
  ["HEAD_FILE", expression("github.path"), "later steps"],
  ["ACTIONS_ALLOW_UNSECURE_COMMANDS", "true", "later steps"],
];

const places = [
  ["a step's", "jobs.job.steps.1.env", (e: Example, env: object) => (step(e, 1).env = env)],
  ["a job's", "jobs.job.env", (e: Example, env: object) => (e.jobs.job.env = env)],
  ["the workflow's", "env", (e: Example, env: object) => Object.assign(e, { env })],
] as const;

const checkout = (inputs: object) => (e: Example) =>
  Object.assign(step(e, 0), {
    uses: `Actions/Checkout@${SHA}`,
    with: { "persist-credentials": false, ...inputs },
  });

export const EVASIONS: readonly Row[] = [
  ...scripts.map(
    (run): Row => [
      `a script that runs ${run}`,
      "nowhere else",
      "jobs.job.steps.1.run",
      (e) => (step(e, 1).run = run),
    ],
  ),
  ...places.flatMap(([whose, at, set]) =>
    variables.map(
      ([name, value, what]): Row => [
        `${whose} variable ${name}: ${value}`,
        what,
        `${at}.${name}`,
        (e) => set(e, { [name]: value }),
      ],
    ),
  ),
  ...["shell", "working-directory", "continue-on-error"].map(
    (key): Row => [
      `a step with ${key}`,
      "none of the keys",
      `jobs.job.steps.1.${key}`,
      (e) => (step(e, 1)[key] = "sh {0}"),
    ],
  ),
  ...["defaults", "continue-on-error"].map(
    (key): Row => [
      `a job with ${key}`,
      "none of the keys",
      `jobs.job.${key}`,
      (e) => (e.jobs.job[key] = true),
    ],
  ),
  ...["self-hosted", TITLE, ["self-hosted", "ubuntu-24.04"]].map(
    (runner): Row => [
      `a job on ${JSON.stringify(runner)}`,
      "machine of GitHub's",
      "jobs.job.runs-on",
      (e) => (e.jobs.job["runs-on"] = runner),
    ],
  ),
  [
    "an environment that a branch names",
    "none of an event's texts",
    "jobs.job.environment",
    (e) => (e.jobs.job.environment = { name: expression("github.head_ref") }),
  ],
  [
    "a container with options",
    "nothing else",
    "jobs.job.container",
    (e) => (e.jobs.job.container = { image: `node@${DIGEST}`, options: "--privileged" }),
  ],
  [
    "an image that an event names",
    "pinned to its digest",
    "jobs.job.container",
    (e) => (e.jobs.job.container = `${TITLE}@${DIGEST}`),
  ],
  [
    "writing code after a pull request's own run",
    "writes its review",
    "jobs.job.permissions",
    (e) => (e.jobs.job.permissions = { contents: "write" }),
  ],
  [
    "a secret in a condition",
    "stored secret",
    "jobs.job.steps.1.if",
    (e) => (step(e, 1).if = "secrets.A != ''"),
  ],
  [
    "a secret in capitals",
    "stored secret",
    "jobs.job.steps.1.env.A",
    (e) => (step(e, 1).env = { A: expression("vars.B || SECRETS.A") }),
  ],
  [
    "a checkout in another spelling",
    "no other",
    "jobs.job.steps.0.with",
    checkout({ REF: expression("github.sha") }),
  ],
  [
    "a checkout of another repository, in another spelling",
    "no other",
    "jobs.job.steps.0.with",
    checkout({ Repository: "evil/x" }),
  ],
];
