// A workflow → what breaks our rules for workflows: the ones that keep strangers' code away from anything worth having.
import type { Path } from "../src/model/workspace.ts";
import { isOurs, referencesIn } from "./workflow-expressions.ts";

export interface WorkflowViolation {
  /** What is wrong, inside of the workflow. */
  readonly at: Path;
  readonly what: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Job {
  readonly id: string;
  readonly fields: Fields;
  readonly steps: readonly Fields[];
}

interface Workflow {
  readonly fields: Fields;
  readonly events: readonly string[];
  readonly jobs: readonly Job[];
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

function workflowOf(value: unknown): Workflow {
  const fields = fieldsOf(value);
  const { on } = fields;
  const events =
    typeof on === "string" ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(fieldsOf(on));
  const jobs = Object.entries(fieldsOf(fields.jobs)).map(([id, job]) => {
    const { steps } = fieldsOf(job);
    return { id, fields: fieldsOf(job), steps: Array.isArray(steps) ? steps.map(fieldsOf) : [] };
  });
  return { fields, events, jobs };
}

/**
 * By any other event, code of ours runs because of what a stranger wrote, or with main's rights on what one chose.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows (read 2026-11)
 */
const EVENTS: ReadonlySet<string> = new Set([
  "merge_group",
  "pull_request",
  "push",
  "schedule",
  "workflow_call",
  "workflow_dispatch",
  "workflow_run",
]);
const PINNED_IMAGE = /^[\w./:-]+@sha256:[0-9a-f]{64}$/;
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
/**
 * A workflow of this repository, which then is read at its caller's commit, and by these rules.
 * Source: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows (read 2026-11)
 */
const OURS = /^\.\/\.github\/workflows\/[\w-]+\.yml$/;
/** The only condition under which a pull request's code may get an identity: it is a branch of this repository. */
const SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

const grantsOf = ({ fields }: Job) => Object.entries(fieldsOf(fields.permissions));
const mayWrite = (job: Job) =>
  typeof job.fields.permissions === "string" || grantsOf(job).some(([, access]) => access === "write");
/** GitHub takes the names of actions and of their inputs in any case. */
const isCheckout = ({ uses }: Fields) => String(uses).toLowerCase().startsWith("actions/checkout@");
const lowerCased = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]));

/**
 * Of a job and of a step only this: a shell or a folder of its own runs a script otherwise, and a failure that counts
 * as a success hides a check.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax (read 2026-11)
 */
