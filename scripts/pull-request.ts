// A finished run of check.yml → the number of the pull request it checked, for later steps as `number=…`.
import { type Github, githubFrom } from "./github.ts";
import { commitSha, setting, step } from "./step.ts";

/** Where the checked commit came from, as GitHub's event says; a branch may have any name. */
export interface CheckedRun {
  readonly headSha: string;
  readonly headOwner: string;
  readonly headBranch: string;
  readonly headRepositoryId: number;
  readonly baseBranch: string;
}

interface Pull {
  readonly number: number;
  readonly head: { readonly sha: string; readonly repo: { readonly id: number } | null };
  readonly base: { readonly ref: string };
}

/**
 * The open pull request into the base branch whose head is the checked commit, or undefined when it moved on.
 *
 * Asked of GitHub, since the event lists no pull requests that come from forks.
 * Source: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests (read 2026-11)
 */
export async function pullRequestOf(github: Github, run: CheckedRun): Promise<number | undefined> {
  const query = new URLSearchParams({
    state: "open",
    base: run.baseBranch,
    head: `${run.headOwner}:${run.headBranch}`,
    per_page: "100",
  });
  const pulls = (await github.request("GET", `/pulls?${query}`)) as readonly Pull[];
  const matching = pulls.filter(
    ({ head, base }) =>
      head.sha === run.headSha && head.repo?.id === run.headRepositoryId && base.ref === run.baseBranch,
  );
  if (matching.length > 1) throw new Error(`${run.headSha} is the head of more than one pull request`);
  return matching[0]?.number;
}

async function main(): Promise<number> {
  const { env } = process;
  const number = await pullRequestOf(githubFrom(env), {
    headSha: commitSha(setting(env, "HEAD_SHA")),
    headOwner: setting(env, "HEAD_OWNER"),
    headBranch: setting(env, "HEAD_BRANCH"),
    headRepositoryId: Number(setting(env, "HEAD_REPOSITORY_ID")),
    baseBranch: setting(env, "BASE_BRANCH"),
  });
  if (number === undefined)
    process.stderr.write("no open pull request has this head now: nothing to review\n");
  process.stdout.write(`number=${number ?? ""}\n`);
  return 0;
}

if (import.meta.main) await step(main);
