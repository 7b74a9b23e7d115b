// What two versions of the package make of the same declarations → what the newer one makes otherwise, as text.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../src/finding.ts";
import { diff } from "../src/plan/diff.ts";
import { labelled, printable } from "../src/text.ts";
import type { Made, MadeStack } from "./made.ts";

const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Of lists only what came and went: they may be long. */
function turned(was: unknown, is: unknown): string {
  if (!isList(was) || !isList(is)) return `${shown(was)} becomes ${shown(is)}`;
  const [before, after] = [was.map(shown), is.map(shown)];
  const without = (some: readonly string[], others: readonly string[]) =>
    some.filter((one) => !others.includes(one));
  const [gained, lost] = [without(after, before), without(before, after)];
  if (gained.length + lost.length === 0) return `${shown(was)} becomes ${shown(is)}`;
  return [
    ...(gained.length > 0 ? [`gains ${gained.join(", ")}`] : []),
    ...(lost.length > 0 ? [`loses ${lost.join(", ")}`] : []),
  ].join(", ");
}

/** A line for each value below the first `depth` keys of its path, which are the heading. */
function valuesOf(before: object, after: object, depth: number): string[] {
  const resources = Map.groupBy(diff(before, after), ({ path }) => path.slice(0, depth).join(" "));
  return [...resources].flatMap(([resource, all]) => [
    `  ${printable(resource)}`,
    ...all.map(({ path, before: was, after: is }) => {
      const rest = path.slice(depth).join(".");
      return labelled("    ", `${rest === "" ? "all of it" : rest}: ${turned(was, is)}`);
    }),
  ]);
}

/** What differs in one stack's plan, a line for each value, below what has it. */
export function differenceText(stack: string, before: object, after: object): string {
  const lines = valuesOf(before, after, 3);
  return lines.length === 0
    ? `${stack}: nothing is deployed otherwise\n`
    : [`${stack}: deployed otherwise`, ...lines, ""].join("\n");
}

/** `urn:pulumi:prod::partner-access::` is the same of all. */
const shortUrn = (urn: string) => urn.split("::").slice(2).join("::");

/** What differs in one stack, resource by resource, where both versions tell them; else by their plans. */
export function stackText(stack: string, before: MadeStack | undefined, after: MadeStack): string {
  if (before === undefined) return `${stack}: another version knows nothing of it\n`;
  const plan = valuesOf(before.plan, after.plan, 3);
  if (!before.resources || !after.resources) return differenceText(stack, before.plan, after.plan);
  const [was, is] = [before.resources, after.resources];
  const urns = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  const lines = urns.flatMap((urn) => {
    const name = printable(shortUrn(urn));
    const [then, now] = [was[urn], is[urn]];
    if (!then || !now) return [`  ${name}`, `    ${then ? "is no longer registered" : "is new"}`];
    const values = valuesOf({ one: then }, { one: now }, 1).slice(1);
    return values.length === 0 ? [] : [`  ${name}`, ...values];
  });
  const head =
    lines.length === 0 ? `${stack}: nothing is deployed otherwise` : `${stack}: deployed otherwise`;
  const told = plan.length === 0 ? [] : [`${stack}: the plan, which reviews tell, is otherwise`, ...plan];
  return `${[head, ...lines, ...told].join("\n")}\n`;
}

/** Lists of schemas as records by their places, so that a key below one of several forms is told by itself. */
function placed(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  const isOfSchemas = isList(schema) && schema.some((one) => typeof one === "object" && one !== null);
  if (isList(schema) && !isOfSchemas) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, placed(value)]));
}

/** Keys as a declaration has them, `*` for any and `[]` for each entry: without what a schema says between them. */
const keyOf = (path: readonly string[]) =>
  path
    .filter((key, i) => key !== "properties" && key !== "anyOf" && path[i - 1] !== "anyOf")
    .map((key) => (key === "additionalProperties" ? "*" : key === "items" ? "[]" : key))
    .join(".");

