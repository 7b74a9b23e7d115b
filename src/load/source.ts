// Lists and reads declaration files; beside git.ts the only module of load that touches a disk.
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../finding.ts";

/** Why a file or folder cannot be used. */
export const OBSTACLES = [
  "missing",
  "not-a-file",
  "not-a-folder",
  "symbolic-link",
  "too-large",
  "too-many-files",
  "unreadable",
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

export type Listing = { readonly names: readonly string[] } | { readonly obstacle: Obstacle };
export type Reading = { readonly bytes: Uint8Array } | { readonly obstacle: Obstacle };

/** A place that declarations come from. Paths are relative to its root, with forward slashes. */
export interface Source {
  /** Names in a folder, sorted; "" is the root. Dotfiles are left out. */
  list(folder: string): Listing;
  read(file: string): Reading;
}

/** A declaration is a page or two; parsing hostile text of this size still takes about a second. */
export const MAX_FILE_BYTES = 256 * 1024;
export const MAX_FOLDER_ENTRIES = 10_000;

function obstacleOf(error: unknown): Obstacle {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "missing";
    case "ENOTDIR":
      return "not-a-folder";
    case "ELOOP":
      return "symbolic-link";
    default:
      return "unreadable";
  }
}

/**
 * The files under a folder on disk. Symbolic links are not followed: findings show source lines, and a link
 * could make them show any file of the machine that runs the check.
 *
 * Throws UserError when the root is no folder.
 */
export function diskSource(root: string): Source {
  const isFolder = statSync(root, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder)
    throw new UserError(`${root} is not a folder; give the folder that holds partners/ with --root`);
  return {
    list(folder) {
      const path = join(root, folder);
      try {
        if (folder !== "" && lstatSync(path).isSymbolicLink()) return { obstacle: "symbolic-link" };
        const names = readdirSync(path).filter((name) => !name.startsWith("."));
        return names.length > MAX_FOLDER_ENTRIES ? { obstacle: "too-many-files" } : { names: names.sort() };
      } catch (error) {
        return { obstacle: obstacleOf(error) };
      }
    },
    read(file) {
      const path = join(root, file);
      try {
        const stat = lstatSync(path);
        if (stat.isSymbolicLink()) return { obstacle: "symbolic-link" };
        if (!stat.isFile()) return { obstacle: "not-a-file" };
        return stat.size > MAX_FILE_BYTES ? { obstacle: "too-large" } : { bytes: readFileSync(path) };
      } catch (error) {
        return { obstacle: obstacleOf(error) };
      }
    },
  };
}
