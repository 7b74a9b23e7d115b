// A pull request's number → review.md: its declarations, read out of git, against the main they would join.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commitSha, pullRequestNumber, setting, step } from "./step.ts";

const OUT = "review.md";
const BIN = fileURLToPath(new URL("../src/cli/bin.ts", import.meta.url));
const CONFLICT = `## Review

This branch cannot be merged into main as it is, so there is no result to review. Resolve the conflicts first.
`;

/**
 * Settings that let git fetch from a private repository, without a token on a command line or on disk.
 *
 * Source: https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT (read 2026-11)
 */
export function gitAccess(server: string, token: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
    GIT_TERMINAL_PROMPT: "0",
  };
}

/**
 * Main and the result of the merge, by SHA, or undefined when GitHub could not merge the checked commit.
 * Throws an Error when the merge is of another commit than the checked one.
 */
export function mergeOf(
  number: number,
  headSha: string,
  git: (...args: string[]) => string,
): { base: string; merged: string } | undefined {
  const ref = `refs/pull/${number}/merge`;
  if (git("ls-remote", "origin", ref) === "") return undefined;
  git("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth=2", "origin", ref);
  const [merged = "", base = "", head = ""] = git(
    "rev-parse",
    "FETCH_HEAD",
    "FETCH_HEAD^1",
    "FETCH_HEAD^2",
  ).split("\n");
  // GitHub keeps the last merge that worked: while a newer head conflicts, the ref still shows the old one.
  return head === headSha ? { base: commitSha(base), merged: commitSha(merged) } : undefined;
}

function run(): number {
  const { env } = process;
  const number = pullRequestNumber(setting(env, "NUMBER"));
  const access = gitAccess(env.GITHUB_SERVER_URL ?? "https://github.com", setting(env, "GH_TOKEN"));
  const git = (...args: string[]) =>
    execFileSync("git", args, { encoding: "utf8", env: { ...env, ...access } }).trim();
  const merge = mergeOf(number, commitSha(setting(env, "HEAD_SHA")), git);
  if (!merge) {
    writeFileSync(OUT, CONFLICT);
    return 0;
  }
  rmSync(OUT, { force: true });
  const args = ["review", "--base", merge.base, "--head", merge.merged, "--format", "markdown", "--out", OUT];
  const { status } = spawnSync(process.execPath, [BIN, ...args], { stdio: "inherit" });
  // 1 means findings: they are what the comment is to show.
  return (status === 0 || status === 1) && existsSync(OUT) ? 0 : (status ?? 3);
}

if (import.meta.main) await step(run);