/** The keys of a JSON Schema that came, went or mean something else, each by its path. */
export function schemaText(file: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${file} is new\n`;
  if (after === undefined) return `${file} is no longer made: delete it\n`;
  const [was, is] = [before, after].map((text) => placed(JSON.parse(text)) as object);
  const changes = diff(was ?? {}, is ?? {});
  if (changes.length === 0) return "";
  const lines = changes.map(({ path, before: was, after: is }) => {
    const key = keyOf(path);
    if (was === undefined)
      return labelled("  added    ", typeof is === "object" ? key : `${key}: ${shown(is)}`);
    if (is === undefined) return labelled("  removed  ", key);
    return labelled("  changed  ", `${key}: ${turned(was, is)}`);
  });
  // Of two forms of one file both have a key.
  return [file, ...new Set(lines), ""].join("\n");
}

type Versions = readonly [path: string, before: string | undefined, after: string | undefined];

/**
 * What changes in files, as git shows it; undefined is a file that is not there. Git is asked of two folders, and of no
 * repository.
 */
export function filesText(files: readonly Versions[]): string {
  const folder = mkdtempSync(join(tmpdir(), "partner-access-difference-"));
  try {
    for (const side of ["before", "after"]) mkdirSync(join(folder, side));
    for (const [path, ...texts] of files)
      for (const [index, text] of texts.entries()) {
        if (text === undefined) continue;
        const file = join(folder, index === 0 ? "before" : "after", path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    const args = [
      "diff",
      "--no-index",
      "--no-color",
      "--no-ext-diff",
      "--no-prefix",
      "-U1",
      "before",
      "after",
    ];
    const { status, stdout, stderr, error } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
    if (error || (status !== 0 && status !== 1))
      throw new UserError(`git cannot compare files: ${error?.message ?? stderr}`);
    return stdout
      .split("\n")
      .filter((line) => !/^(?:index |--- |\+\+\+ )/.test(line))
      .map((line) => printable(line.replace(/^diff --git .* (?:before|after)\//, "")))
      .join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Which host reads a file; undefined where it is for editors and programs. */
const hostOf = (file: string) => /^\.git(hub|lab)\b/.exec(file)?.[1];

/**
 * Of all files that a repository keeps of either version. Where it keeps one for its host, the next one for that host is
 * for it as well. Versions before `made` tell no files.
 */
function madeFilesText(before: Made, after: Made, keeps: (file: string) => boolean): string {
  const [was, is] = [before.files, after.files];
  if (Object.keys(was).length === 0) return "";
  const all = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  const hosts = new Set(all.filter(keeps).map(hostOf));
  const isFor = (file: string) =>
    was[file] === undefined ? hostOf(file) === undefined || hosts.has(hostOf(file)) : keeps(file);
  const differing = all.filter((file) => was[file] !== is[file] && isFor(file));
  const of = (file: string): Versions => [file, was[file], is[file]];
  const isSchema = (file: string) => file.startsWith("schema/");
  const schemas = differing.filter(isSchema).map((file) => schemaText(...of(file)));
  const others = differing.filter((file) => !isSchema(file));
  return [
    ...(schemas.length > 0 ? ["Schemas, which `npm run generate` writes:\n", ...schemas] : []),
    ...(others.length > 0
      ? [
          "Pipelines and owners; `npm run generate` writes those that are made of declarations, the rest is yours:\n",
          filesText(others.map(of)),
        ]
      : []),
  ].join("");
}

/** All of it, or what one stack deploys. `keeps`: whether the repository has a file of that name. */
export function versionText(
  before: Made,
  after: Made,
  keeps: (file: string) => boolean,
  only?: string,
): string {
  const stacks = Object.entries(after.stacks).filter(([stack]) => only === undefined || stack === only);
  return [
    ...stacks.map(([stack, its]) => stackText(stack, before.stacks[stack], its)),
    only === undefined ? madeFilesText(before, after, keeps) : "",
  ].join("");
}
