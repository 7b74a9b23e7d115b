// Paths of a project in GitLab's REST API → its answers, with the token of the job that asks.
import { commitSha, type Environment, setting } from "./step.ts";

export interface Gitlab {
  /** Reads below the project; throws an Error that names the request when it is refused. */
  get(path: string): Promise<unknown>;
}

/**
 * GitLab as a job reaches it. A job's token may read deployments, and may not write comments.
 *
 * Source: https://docs.gitlab.com/ci/jobs/ci_job_token/ (read 2026-11)
 */
export function gitlabFrom(env: Environment): Gitlab {
  const [api, project] = [setting(env, "CI_API_V4_URL"), setting(env, "CI_PROJECT_ID")];
  const headers = { "job-token": setting(env, "CI_JOB_TOKEN") };
  return {
    async get(path) {
      const url = `${api}/projects/${project}${path}`;
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
      if (!response.ok) throw new Error(`GET ${path}: GitLab answered ${response.status}`);
      return response.json();
    },
  };
}

interface Deployment {
  readonly sha: string;
  /** The job that made it; null where somebody made it with the API. */
  readonly deployable?: {
    readonly name: string;
    readonly ref: string;
    readonly status: string;
    readonly pipeline?: { readonly sha: string };
  } | null;
}

/**
 * The commit that the newest successful deployment to an environment deployed, or undefined when there was none. Only
 * what the job of that name did on the default branch counts: a record alone can be made by anyone who may deploy.
 *
 * Source: https://docs.gitlab.com/api/deployments/ (read 2026-11)
 */
export async function lastDeployedIn(
  gitlab: Gitlab,
  environment: string,
  branch: string,
): Promise<string | undefined> {
  const job = `deployed:${environment.replace(/-deployed$/, "")}`;
  const query = new URLSearchParams({ environment, status: "success", order_by: "id", sort: "desc" });
  const all = (await gitlab.get(`/deployments?${query}&per_page=100`)) as readonly Deployment[];
  const newest = all.find(
    ({ sha, deployable }) =>
      deployable?.name === job &&
      deployable.ref === branch &&
      deployable.status === "success" &&
      deployable.pipeline?.sha === sha,
  );
  return newest && commitSha(newest.sha);
}
