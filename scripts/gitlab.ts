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

/**
 * The commit that the newest successful deployment to an environment deployed, or undefined when there was none.
 *
 * Source: https://docs.gitlab.com/api/deployments/ (read 2026-11)
 */
export async function lastDeployedIn(gitlab: Gitlab, environment: string): Promise<string | undefined> {
  const query = new URLSearchParams({ environment, status: "success", order_by: "id", sort: "desc" });
  const [newest] = (await gitlab.get(`/deployments?${query}&per_page=1`)) as { sha: string }[];
  return newest && commitSha(newest.sha);
}
