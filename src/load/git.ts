// A folder's git repository: which commit a revision is, where branches parted, and what commits hold.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { UserError } from "../finding.ts";

/** What git itself reads to find a repository: a hook's settings must not send us to another one. */
const WHERE =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR|NAMESPACE|PREFIX|GRAFT_FILE|TRACE.*)$/;

/**
 * What was committed is read as it was committed: no replacements, no filters, no hooks, and nothing is asked. A log is that
 * of the paths that were named, in UTF-8, and nothing else is between its lines.
 * Source: https://git-scm.com/docs/git (read 2026-11)
 */
const CONFIG = [
  "core.fsmonitor=false",
  "core.quotePath=true",
  "i18n.logOutputEncoding=UTF-8",
  "log.follow=false",
  "log.showSignature=false",
].flatMap((setting) => ["-c", setting]);
const ENVIRONMENT = {
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
};

const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !WHERE.test(name));
  return { ...Object.fromEntries(kept), ...ENVIRONMENT };
}

function run(folder: string, args: readonly string[], input = ""): SpawnSyncReturns<Buffer> {
  const result = spawnSync("git", ["-C", folder, "--no-pager", ...CONFIG, ...args], {
    env: environment(),
    input,
    maxBuffer: MOST_OUTPUT_BYTES,
    windowsHide: true,
  });
  const code = (result.error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOENT") throw new UserError("git is not on PATH: install it");
  if (result.error) throw new UserError(`git could not run: ${result.error.message}`);
  return result;
}

const firstLine = (bytes: Buffer) => bytes.toString().trim().split("\n")[0] ?? "";

/**
 * The output of a git command in a folder.
 *
 * @throws UserError with git's own words when it fails
 */
export function git(folder: string, args: readonly string[], input?: string): Buffer {
  const { status, stdout, stderr } = run(folder, args, input);
  if (status !== 0) throw new UserError(`git ${args[0]} failed in ${folder}: ${firstLine(stderr)}`);
  return stdout;
}

/**
 * The folder's path in its repository, without a slash at the end; "" is the repository's own folder. `need`: what
 * asks for a repository, and how to go on without one, e.g. "--base needs one; clone it, or leave --base out".
 *
 * @throws UserError when it is in no repository, or in one that git does not trust
 */
export function prefixOf(folder: string, need: string): string {
  const { status, stdout, stderr } = run(folder, ["rev-parse", "--show-prefix"]);
  if (status === 0) return stdout.toString().replace(/\/?\n$/, "");
  const said = firstLine(stderr);
  if (said.includes("dubious ownership"))
    throw new UserError(
      `git does not trust the repository of ${folder}, since another user owns it; if you do: ` +
        "`git config --global --add safe.directory <its folder>`",
    );
  if (/not a git repository/i.test(said)) throw new UserError(`${folder} is in no git repository: ${need}`);
  throw new UserError(`${folder} cannot be read as a git repository: ${said}`);
}

/** Whether the repository has only the last commits, as CI fetches them. */
export const isShallow = (folder: string): boolean =>
  git(folder, ["rev-parse", "--is-shallow-repository"]).toString().trim() === "true";

/** What brings a revision into a shallow clone. A branch gets its full name: such clones often follow one only. */
function fetchOf(revision: string): string {
  const [, remote, branch] = /^(?:refs\/remotes\/)?(origin|upstream)\/([\w./-]+)$/.exec(revision) ?? [];
  return branch === undefined
    ? "git fetch --unshallow"
    : `git fetch --depth=50 ${remote} ${branch}:refs/remotes/${remote}/${branch}`;
}

/** Whether anything was committed yet. */
export const hasCommits = (folder: string): boolean =>
  run(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).status === 0;

/**
 * The full id of the commit that a revision names.
 *
 * @throws UserError when there is none, with the command that fetches it
 */
export function commitOf(folder: string, revision: string): string {
  if (revision.startsWith("-"))
    throw new UserError(`revision ${revision} begins with a dash: no revision does`);
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const { status, stdout } = run(folder, args);
  if (status === 0) return stdout.toString().trim();
  if (isShallow(folder))
    throw new UserError(`revision ${revision} is not in this shallow clone: \`${fetchOf(revision)}\``);
  throw new UserError(`revision ${revision} names no commit here: check its spelling, or git fetch first`);
}

/** The commit where two histories parted; undefined where they share none, or too little of them is here. */
export function mergeBase(folder: string, one: string, other: string): string | undefined {
  const { status, stdout } = run(folder, ["merge-base", one, other]);
  return status === 0 ? firstLine(stdout) : undefined;
}

/** Fields that end in a zero each, as git's `-z` prints them. */
export const fieldsOf = (output: Buffer): string[] => output.toString().split("\0").slice(0, -1);

/** A file of a commit, or a submodule. */
export interface CommittedFile {
  /** From the folder that was asked for. */
  readonly path: string;
  readonly mode: string;
  readonly kind: string;
  readonly id: string;
}

/**
 * All files below a folder, or those of these paths in it, as a commit has them. Source: https://git-scm.com/docs/git-ls-tree (read 2026-11)
 *
 * @throws UserError where the folder is in no repository, or there is no such commit
 */
export const filesIn = (folder: string, commit: string, paths: readonly string[] = ["."]): CommittedFile[] =>
  fieldsOf(git(folder, ["ls-tree", "-r", "-z", commit, ...paths])).map((line) => {
    const tab = line.indexOf("\t");
    const [mode = "", kind = "", id = ""] = line.slice(0, tab).split(" ");
    return { path: line.slice(tab + 1), mode, kind, id };
  });
