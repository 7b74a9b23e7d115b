// Two commits, or a commit and the files on disk → the files that differ.
import type { ChangedFile } from "../model/repository-file.ts";
import { fieldsOf, git } from "./git.ts";

const CHANGES: Readonly<Record<string, ChangedFile["change"]>> = { A: "added", D: "removed" };

/** Each file is a record of modes, ids and a letter, then its path. Source: https://git-scm.com/docs/git-diff (read 2026-11) */
function changesOf(output: Buffer): ChangedFile[] {
  const fields = fieldsOf(output);
  return fields.flatMap((path, index) => {
    if (index % 2 === 0) return [];
    return { path, change: CHANGES[fields[index - 1]?.at(-1) ?? ""] ?? "changed" };
  });
}

const RAW = ["--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none"];

/** Files that git does not know yet. What npm installed are none: the lock file says it. */
const untracked = (folder: string): ChangedFile[] =>
  fieldsOf(
    git(folder, [
      ...["ls-files", "-z", "--others", "--exclude-standard", "--exclude=node_modules"],
      ...["--full-name", ":/"],
    ]),
  ).map((path) => ({ path, change: "added" }));

/** Below the folder of the declarations, as seen from there. */
const seenFrom = (prefix: string, path: string): string =>
  prefix !== "" && path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path;

/**
 * Every file of the repository that differs between two commits, sorted by path; without a head, between the commit
 * and what is on disk, committed or not.
 *
 * @param prefix of the folder of the declarations in the repository
 * @throws UserError where git cannot tell
 */
export function changedFiles(folder: string, prefix: string, base: string, head?: string): ChangedFile[] {
  const changed =
    head === undefined
      ? [...changesOf(git(folder, ["diff", ...RAW, base, "--"])), ...untracked(folder)]
      : changesOf(git(folder, ["diff-tree", "-r", ...RAW, base, head]));
  return changed
    .map((one) => ({ ...one, path: seenFrom(prefix, one.path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
