// A revision of a git repository → the declarations in it, without a work tree.
import { UserError } from "../finding.ts";
import { commitOf, git } from "./git.ts";
import {
  type Listing,
  MAX_FILE_BYTES,
  MAX_FOLDER_ENTRIES,
  MAX_TOTAL_BYTES,
  type Obstacle,
  type Source,
} from "./source.ts";

/** One name in a folder of a commit. */
interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly bytes: number;
}
type Folder = ReadonlyMap<string, Entry>;

const TREE = "040000";
const LINK = "120000";
const FILE = /^100/;

/** Files are fetched in lots, so that a folder of large ones never fills the memory at once. */
const LOT = 500;

/** The entries of a tree. Source: https://git-scm.com/docs/git-ls-tree (read 2026-11) */
function entriesOf(repository: string, tree: string): Folder {
  const lines = git(repository, ["ls-tree", "-z", "--long", "--full-tree", tree]).toString().split("\0");
  return new Map(
    lines.slice(0, -1).map((line) => {
      const tab = line.indexOf("\t");
      const [mode = "", , id = "", size] = line.slice(0, tab).split(/ +/);
      return [line.slice(tab + 1), { mode, id, bytes: Number(size) || 0 }] as const;
    }),
  );
}

/** The contents of files by their ids. Source: https://git-scm.com/docs/git-cat-file (read 2026-11) */
export function contentsOf(repository: string, ids: readonly string[]): Map<string, Buffer> {
  const contents = new Map<string, Buffer>();
  for (let from = 0; from < ids.length; from += LOT) {
    const lot = ids.slice(from, from + LOT);
    const output = git(repository, ["cat-file", "--batch"], `${lot.join("\n")}\n`);
    let at = 0;
    for (const id of lot) {
      const end = output.indexOf("\n", at);
      const [, kind, size] = output.toString("utf8", at, end).split(" ");
      if (kind !== "blob")
        throw new UserError(`git has lost the file ${id}: git fetch, or check with git fsck`);
      at = end + 1 + Number(size) + 1;
      contents.set(id, output.subarray(end + 1, at - 1));
    }
  }
  return contents;
}

function folderObstacle(entry: Entry | undefined): Obstacle | undefined {
  if (!entry) return "missing";
  if (entry.mode === TREE) return undefined;
  return entry.mode === LINK ? "symbolic-link" : "not-a-folder";
}

function fileObstacle(entry: Entry | undefined): Obstacle | undefined {
  if (!entry) return "missing";
  if (entry.mode === LINK) return "symbolic-link";
  if (!FILE.test(entry.mode)) return "not-a-file";
  return entry.bytes > MAX_FILE_BYTES ? "too-large" : undefined;
}

/** What is read of one commit, each folder and each file once. */
class Commit {
  readonly #repository: string;
  readonly #root: Entry;
  readonly #folders = new Map<string, Folder | Obstacle>();
  readonly #contents = new Map<string, Buffer>();

  constructor(repository: string, commit: string) {
    this.#repository = repository;
    this.#root = { mode: TREE, id: commit, bytes: 0 };
  }

  /** The entries of a folder, or why there are none; links are never followed. */
  folder(path: string): Folder | Obstacle {
    const known = this.#folders.get(path);
    if (known) return known;
    const entry = path === "" ? this.#root : this.#entry(path);
    const isObstacle = typeof entry === "string";
    const obstacle = isObstacle ? entry : folderObstacle(entry);
    const found = obstacle ?? entriesOf(this.#repository, isObstacle ? "" : (entry?.id ?? ""));
    this.#folders.set(path, found);
    return found;
  }

  #entry(path: string): Entry | Obstacle | undefined {
    const cut = path.lastIndexOf("/");
    const parent = this.folder(path.slice(0, Math.max(cut, 0)));
    return typeof parent === "string" ? parent : parent.get(path.slice(cut + 1));
  }

  /** A file's bytes; the first of a folder brings the folder's other YAML files along. */
  file(path: string): Buffer | Obstacle {
    const entry = this.#entry(path);
    const obstacle = typeof entry === "string" ? entry : fileObstacle(entry);
    if (obstacle !== undefined) return obstacle;
    const { id } = entry as Entry;
    if (!this.#contents.has(id)) this.#fetch(path.slice(0, Math.max(path.lastIndexOf("/"), 0)), id);
    return this.#contents.get(id) ?? "unreadable";
  }

  #fetch(folder: string, id: string): void {
    const entries = this.folder(folder);
    const beside = typeof entries === "string" ? [] : [...entries];
    const wanted = beside.filter(
      ([name, entry]) => name.endsWith(".yaml") && fileObstacle(entry) === undefined,
    );
    // More would be refused anyway, and has no place in the memory.
    let left = MAX_TOTAL_BYTES;
    const fitting = wanted.filter(([, { bytes }]) => {
      left -= bytes;
      return left >= 0;
    });
    const ids = new Set([id, ...fitting.map(([, entry]) => entry.id)]);
    for (const [key, content] of contentsOf(this.#repository, [...ids])) this.#contents.set(key, content);
  }
}

function listingOf(folder: Folder | Obstacle): Listing {
  if (typeof folder === "string") return { obstacle: folder };
  const names = [...folder.keys()].filter((name) => !name.startsWith("."));
  return names.length > MAX_FOLDER_ENTRIES ? { obstacle: "too-many-files" } : { names: names.sort() };
}

/**
 * The files below `prefix`, a folder of the repository, as a revision has them. Like on disk, links are not
 * followed; a submodule is not a folder. `repository` is any folder of it; the revision is resolved once, now.
 *
 * @throws UserError when git, the repository or the revision is not there
 */
export function gitSource(repository: string, revision: string, prefix: string): Source {
  const commit = new Commit(repository, commitOf(repository, revision));
  const below = (path: string) => [prefix, path].filter((part) => part !== "").join("/");
  return {
    list: (folder) => listingOf(commit.folder(below(folder))),
    read(file) {
      const content = commit.file(below(file));
      return typeof content === "string" ? { obstacle: content } : { bytes: content };
    },
  };
}
