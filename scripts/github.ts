// Paths of GitHub's REST API → its answers. No library, so that a job with write permission runs next to nothing.

import { type Environment, setting } from "./step.ts";

/** GitHub refused a request. */
export class GithubError extends Error {
  /** Of HTTP. */
  readonly status: number;

  constructor(what: string, status: number) {
    super(`${what}: GitHub answered ${status}`);
    this.status = status;
  }
}

export interface Github {
  /** `owner/name` of this repository. */
  readonly repository: string;
  /** Sends one request below the repository; throws a GithubError that names the request when it is refused. */
  request(method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<unknown>;
}

/**
 * GitHub as a workflow's step reaches it: with `GH_TOKEN`, on the server that runs it.
 *
 * Source: https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api (read 2026-11)
 */
export function githubFrom(env: Environment): Github {
  const repository = setting(env, "GITHUB_REPOSITORY");
  const token = setting(env, "GH_TOKEN");
  const base = `${env.GITHUB_API_URL ?? "https://api.github.com"}/repos/${repository}`;
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "x-github-api-version": "2022-11-28",
  };
  return {
    repository,
    async request(method, path, body) {
      const payload = body && JSON.stringify(body);
      const response = await fetch(`${base}${path}`, {
        method,
        headers: payload ? { ...headers, "content-type": "application/json" } : headers,
        body: payload ?? null,
        signal: AbortSignal.timeout(30_000),
      });
      if (!response.ok) throw new GithubError(`${method} ${path}`, response.status);
      return response.json();
    },
  };
}
