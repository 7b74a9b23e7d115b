// A folder, or a commit → one number for the code and one for the settings that deploy its declarations.
import { createHash } from "node:crypto";
import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { isSealedFolder, type SealedPart, sealedPartOf } from "../model/repository-file.ts";
import { filesIn } from "./git.ts";
import { contentsOf } from "./git-source.ts";

const LINK = "120000";

/** A file is its path, what it is, and its bytes as nobody changed them. */
interface SealedFile {
  readonly path: string;
  readonly isLink: boolean;
  readonly bytes: Uint8Array;
}

/** SHA-256 of all files of a part, in hexadecimal; a part without files is absent. */
export type FileSums = { readonly [part in SealedPart]?: string };

/** What stands for the files of one part; nothing where it has none. */
function sumOf(files: readonly SealedFile[], part: SealedPart): FileSums {
  const its = files.filter(({ path }) => sealedPartOf(path) === part);
  if (its.length === 0) return {};
  const total = createHash("sha256");
  for (const { path, isLink, bytes } of its.sort((a, b) => (a.path < b.path ? -1 : 1)))
    total.update(JSON.stringify([path, isLink, createHash("sha256").update(bytes).digest("hex")]));
  return { [part]: total.digest("hex") };
}

const sumsOf = (files: readonly SealedFile[]): FileSums => ({
  ...sumOf(files, "code"),
  ...sumOf(files, "settings"),
});

/** What can be no file of a commit, a pipe for example, counts as one without a content. */
function fileOnDisk(folder: string, path: string, entry: Dirent): SealedFile {
  const isLink = entry.isSymbolicLink();
  const bytes = isLink
    ? Buffer.from(readlinkSync(join(folder, path)))
    : entry.isFile()
      ? readFileSync(join(folder, path))
      : Buffer.alloc(0);
  return { path, isLink, bytes };
}

function* onDisk(folder: string, below: string): Generator<SealedFile> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (sealedPartOf(path) !== undefined) yield fileOnDisk(folder, path, entry);
    } else if (below !== "" || isSealedFolder(entry.name)) yield* onDisk(folder, path);
  }
}

/** Of the files on disk, committed or not. Where no code is below the folder, as in a test's, it has no number. */
export const sumsOnDisk = (folder: string): FileSums =>
  lstatSync(folder, { throwIfNoEntry: false }) === undefined ? {} : sumsOf([...onDisk(folder, "")]);

/**
 * Of a commit's files below the folder: the same as of those on disk, where they are as they were committed.
 *
 * @throws UserError when git cannot tell
 */
export function sumsInCommit(folder: string, commit: string): FileSums {
  const files = filesIn(folder, commit).filter(({ path }) => sealedPartOf(path) !== undefined);
  // A submodule has no content here: its commit's id stands for it, and matches nothing on disk.
  const contents = contentsOf(
    folder,
    files.filter(({ kind }) => kind === "blob").map(({ id }) => id),
  );
  return sumsOf(
    files.map(({ path, id, mode }) => ({
      path,
      isLink: mode === LINK,
      bytes: contents.get(id) ?? Buffer.from(id),
    })),
  );
}
