// What npm wrote of this package where it installed it → what package.json of another repository says to get the same.
import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join, resolve } from "node:path";
import { LOCK_FILES } from "../model/repository-file.ts";
import { failureText, printable, quote } from "../text.ts";

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

/** Nothing where it is not there or not JSON, as in the middle of a merge: npm says so, and no command fails for it. */
function read(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) ?? {};
  } catch {
    return {};
  }
}

/**
 * Undefined where npm did not install it, as in a checkout.
 *
 * Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles (read 2026-11)
 */
export function installedHere(place = PACKAGE): Installed | undefined {
  const found = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)$/.exec(place);
  const [, name = ""] = found ?? [];
  const [root, folder] = [place.slice(0, found?.index ?? 0), name.replaceAll("\\", "/")];
  const record = read(join(root, "node_modules/.package-lock.json")).packages?.[`node_modules/${folder}`];
  if (found === null || record === undefined) return undefined;
  // Another package manager leaves npm's record as it was.
  const { version = record.version } = read(join(place, "package.json"));
  if (version !== record.version) return undefined;
  const { dependencies, devDependencies } = read(join(root, "package.json"));
  const asked = dependencies?.[folder] ?? devDependencies?.[folder];
  return { ...record, root, folder, ...(asked !== undefined && { asked }) };
}

/** Where it differs from what is installed it is another package; the address of what has a checksum is the registry's. */
function isSame(locked: Partial<Installed>, here: Installed): boolean {
  const key = locked.integrity !== undefined && here.integrity !== undefined ? "integrity" : "resolved";
  const isUnknown = locked[key] === undefined || here[key] === undefined;
  return locked.version === here.version && (isUnknown || locked[key] === here[key]);
}

const ONE_VERSION = new RegExp(`^(?:npm:(?<name>.+)@)?(?<version>${VERSION})$`);
const pathIn = (root: string, spec: string) => resolve(root, spec.replace(/^file:/, ""));

/** Whether what package.json asks for can be what is installed; of a range or a branch only the lock file knows. */
function isAsked(asked: string, { root, folder, name = folder, version, resolved = "" }: Installed): boolean {
  const one = ONE_VERSION.exec(asked)?.groups;
  if (one) return one.version === version && (one.name ?? name) === name;
  const isFile = resolved.startsWith("file:");
  if (/^(?:file:|\.{0,2}\/)/.test(asked)) return isFile && pathIn(root, asked) === pathIn(root, resolved);
  return !/^https?:.+\.tgz$/.test(asked) || resolved === "" || asked === resolved;
}

/** Which file names which other package than is installed. */
function namedOtherwise(here: Installed): readonly [file: string, named: string] | undefined {
  const { root, folder, asked } = here;
  if (typeof asked === "string" && !isAsked(asked, here)) return ["package.json", asked];
  const lock = LOCK_FILES.find((name) => existsSync(join(root, name)));
  const locked = lock && read(join(root, lock)).packages?.[`node_modules/${folder}`];
  if (!locked || isSame(locked, here)) return undefined;
  if (locked.link === true) return [lock, `the folder ${locked.resolved}`];
  if (typeof locked.version !== "string") return undefined;
  return [lock, locked.version === here.version ? "another package of that version" : locked.version];
}

/**
 * One sentence for somebody whose folder has another version than its files name, as on a branch that raises it: what is
 * said then, and what is deployed, is the installed one's. Undefined where it is the same, and in a checkout.
 */
export function otherThanNamed(place = PACKAGE): string | undefined {
  const here = installedHere(place);
  const [file, named] = (here && namedOtherwise(here)) ?? [];
  if (!here || file === undefined || named === undefined) return undefined;
  const fix = file === "package.json" ? "npm install" : "npm ci";
  return failureText(
    `warning: ${here.folder} ${here.version} is installed, and ${file} names ${printable(named)}: run \`${fix}\` first`,
  );
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
