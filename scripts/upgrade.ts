// Another version of the package, of a revision or a folder → what the one here makes otherwise of the same declarations.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { UserError } from "../src/finding.ts";
import { commitOf, git, prefixOf } from "../src/load/git.ts";
import { projectFolder } from "../src/load/project.ts";
import { printable } from "../src/text.ts";
import { isSameVersion, type Locked, lockAt, lockedIn, lockIn, NAME, askedIn as specsIn } from "./locked.ts";
import type { Made } from "./made.ts";
import { step } from "./step.ts";
import { versionText } from "./version-difference.ts";

const USAGE = `usage: npm run -s upgrade -- --base REF [--out FILE]
       npm run -s upgrade -- --from DIR [--out FILE]

What another version of ${NAME} would deploy of the declarations here is compared with what the version here
would: stack by stack, resource by resource; then schemas and pipelines. The other version is the one that the lock
file of REF names, such as main, which is installed in a folder of its own, without running its scripts; or the one
that is installed in DIR.
`;

/** The package's folder, as programs in a folder find it: that of a workspace may be installed further up. */
function installedIn(folder: string): string {
  try {
    return dirname(findPackageJSON(NAME, pathToFileURL(join(folder, "package.json"))) ?? "");
  } catch (error) {
    throw new UserError(`${NAME} is not installed in ${folder}: run npm ci there first`, { cause: error });
  }
}

/** Public names alone, so that any version can be asked. Earlier ones tell their plans and no resources. */
const MADE = `
const [root] = process.argv.slice(1);
const plans = async () => {
  const { checkedPlan } = await import("${NAME}/checked-plan");
  const { declaredSource } = await import("${NAME}/source");
  const { readdirSync } = await import("node:fs");
  const stacks = readdirSync(root).flatMap((name) => /^Pulumi\\.(.+)\\.yaml$/.exec(name)?.[1] ?? []).sort();
  const source = declaredSource(root);
  const planned = stacks.map((stack) => [stack, { plan: checkedPlan(source, stack) }]);
  return { stacks: Object.fromEntries(planned), files: {} };
};
const isUnknown = ({ code }) => code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
try {
  const own = await import("${NAME}/made").catch((error) => {
    if (isUnknown(error)) return undefined;
    throw error;
  });
  const made = await (own ? own.made(root) : plans());
  process.stdout.write(JSON.stringify(made));
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 1;
}`;

/** What the version that is installed in a folder makes of declarations; or why it makes nothing of them. */
function askedIn(folder: string, root: string): Made | { readonly refuses: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", MADE, root], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1024 * 1024 * 1024,
  });
  return status === 0 ? JSON.parse(stdout) : { refuses: stderr.trim() };
}

/** What is told of all stacks and files, or of what one stack deploys. */
export type Comparison = (stack?: string) => string;

/** What both make of the declarations here; where one refuses them, since keys came or went, of those of before. */
function compared(before: string, root: string): Comparison {
  const keeps = (file: string) => existsSync(join(root, file));
  const both = (declarations: string) =>
    [askedIn(before, declarations), askedIn(root, declarations)] as const;
  const [was, is] = both(root);
  if (!("refuses" in was) && !("refuses" in is)) return (stack) => versionText(was, is, keeps, stack);
  if ("refuses" in is) throw new UserError(`these declarations are refused: ${is.refuses}`);
  const said = `The version of before refuses these declarations:\n${(was as { refuses: string }).refuses}\n`;
  const [then, now] = existsSync(join(before, "Pulumi.yaml")) ? both(before) : [was, was];
  if ("refuses" in then || "refuses" in now)
    return () => `${said}and the two accept no declarations that are here: read both.\n`;
  const rest = "So this is what both make of the declarations of before:\n";
  return (stack) => `${said}${rest}${versionText(then, now, keeps, stack)}`;
}

/** Runs `use` in a folder that has REF's files and, installed, its version of the package. */
function withBase<T>(root: string, commit: string, use: (folder: string) => T): T {
  const at = join(mkdtempSync(join(tmpdir(), "partner-access-base-")), "base");
  const worktree = (...args: string[]) => git(root, ["-c", "core.hooksPath=/dev/null", "worktree", ...args]);
  worktree("add", "--quiet", "--detach", at, commit);
  try {
    const folder = join(at, prefixOf(root, "--base needs one"));
    const ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    const { status, stderr, error } = spawnSync("npm", ci, { cwd: folder, encoding: "utf8" });
    if (status !== 0)
      throw new UserError(`npm cannot install the version of before: ${error?.message ?? stderr.trim()}`);
    return use(folder);
  } finally {
    worktree("remove", "--force", at);
    rmSync(dirname(at), { recursive: true, force: true });
  }
}

const named = ({ version, integrity }: Locked) => `${version} ${integrity}`.trim();

/**
 * What is asked is what is installed here, so that has to be what the lock file names, and that what package.json asks for.
 *
 * @throws UserError where npm was not asked, or was interrupted
 */
function refuseOutOfStep(root: string, { version, entry }: Locked): void {
  if (entry === undefined) return;
  const [now, locked] = specsIn(root);
  if (now !== locked)
    throw new UserError(
      `package.json asks for ${NAME} ${printable(now ?? "nowhere")}, and the lock file is of ` +
        `${printable(locked ?? "none")}: run npm install --ignore-scripts first`,
    );
  const installed = JSON.parse(readFileSync(join(installedIn(root), "package.json"), "utf8")).version;
  if (installed !== version)
    throw new UserError(
      `${NAME} ${printable(String(installed))} is installed here, and the lock file names ${version}: ` +
        "run npm ci --ignore-scripts first",
    );
}

/** Against the version that the lock file of a revision names. */
export function againstRevision(root: string, revision: string): Comparison {
  prefixOf(root, "--base needs one; clone it, or name a folder with --from");
  const commit = commitOf(root, revision);
  const [was, is] = [lockedIn(lockAt(root, commit)), lockedIn(lockIn(root))];
  const where = printable(revision);
  if (!was || !is)
    return () => `${NAME} is in no lock file ${is ? `of ${where}` : "here"}: there is nothing to compare.\n`;
  refuseOutOfStep(root, is);
  if (isSameVersion(was, is))
    return () => `${NAME} ${named(is)} is what ${where} has: nothing is deployed otherwise by it.\n`;
  const head = `${NAME} ${named(was)}, of ${where}, becomes ${named(is)}.\n`;
  const text = withBase(root, commit, (folder) => compared(folder, root));
  return (stack) => `${head}${text(stack)}`;
}

/** Against the version that is installed in a folder. */
export function againstFolder(root: string, folder: string): Comparison {
  const [was, is] = [installedIn(folder), installedIn(root)];
  if (realpathSync(was) === realpathSync(is))
    throw new UserError(`${folder} has no version of its own, it finds ${is}: run npm ci there first`);
  return compared(folder, root);
}

function main(args: readonly string[]): number {
  const options = { from: { type: "string" }, base: { type: "string" }, out: { type: "string" } } as const;
  const { from, base, out } = parseArgs({ args: [...args], options }).values;
  if ((from === undefined) === (base === undefined)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const root = projectFolder(process.cwd());
  const told = base === undefined ? againstFolder(root, resolve(from ?? "")) : againstRevision(root, base);
  const text = told();
  process.stdout.write(text);
  if (out !== undefined) writeFileSync(out, text);
  return 0;
}

if (import.meta.main) await step(() => main(process.argv.slice(2)));
