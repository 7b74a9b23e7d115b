// What npm wrote of this package where it installed it → what package.json of another repository says to get the same.
import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { printable, quote } from "../text.ts";

const PACKAGE = dirname(findPackageJSON(import.meta.url) ?? "");

/** Of a package as npm installed it. */
export interface Installed {
  /** What has it in its node_modules. */
  readonly root: string;
  /** Its folder there, which an alias names otherwise than the package. */
  readonly folder: string;
  /** Its own name, where that is another one. */
  readonly name?: string;
  readonly version?: string;
  /** The address that it came from. */
  readonly resolved?: string;
  /** The checksum of what came from there. */
  readonly integrity?: string;
  /** What the package.json of `root` asks for; `npx` writes one. Undefined where another package asked for it. */
  readonly asked?: string;
}

const VERSION = String.raw`\d+\.\d+\.\d+(?:[-+][\w.+-]+)?`;

const read = (file: string) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {});

/**
 * Undefined where npm did not install it, as in a checkout.
 *
 * Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles (read 2026-11)
 */
export function installedHere(place = PACKAGE): Installed | undefined {
  const found = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)$/.exec(place);
  const [, name = ""] = found ?? [];
  const [root, folder] = [place.slice(0, found?.index ?? 0), name.replaceAll("\\", "/")];
  const { packages = {} } = read(join(root, "node_modules/.package-lock.json"));
  const record = packages[`node_modules/${folder}`];
  if (found === null || record === undefined) return undefined;
  const { dependencies, devDependencies } = read(join(root, "package.json"));
  const asked = dependencies?.[folder] ?? devDependencies?.[folder];
  return { ...record, root, folder, ...(asked !== undefined && { asked }) };
}

/** What npm installs by, in its order. Source: https://docs.npmjs.com/cli/v11/configuring-npm/npm-shrinkwrap-json (read 2026-11) */
const LOCK_FILES = ["npm-shrinkwrap.json", "package-lock.json"];

/** What two installations of one package may have otherwise. */
type Pinned = Pick<Installed, "version" | "integrity" | "resolved">;

/** Nothing where it is not JSON, as in the middle of a merge: npm says so. */
function readLock(file: string): { packages?: Record<string, Pinned> } {
  try {
    return read(file);
  } catch {
    return {};
  }
}

/** The address of what has a checksum is the registry's of anyone who installs it. */
const isSame = (a: Pinned, b: Pinned): boolean => {
  const key = a.integrity !== undefined && b.integrity !== undefined ? "integrity" : "resolved";
  return a.version === b.version && a[key] === b[key];
};

/** Which file names which other version than is installed. */
function namedOtherwise(here: Installed): readonly [file: string, named: string] | undefined {
  const { root, folder, version, asked = "" } = here;
  if (new RegExp(`^${VERSION}$`).test(asked) && asked !== version) return ["package.json", asked];
  const lock = LOCK_FILES.find((name) => existsSync(join(root, name)));
  const locked = lock && readLock(join(root, lock)).packages?.[`node_modules/${folder}`];
  if (!locked || isSame(locked, here)) return undefined;
  const isOtherVersion = locked.version !== version;
  return [lock, isOtherVersion ? String(locked.version) : "another package of that version"];
}

/**
 * One line for somebody whose folder has another version than its files name, as on a branch that raises it: what is
 * said then, and what is deployed, is the installed one's. Undefined where it is the same, and in a checkout.
 */
export function otherThanNamed(place = PACKAGE): string | undefined {
  const here = installedHere(place);
  const [file, named] = (here && namedOtherwise(here)) ?? [];
  if (!here || file === undefined || named === undefined) return undefined;
  const fix = file === "package.json" ? "npm install" : "npm ci";
  return `warning: ${here.folder} ${here.version} is installed, and ${file} names ${printable(named)}: run \`${fix}\` first`;
}

/** Exact, under the name `partner-access`; undefined where a name would be all that is known. */
export function specOf({
  folder,
  name = folder,
  version,
  resolved = "",
  asked,
}: Installed): string | undefined {
  // A tarball of a machine, and a commit of a repository, name themselves.
  if (/^(?:file|git)[+:]/.test(resolved)) return resolved;
  if (asked === undefined || version === undefined) return undefined;
  if (/^https?:/.test(asked)) return resolved || asked;
  if (name !== "partner-access") return `npm:${name}@${version}`;
  return /[:/]/.test(asked) ? undefined : version;
}

const EXACT = new RegExp(
  String.raw`^(?:${VERSION}|npm:(?:@[\w.-]+/)?[\w.-]+@${VERSION}|file:.+|https?://[^\s']+|git\+[^\s']+#[^\s']+)$`,
);

/** What is wrong with what somebody names: which version it is must not depend on the day. */
export const wrongSpec = (spec: string): string[] =>
  EXACT.test(spec)
    ? []
    : [
        `--package ${quote(spec)} names no one version: write 0.1.0, npm:@scope/name@0.1.0, file:package.tgz, ` +
          "or an address of a tarball",
      ];
