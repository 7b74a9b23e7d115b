// Lock files, on disk and in commits → which version of the package npm installs by them, and whether two are the same.
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fieldsOf, git } from "../src/load/git.ts";
import { LOCK_FILES } from "../src/model/repository-file.ts";
import { printable } from "../src/text.ts";

export const NAME = "partner-access";

/** A text that no lock file has, for what is none: npm follows links, and git shows where they lead. */
const NO_FILE = "not a file";

/** What npm installs by in a folder; "" where there is nothing. */
export function lockIn(folder: string): string {
  const read = (name: string) => {
    const file = join(folder, name);
    const found = lstatSync(file, { throwIfNoEntry: false });
    return found === undefined ? "" : found.isFile() ? readFileSync(file, "utf8") : NO_FILE;
  };
  return LOCK_FILES.map(read).find((text) => text !== "") ?? "";
}

/** The same of a commit, in the folder that is asked. @throws UserError where git cannot read it */
export function lockAt(folder: string, commit: string): string {
  const entries = fieldsOf(git(folder, ["ls-tree", "-z", commit, "--", ...LOCK_FILES]));
  const read = (name: string) => {
    const entry = entries.find((line) => line.endsWith(`\t${name}`));
    if (entry === undefined) return "";
    return /^100\d+ blob /.test(entry) ? git(folder, ["show", `${commit}:./${name}`]).toString() : NO_FILE;
  };
  return LOCK_FILES.map(read).find((text) => text !== "") ?? "";
}

const entrySchema = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), z.unknown()) });

export interface Locked {
  /** As it can be shown. */
  readonly version: string;
  readonly integrity: string;
  /** The whole entry: two that are equal install the same. Undefined where nothing says what is installed. */
  readonly entry: string | undefined;
}

const unknown = (version: string): Locked => ({ version, integrity: "", entry: undefined });

/** npm reads more than JSON: a byte order mark, an older form, both sides of a conflict. */
const UNREADABLE = unknown("what this lock file says in a form of its own");
const LINKED = unknown("a folder that no lock file pins");

const LONGEST_VERSION = 40;
/** Of somebody else: letters that are not markup, and no more of them than a version has. */
const shown = (text: string) => text.slice(0, LONGEST_VERSION).replaceAll(/[^\w.+-]/g, "?");

/** Undefined where there is no lock file, or it names none, as in a repository that holds the code itself. */
export function lockedIn(lock: string): Locked | undefined {
  if (lock === "") return undefined;
  try {
    const raw = lockSchema.parse(JSON.parse(lock)).packages[`node_modules/${NAME}`];
    if (raw === undefined) return undefined;
    const { version = "a version without a number", integrity = "", link } = entrySchema.parse(raw);
    if (link) return LINKED;
    return {
      version: shown(version),
      integrity: printable(integrity.slice(0, 20)),
      entry: JSON.stringify(raw),
    };
  } catch {
    return UNREADABLE;
  }
}

const manifestSchema = z.looseObject({
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/** Which version package.json asks for in a folder, and which one it asked for when npm wrote the lock file there. */
export function askedIn(folder: string): readonly [now: string | undefined, locked: string | undefined] {
  const specOf = (manifest: unknown) => {
    const { data } = manifestSchema.safeParse(manifest);
    return data?.dependencies?.[NAME] ?? data?.devDependencies?.[NAME];
  };
  const { data } = lockSchema.safeParse(JSON.parse(lockIn(folder)));
  return [specOf(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))), specOf(data?.packages[""])];
}

/** Whether both install the same; what nobody knows is never the same. */
export const isSameVersion = (was: Locked | undefined, is: Locked | undefined): boolean =>
  was === undefined || is === undefined ? was === is : was.entry !== undefined && was.entry === is.entry;
