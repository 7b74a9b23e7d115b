// GitHub's environments → what was deployed to one last, and whether people approve what comes next.
import { page } from "../src/model/pages.ts";
import { type Github, GithubError } from "./github.ts";
import { commitSha } from "./step.ts";

interface Status {
  readonly state: string;
  readonly log_url?: string;
}

interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly created_at: string;
}

/** As many as GitHub gives at once. */
const PAGE = 100;

/** The workflow that deploys, which GitHub may name with its branch behind it; a tag may be called main, too. */
const DEPLOYS = /^\.github\/workflows\/deploy\.yml(@(refs\/heads\/)?main)?$/;

interface Run {
  readonly id: number;
  readonly path?: string;
  readonly head_branch?: string | null;
  readonly event?: string;
}

const isOfMain = ({ path = "", head_branch, event = "" }: Run): boolean =>
  DEPLOYS.test(path) && head_branch === "main" && ["push", "workflow_dispatch"].includes(event);

interface Job {
  readonly name: string;
  readonly head_sha: string;
  readonly conclusion: string | null;
  readonly completed_at: string | null;
}

/** A run of deploy.yml on main that deployed all of a stack, and when. */
interface Deployed {
  readonly run: string;
  readonly created: string;
  readonly completed: string;
}

/**
 * The run whose job made the record; undefined where none of deploy.yml on main did, or not with that very commit.
 * Anyone who may write deployments can make a record of any commit, and give it any address: so the run and the job
 * themselves are asked. One that is made after its job ended would pass what ran long ago for what runs.
 *
 * Source: https://docs.github.com/en/rest/actions/workflow-jobs
 */
async function madeBy(
  github: Github,
  { log_url = "" }: Status,
  record: string,
  { sha, created_at }: Deployment,
): Promise<Deployed | undefined> {
  const [, repository, run, job] =
    /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)\/job\/(\d+)$/.exec(log_url) ?? [];
  if (run === undefined || repository !== github.repository) return undefined;
  const [its, of] = (await Promise.all([
    github.request("GET", `/actions/runs/${run}`),
    github.request("GET", `/actions/jobs/${job}`),
  ])) as [Run & Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  const isIts =
    isOfMain(its) &&
    its.head_sha === sha &&
    String(of.run_id) === run &&
    of.head_sha === sha &&
    of.conclusion === "success" &&
    Date.parse(created_at) <= Date.parse(String(of.completed_at)) &&
    of.name === record;
  return isIts ? { run, created: String(its.created_at), completed: String(of.completed_at) } : undefined;
}

/**
 * What a later run deployed, though no record says so: anyone who may delete a record could have an older one taken for
 * what runs, and what was taken away since would come back unseen.
 *
 * Sources: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow and
 * https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run (read 2026-11)
 */
async function deployedSince(github: Github, record: string, { run, created, completed }: Deployed) {
  const query = new URLSearchParams({ branch: "main", created: `>=${created}`, per_page: "100" });
  const { workflow_runs: runs } = (await github.request(
    "GET",
    `/actions/workflows/deploy.yml/runs?${query}`,
  )) as { readonly workflow_runs: readonly Run[] };
  const jobs: Job[] = [];
  for (const { id } of runs.filter((one) => isOfMain(one) && String(one.id) !== run)) {
    for (let page = 1, isLast = false; !isLast; page++) {
      const path = `/actions/runs/${id}/jobs?filter=all&per_page=${PAGE}&page=${page}`;
      const answer = (await github.request("GET", path)) as { readonly jobs: readonly Job[] };
      jobs.push(...answer.jobs);
      isLast = answer.jobs.length < PAGE;
    }
  }
  const later = jobs.filter(
    ({ name, conclusion, completed_at }) =>
      name === record && conclusion === "success" && Date.parse(completed_at ?? "") > Date.parse(completed),
  );
  return later.sort((a, b) => Date.parse(b.completed_at ?? "") - Date.parse(a.completed_at ?? ""))[0];
}

/**
 * The commit that the newest successful deployment to an environment deployed, or undefined when there was none. A
 * record that no run of the workflow on main made does not count, and `tell` hears of it.
 *
 * Source: https://docs.github.com/en/rest/deployments/statuses (read 2026-11)
 */
export async function lastDeployedTo(
  github: Github,
  environment: string,
  tell: (message: string) => void = () => undefined,
): Promise<string | undefined> {
  // What deploy.yml calls the last job of a stack: the stack's own job, and that of the workflow it calls.
  const record = environment.replace(/-deployed$/, " / deployed");
  const query = new URLSearchParams({ environment, per_page: "100" });
  const deployments = (await github.request("GET", `/deployments?${query}`)) as readonly Deployment[];
  for (const deployment of deployments) {
    const { id, sha } = deployment;
    const path = `/deployments/${id}/statuses?per_page=100`;
    const statuses = (await github.request("GET", path)) as readonly Status[];
    const success = statuses.find(({ state }) => state === "success");
    if (success === undefined) continue;
    const made = await madeBy(github, success, record, deployment).catch((error: unknown) => {
      throw error instanceof GithubError && error.status === 404
        ? new Error(
            `the run that made deployment ${id} of ${environment} is gone, so nobody can tell whether ${sha} was deployed: see ${page("docs/ci.md#a-record-or-a-run-was-deleted")} (${error.message})`,
          )
        : error;
    });
    if (made !== undefined) {
      const later = await deployedSince(github, record, made);
      if (later === undefined) return commitSha(sha);
      tell(`a later job deployed ${later.head_sha} to ${environment}, and its record is gone: it counts`);
      return commitSha(later.head_sha);
    }
    tell(
      `deployment ${id} of ${environment} does not count: no job "${record}" of deploy.yml on main made it for ${sha}`,
    );
  }
  return undefined;
}

/**
 * Throws an Error when a stack asks for approval and its environment does not: GitHub makes an environment that it does
 * not know yet, and asks nobody.
 *
 * Source: https://docs.github.com/en/rest/deployments/environments#get-an-environment (read 2026-11)
 */
export async function refuseUnapproved(github: Github, stack: string): Promise<void> {
  const { protection_rules = [] } = (await github.request("GET", `/environments/${stack}`)) as {
    protection_rules?: readonly { readonly type: string }[];
  };
  if (protection_rules.some(({ type }) => type === "required_reviewers")) return;
  throw new Error(
    `Pulumi.${stack}.yaml says approval: true, and the environment ${stack} has no required reviewers: add them in ` +
      "the repository's settings, or write approval: false",
  );
}
