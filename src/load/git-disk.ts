// A folder in a git repository → what of it is otherwise on disk than in the commit that is checked out.
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type FileKind, kindOfFile } from "../model/repository-file.ts";
import { fieldsOf, filesIn, git } from "./git.ts";

/** What a deployment reads or runs. A file of settings is there too: Pulumi writes into none of ours. */
const READ: readonly FileKind[] = [
  ...(["declaration", "settings", "project", "program", "engine", "scripts", "libraries"] as const),
];

const isRead = (path: string) => READ.includes(kindOfFile(path));

/** Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects (read 2026-11) */
function idOf(bytes: Buffer, like: string): string {
  const hash = createHash(like.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** As it is, with no filter of git in between; undefined where it is not there or no file. */
function bytesOf(path: string): Buffer | undefined {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return Buffer.from(readlinkSync(path));
    return stat.isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Paths below the folder, sorted, of what a deployment reads or runs and that has other bytes on disk than in HEAD, is
 * missing, or is in no commit. What npm installed is judged by npm, with the lock file.
 *
 * @throws UserError where the folder is in no repository, or it has no commit
 */
export function differingFromHead(folder: string): string[] {
  const committed = filesIn(folder, "HEAD").filter(({ path }) => isRead(path));
  const changed = committed.filter(({ path, id }) => {
    const bytes = bytesOf(join(folder, path));
    return bytes === undefined || idOf(bytes, id) !== id;
  });
  const args = ["ls-files", "-z", "--others", "--exclude=node_modules", "."];
  const unknown = fieldsOf(git(folder, args)).filter(isRead);
  return [...changed.map(({ path }) => path), ...unknown].sort();
}
