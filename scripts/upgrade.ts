// Two installed versions of the package → what the newer one makes otherwise of the same declarations.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { UserError } from "../src/finding.ts";
import { load } from "../src/load/load.ts";
import { projectFolder } from "../src/load/project.ts";
import { diskSource } from "../src/load/source.ts";
import { diff } from "../src/plan/diff.ts";
import { printable } from "../src/text.ts";
import { step } from "./step.ts";

const USAGE = `usage: npm run -s upgrade -- --from DIR

DIR is a folder in which the version of before is installed, such as a worktree of main after npm ci. What it would
deploy of the declarations here is compared with what the version here would: stack by stack, resource by resource.
`;

const NAME = "partner-access";

/** The package's folder, as programs in a folder find it: that of a workspace may be installed further up. */
function installedIn(folder: string): string {
  try {
    return dirname(findPackageJSON(NAME, pathToFileURL(join(folder, "package.json"))) ?? "");
  } catch (error) {
    throw new UserError(`${NAME} is not installed in ${folder}: run npm ci there first`, { cause: error });
  }
}

/** Public names alone, so that any version can be asked. */
const PLANS = `
import { checkedPlan } from "partner-access/checked-plan";
import { declaredSource } from "partner-access/source";
const [root, ...stacks] = process.argv.slice(1);
try {
  process.stdout.write(JSON.stringify(stacks.map((stack) => [stack, checkedPlan(declaredSource(root), stack)])));
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 1;
}`;

type Plans = readonly (readonly [string, object])[];

/** Every stack's plan, as the version that is installed in a folder makes it. */
function plansOf(folder: string, root: string, stacks: readonly string[]): Plans {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", PLANS, root, ...stacks],
    { cwd: folder, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  if (status !== 0)
    throw new UserError(`the version installed in ${folder} makes no plan of these declarations: ${stderr}`);
  return JSON.parse(stdout);
}

const shown = (value: unknown) => (value === undefined ? "nothing" : printable(JSON.stringify(value)));

/** What differs in one stack, a line for each value, below the resource that has it. */
export function differenceText(stack: string, before: object, after: object): string {
  const changes = diff(before, after);
  if (changes.length === 0) return `${stack}: nothing is deployed otherwise\n`;
  const resources = Map.groupBy(changes, ({ path }) => path.slice(0, 3).join(" "));
  const lines = [...resources].flatMap(([resource, all]) => [
    `  ${printable(resource)}`,
    ...all.map(({ path, before: was, after: is }) => {
      const rest = path.slice(3).join(".");
      return `    ${printable(rest === "" ? "all of it" : rest)}: ${shown(was)} becomes ${shown(is)}`;
    }),
  ]);
  return [`${stack}: deployed otherwise`, ...lines, ""].join("\n");
}

/** Names of files that two versions have otherwise, or that only one has. */
function differingFiles(before: string, after: string, folder: string): readonly string[] {
  const textsIn = (installed: string) => {
    const path = join(installed, folder);
    return new Map(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]));
  };
  const [was, is] = [textsIn(before), textsIn(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name)).sort();
}

function main(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { from: { type: "string" } } });
  if (values.from === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const before = resolve(values.from);
  const root = projectFolder(process.cwd());
  const [was, is] = [installedIn(before), installedIn(root)];
  if (realpathSync(was) === realpathSync(is))
    throw new UserError(`${before} has no version of its own, it finds ${is}: run npm ci there first`);
  const stacks = [...load(diskSource(root)).workspace.stacks.keys()].sort();
  const plans = new Map(plansOf(before, root, stacks));
  for (const [stack, plan] of plansOf(root, root, stacks))
    process.stdout.write(differenceText(stack, plans.get(stack) ?? {}, plan));
  const workflows = "dist/.github/workflows";
  for (const [folder, then] of [
    ["schema", "npm run generate writes them"],
    [workflows, `read them in ${join(is, workflows)}/, and take over what you want`],
  ] as const) {
    const names = differingFiles(was, is, folder);
    if (names.length > 0) process.stdout.write(`other files in ${folder}: ${names.join(", ")}; ${then}\n`);
  }
  return 0;
}

if (import.meta.main) await step(() => main(process.argv.slice(2)));
