// A new repository's files → its folder, with the package where npm finds it, the workflows and the lock file.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../finding.ts";
import type { CiHost } from "../repository/ci-hosts.ts";
import type { Dependency } from "../repository/new-project.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { version } from "./version.ts";

const PACKAGE = dirname(findPackageJSON(import.meta.url) ?? "");

/**
 * Where npm has this package from: a tarball is copied into the new repository, so that it can be installed anywhere.
 * Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles (read 2026-11)
 */
export function dependencyOf(given: string | undefined, folder: string, cwd: string): Dependency {
  const tarball = given?.startsWith("file:")
    ? resolve(cwd, given.slice("file:".length))
    : given === undefined
      ? tarballOf(ownRecord())
      : undefined;
  if (tarball === undefined) return { spec: given ?? version() };
  if (!statSync(tarball, { throwIfNoEntry: false })?.isFile())
    throw new UserError(`${tarball} is no file: give the packed package, or a version, with --package`);
  const into = join("vendor", basename(tarball));
  mkdirSync(join(folder, "vendor"), { recursive: true });
  cpSync(tarball, join(folder, into));
  return { spec: `file:${into}` };
}

interface NpmRecord {
  readonly resolved?: string;
}

/** What npm wrote of where it has this package from; undefined where npm did not install it. */
function ownRecord(): NpmRecord | undefined {
  const lock = join(dirname(PACKAGE), ".package-lock.json");
  if (!existsSync(lock)) return undefined;
  const { packages } = JSON.parse(readFileSync(lock, "utf8")) as {
    packages: Readonly<Record<string, NpmRecord>>;
  };
  return packages[`node_modules/${basename(PACKAGE)}`];
}

/**
 * What stands in the way of a dependency: a checkout knows no registry that has the package, and a name that nobody
 * owns on npm's is anybody's.
 */
export const wrongDependency = (given: string | undefined): string[] =>
  given !== undefined || ownRecord() !== undefined
    ? []
    : [
        "--package is missing: npm did not install this one, so nothing says where a new repository gets it; " +
          "pack it with `npm pack`, and name the file with --package file:PATH",
      ];

function tarballOf({ resolved }: NpmRecord = {}): string | undefined {
  return resolved?.startsWith("file:")
    ? resolve(dirname(dirname(PACKAGE)), resolved.slice("file:".length))
    : undefined;
}

/** Workflows as this repository has them, for one that has scripts from the package alone. */
export function copiedWorkflows(): ReadonlyMap<string, string> {
  const folder = resolve(import.meta.dirname, "../../.github/workflows");
  const names = ["check", "deploy-pulumi-stack", "deploy-stack", "drift", "preview", "review"];
  const installed = `\
          node-version: 24.x
          package-manager-cache: false
      - run: npm ci --ignore-scripts
`;
  return new Map(
    names.map((name) => {
      const text = readFileSync(join(folder, `${name}.yml`), "utf8");
      // One script without libraries is not there to be checked out alone.
      const whole = text
        .replaceAll(/^ {10}sparse-checkout: scripts\n/gm, "")
        .replaceAll(", and of it one script without libraries", "")
        .replaceAll("node scripts/comment.ts", "npm run -s comment --")
        .replaceAll(
          /^ {10}node-version: 24\.x\n {10}package-manager-cache: false\n(?! {6}- run: npm ci)/gm,
          installed,
        );
      return [`.github/workflows/${name}.yml`, whole];
    }),
  );
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** What is made from the declarations, once they are there. Gives the findings, shown, where there are some. */
export async function writeMade(folder: string, ci: CiHost, terminal: Terminal): Promise<string | undefined> {
  const { checkDeclarations } = await import("../pipeline.ts");
  const { declaredSource } = await import("../load/source.ts");
  const { MADE_FROM_DECLARATIONS } = await import("../repository/generated.ts");
  const { SCHEMAS } = await import("../repository/schemas.ts");
  const checked = checkDeclarations(declaredSource(folder), todayOf(terminal));
  if (checked.findings.length > 0) {
    const { renderFindings } = await import("./render-findings.ts");
    return renderFindings(checked, "text", { color: hasColor(terminal), pathOf: (path) => path });
  }
  const made = MADE_FROM_DECLARATIONS.filter(({ host }) => host === ci);
  writeFiles(folder, new Map([...SCHEMAS].map(([file, content]) => [file, content()])));
  writeFiles(folder, new Map(made.map(({ file, content }) => [file, content(checked.workspace)])));
  return undefined;
}

/** Without it `npm ci` installs nothing. Says why where it cannot be made, such as without a network. */
export function writeLock(folder: string, env: Terminal["env"]): string | undefined {
  const args = ["install", "--package-lock-only", "--ignore-scripts", "--prefer-offline"];
  const { status, stderr, error } = spawnSync("npm", args, { cwd: folder, encoding: "utf8", env });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}
