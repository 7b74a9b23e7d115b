// A pull request's number → review.md, and comment.md, which fits into a comment: its declarations, read out of git, against the main they would join.
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { lockAt } from "./locked.ts";
import { commitSha, pullRequestNumber, setting, step } from "./step.ts";
import { LONGEST_IN_COMMENT, versionSection } from "./version-section.ts";

/** By format; both are the run's artifact, and the first its summary as well. */
const OUT = { markdown: "review.md", comment: "comment.md" } as const;

/** Where the workflow puts what the check of the pull request left: anything may be there. */
const TOLD = "checked/upgrade.txt";
/** Bytes of that which are read. */
const LONGEST_TOLD = 300_000;

/** Bytes; GitHub takes 1 MiB as a step's summary. */
const LONGEST_SUMMARY = 1_000_000;
const BIN = fileURLToPath(new URL(`../src/cli/bin${extname(import.meta.filename)}`, import.meta.url));
/** No review: what writes the comment knows one by its first line. */
export const CONFLICT = `## Review

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

/** A text of somebody else; undefined where there is none. */
export function toldIn(file: string): string | undefined {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const bytes = readFileSync(file);
  const isLong = bytes.length > LONGEST_TOLD;
  return `${bytes.subarray(0, LONGEST_TOLD)}${isLong ? "\n… and more: the check's artifact `upgrade` has all of it" : ""}`;
}

function run(): number {
  const { env } = process;
  const number = pullRequestNumber(setting(env, "NUMBER"));
  const access = gitAccess(env.GITHUB_SERVER_URL ?? "https://github.com", setting(env, "GH_TOKEN"));
  const git = (...args: string[]) =>
    execFileSync("git", args, { encoding: "utf8", env: { ...env, ...access } }).trim();
  const merge = mergeOf(number, commitSha(setting(env, "HEAD_SHA")), git);
  if (!merge) {
    for (const file of Object.values(OUT)) writeFileSync(file, CONFLICT);
    return 0;
  }
  const [base, head] = [merge.base, merge.merged].map((commit) => lockAt(process.cwd(), commit));
  const locks = { base: base ?? "", head: head ?? "" };
  const told = toldIn(TOLD);
  for (const [format, file] of Object.entries(OUT)) {
    rmSync(file, { force: true });
    const args = ["review", "--base", merge.base, "--head", merge.merged, "--format", format, "--out", file];
    const { status } = spawnSync(process.execPath, [BIN, ...args], { stdio: "inherit" });
    // 1 means findings: they are what the comment is to show.
    if ((status !== 0 && status !== 1) || !existsSync(file)) return status || 3;
    const longest = format === "comment" ? LONGEST_IN_COMMENT : undefined;
    appendFileSync(file, versionSection(locks, told, longest));
  }
  summarize(env.GITHUB_STEP_SUMMARY, readFileSync(OUT.markdown, "utf8"));
  return 0;
}

/** Keeps the whole review where the run itself shows it. */
export function summarize(file: string | undefined, review: string): void {
  if (file === undefined) return;
  const isLong = Buffer.byteLength(review) > LONGEST_SUMMARY;
  appendFileSync(
    file,
    isLong ? "The review is too long for this page: it is the artifact `review`.\n" : review,
  );
}

if (import.meta.main) await step(run);
