// A new repository's files → its folder, with the package where npm finds it, the workflows and the lock file.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../finding.ts";
import type { CiHost } from "../repository/ci-hosts.ts";
import type { Dependency } from "../repository/new-project.ts";
import { installedHere, specOf, wrongSpec } from "./installed-from.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";

/** The package for package.json; a tarball is copied into the new repository, so that it can be installed anywhere. */
export function dependencyOf(given: string | undefined, folder: string, cwd: string): Dependency {
  const own = given === undefined ? installedHere() : undefined;
  const spec = given ?? (own && specOf(own)) ?? "";
  if (!spec.startsWith("file:")) return { spec };
  const tarball = resolve(own?.root ?? cwd, spec.slice("file:".length));
  if (!statSync(tarball, { throwIfNoEntry: false })?.isFile())
    throw new UserError(`${tarball} is not a file: give the packed package, or a version, with --package`);
  const into = join("vendor", basename(tarball));
  mkdirSync(join(folder, "vendor"), { recursive: true });
  cpSync(tarball, join(folder, into));
  return { spec: `file:${into}` };
}

/**
 * What stands in the way of a dependency: where nothing says what npm installs, its name alone would name what anybody
 * may own on npm's registry.
 */
export function wrongDependency(given: string | undefined): string[] {
  if (given !== undefined) return wrongSpec(given);
  const own = installedHere();
  if (own && specOf(own) !== undefined) return [];
  return [
    `--package is missing: ${own ? "npm does not say where it has this one from" : "npm did not install this one"}, ` +
      "so nothing says where a new repository gets it; " +
      "pack it with `npm pack`, and name the file with --package file:PATH",
  ];
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