const JOB_KEYS: ReadonlySet<string> = new Set([
  ...["name", "needs", "if", "runs-on", "timeout-minutes", "permissions", "environment", "concurrency"],
  ...["outputs", "env", "strategy", "steps", "container", "services", "uses", "with", "secrets"],
]);
const STEP_KEYS: ReadonlySet<string> = new Set(["id", "name", "if", "uses", "with", "run", "env"]);
/** A machine that is new for each job. */
const RUNNER = /^ubuntu-\d\d\.\d\d$/;
/** What fetches other code than the checkout's, or runs a text. */
const ELSEWHERE = /(?:^|[\s;&|($`])(?:git|gh|curl|wget|eval|source|(?:ba|da|z)?sh)\s/m;
/** Variables that nothing but our scripts reads: by others Node.js, npm, git or a shell run what they hold. */
const EVENTS_TEXT = /^(?:BASE|HEAD|EVENT)(?:_[A-Z]+)*$/;
const IS_SECRET = /^secrets\b/i;
/** What may be written after a pull request's own run: the review. */
const OF_REVIEW: ReadonlySet<string> = new Set(["pull-requests", "statuses"]);

function* ofWorkflow({ fields, events }: Workflow): Iterable<WorkflowViolation> {
  yield* ofVariables(fields.env, ["env"]);
  const { permissions, concurrency, defaults } = fields;
  if (
    permissions === undefined ||
    typeof permissions === "string" ||
    Object.keys(fieldsOf(permissions)).length > 0
  )
    yield { at: ["permissions"], what: "the workflow itself has permissions {}; each job names its own" };
  for (const event of events)
    if (!EVENTS.has(event))
      yield { at: ["on"], what: `${event} is none of the events that may start a workflow here` };
  const isCalled = events.length === 1 && events[0] === "workflow_call";
  if (isCalled && concurrency !== undefined)
    yield {
      at: ["concurrency"],
      what: "a called workflow has its caller's concurrency: a group that both have stops the caller",
    };
  if (!isCalled && concurrency === undefined)
    yield { at: ["jobs"], what: "concurrency says what two runs at once may do" };
  if (!isCalled && events.includes("workflow_call"))
    yield { at: ["on"], what: "a called workflow is started by its callers alone" };
  if (fieldsOf(fieldsOf(defaults).run).shell !== "bash")
    yield {
      at: ["defaults"],
      what: "defaults.run.shell is bash: the default shell goes on after a failed pipe",
    };
}

/** What a job starts beside its steps, each with its place in the job and the image that it names. */
const imagesOf = ({ container, services }: Fields): readonly (readonly [at: Path, image: string])[] =>
  [
    ...(container === undefined ? [] : [[["container"], container] as const]),
    ...Object.entries(fieldsOf(services)).map(([name, service]) => [["services", name], service] as const),
  ].map(([at, started]) => [at, String(typeof started === "string" ? started : fieldsOf(started).image)]);

function* ofJob(job: Job, { events }: Workflow): Iterable<WorkflowViolation> {
  const { id, fields, steps } = job;
  const at = ["jobs", id];
  if (fields.uses === undefined && typeof fields["timeout-minutes"] !== "number")
    yield { at, what: "a job has timeout-minutes" };
  if (fields.permissions === undefined || typeof fields.permissions === "string")
    yield { at, what: "a job has permissions, each by its name" };
  if (fields.uses !== undefined && !OURS.test(String(fields.uses)))
    yield {
      at: [...at, "uses"],
      what: "a job calls a workflow of this repository, at the same commit, or none",
    };
  if (fields.secrets !== undefined)
    yield { at: [...at, "secrets"], what: "a called workflow gets no secrets: keys stay in AWS" };
  const fetches = steps.some(({ run }) => /refs\/pull\/|render-review/.test(String(run)));
  if (fetches && mayWrite(job))
    yield { at: [...at, "permissions"], what: "a job that fetches a pull request may write nothing" };
  // What a called workflow may do, and in which environment, is not seen here.
  const hasRights = mayWrite(job) || fields.environment !== undefined || fields.uses !== undefined;
  if (events.includes("workflow_run") && grantsOf(job).some(([name]) => name === "id-token"))
    yield { at: [...at, "permissions"], what: "what runs after a pull request's workflow has no identity" };
  if (events.includes("workflow_run"))
    for (const [name, access] of grantsOf(job))
      if (access === "write" && name !== "id-token" && !OF_REVIEW.has(name))
        yield {
          at: [...at, "permissions"],
          what: "what runs after a pull request's workflow writes its review",
        };
  for (const key of Object.keys(fields))
    if (!JOB_KEYS.has(key))
      yield { at: [...at, key], what: `${key} is none of the keys that a job has here` };
  if (fields.uses === undefined && !RUNNER.test(String(fields["runs-on"])))
    yield { at: [...at, "runs-on"], what: "a job runs on a machine of GitHub's, named by its version" };
  yield* notOurs({ environment: fields.environment }, at);
  yield* ofVariables(fields.env, [...at, "env"]);
  yield* notOurs(fieldsOf(fields.with), [...at, "with"]);
  yield* notOurs(fieldsOf(fields.strategy), [...at, "strategy"]);
  for (const [place, started] of [[["container"], fields.container] as const])
    if (Object.keys(fieldsOf(started)).some((key) => key !== "image"))
      yield { at: [...at, ...place], what: "a container has an image and nothing else" };
  for (const [place, image] of imagesOf(fields))
    if (!PINNED_IMAGE.test(image))
      yield { at: [...at, ...place], what: "an image is pinned to its digest: tags can be moved" };
  if (events.includes("pull_request") && hasRights)
    if (fields.if !== SAME_REPOSITORY)
      yield { at, what: `a job with rights runs a pull request's code only if ${SAME_REPOSITORY}` };
}

/** Values that anyone who gets them may run: an action, a called workflow, a script by its matrix. */
function* notOurs(values: Fields, at: Path): Iterable<WorkflowViolation> {
  for (const [name, value] of Object.entries(values))
    if (!referencesIn(JSON.stringify(value) ?? "").every(isOurs))
      yield { at: [...at, name], what: "it may be run: none of an event's texts is in it" };
}

function* ofVariables(variables: unknown, at: Path): Iterable<WorkflowViolation> {
  for (const [name, value] of Object.entries(fieldsOf(variables))) {
    const references = referencesIn(String(value));
    if (references.some((one) => /^github\.(?:env|path)$/i.test(one)) || /^ACTIONS_/i.test(name))
      yield { at: [...at, name], what: "a script leaves the environment of later steps alone" };
    // A secret is told as one.
    else if (
      !references.every(isOurs) &&
      !references.some((one) => IS_SECRET.test(one)) &&
      !EVENTS_TEXT.test(name)
    )
      yield {
        at: [...at, name],
        what: "a variable with an event's text is BASE, HEAD or EVENT, or begins so: others are obeyed",
      };
  }
}

function* ofStep(step: Fields, at: Path, { events }: Workflow): Iterable<WorkflowViolation> {
  const inputs = fieldsOf(step.with);
  for (const key of Object.keys(step))
    if (!STEP_KEYS.has(key))
      yield { at: [...at, key], what: `${key} is none of the keys that a step has here` };
  yield* ofVariables(step.env, [...at, "env"]);
  if (step.uses !== undefined && !PINNED.test(String(step.uses)))
    yield { at: [...at, "uses"], what: "an action is pinned to a commit's full SHA: tags can be moved" };
  if (String(step.run).includes("${{"))
    yield { at: [...at, "run"], what: "a script gets values through env: in its text they would be run" };
  if (/\bGITHUB_(?:ENV|PATH)\b/.test(String(step.run)))
    yield { at: [...at, "run"], what: "a script leaves the environment of later steps alone" };
  if (ELSEWHERE.test(`${step.run ?? ""}\n`))
    yield { at: [...at, "run"], what: "what a job runs comes from actions/checkout, and nowhere else" };
  if (!isCheckout(step)) yield* notOurs(inputs, [...at, "with"]);
  else yield* ofCheckout(step, at, events);
}

function* ofCheckout(
  { with: inputs }: Fields,
  at: Path,
  events: readonly string[],
): Iterable<WorkflowViolation> {
  const {
    "persist-credentials": keeps,
    ref,
    repository,
    "allow-unsafe-pr-checkout": unsafe,
  } = lowerCased(fieldsOf(inputs));
  if (keeps !== false) yield { at: [...at, "uses"], what: "a checkout has persist-credentials: false" };
  if (ref !== undefined || repository !== undefined || unsafe !== undefined)
    if (!events.includes("push") || events.length > 1)
      yield { at: [...at, "with"], what: "a checkout takes the commit its event stands on, and no other" };
}

/** Secrets are named in expressions; the token of the run itself is `github.token`. */
function* secretsIn(value: unknown, at: Path): Iterable<WorkflowViolation> {
  if (typeof value === "string") {
    // A condition is an expression without its braces.
    const texts = at.at(-1) === "if" ? [value, `\${{ ${value} }}`] : [value];
    if (texts.flatMap(referencesIn).some((reference) => IS_SECRET.test(reference)))
      yield { at, what: "no workflow uses a stored secret: keys stay in AWS, roles come by OIDC" };
  } else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value))
      yield* secretsIn(inner, [...at, Array.isArray(value) ? Number(key) : key]);
}

/**
 * Everything in one parsed workflow that breaks a rule which actionlint does not have.
 *
 * Source: https://docs.github.com/en/actions/reference/security/secure-use (read 2026-11)
 */
export function workflowViolations(value: unknown): readonly WorkflowViolation[] {
  const workflow = workflowOf(value);
  return [
    ...ofWorkflow(workflow),
    ...workflow.jobs.flatMap((job) => [
      ...ofJob(job, workflow),
      ...job.steps.flatMap((step, index) => [...ofStep(step, ["jobs", job.id, "steps", index], workflow)]),
    ]),
    ...secretsIn(value, []),
  ];
}
