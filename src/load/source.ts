// Lists and reads declaration files; beside git.ts the only module of load that touches a disk.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../finding.ts";

/** Why a file or folder cannot be used. */
export const OBSTACLES = [
  "missing",
  "not-a-file",
  "not-a-folder",
  "symbolic-link",
  "too-large",
  "too-much",
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
/** Of all declarations together: ten thousand partners have half of it, and the densest YAML becomes 80 times as much. */
export const MAX_TOTAL_BYTES = 24 * 1024 * 1024;

function obstacleOf(error: unknown): Obstacle {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "missing";
    case "ENOTDIR":
      return "not-a-folder";
    case "ELOOP":
      return "symbolic-link";
    case "ENXIO":
      return "not-a-file";
    default:
      return "unreadable";
  }
}

/** Windows knows neither: there the check of the path is all there is. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/**
 * The bytes of a regular file. What is opened is what is judged: anyone who puts a link, a pipe or a larger file in its
 * place meanwhile gets a refusal, and neither an answer nor a wait.
 */
function readRegular(path: string): Reading {
  if (O_NOFOLLOW === 0 && lstatSync(path).isSymbolicLink()) return { obstacle: "symbolic-link" };
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { obstacle: "not-a-file" };
    if (stat.size > MAX_FILE_BYTES) return { obstacle: "too-large" };
    const room = Buffer.alloc(stat.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < room.length; length += read)
      read = readSync(file, room, length, room.length - length, null);
    return length === room.length ? { obstacle: "unreadable" } : { bytes: room.subarray(0, length) };
  } finally {
    closeSync(file);
  }
}

const MAIN = ["partners", "apis", "tenant.yaml"];
const isStack = (name: string) => /^Pulumi\..+\.yaml$/.test(name);

/** Undefined for a folder that cannot be listed: what is wrong with it, anyone who reads from it is told. */
function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** The nearest folder above that has what declarations are made of. */
function rootAbove(folder: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  const names = namesIn(parent) ?? [];
  return MAIN.every((name) => names.includes(name)) ? parent : rootAbove(parent);
}

/**
 * The declarations in a folder on disk.
 *
 * Throws UserError when the folder is none, or has nothing of what it should: then it is another one than was meant.
 */
export function declaredSource(root: string): Source {
  const source = diskSource(root);
  const folder = resolve(root);
  const names = namesIn(folder);
  if (names === undefined || names.some((name) => MAIN.includes(name) || isStack(name))) return source;
  const above = rootAbove(folder);
  throw new UserError(
    `${root} holds no declarations: neither partners/, apis/ and tenant.yaml nor a Pulumi.<stack>.yaml; ` +
      (above === undefined
        ? "give the folder that does with --root"
        : `they are in ${above}: give that with --root`),
  );
}

/**
 * The files under a folder on disk. Symbolic links are not followed: findings show source lines, and a link
 * could make them show any file of the machine that runs the check.
 *
 * Throws UserError when the root is not a folder.
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
      try {
        return readRegular(join(root, file));
      } catch (error) {
        return { obstacle: obstacleOf(error) };
      }
    },
  };
}
