// Golden files of rules: each changes a small valid workspace, and is shown in docs/rules.md as it stands.
import { readdirSync, readFileSync } from "node:fs";
import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import type { Source } from "../../src/load/source.ts";
import { memorySource } from "./memory-source.ts";

const BASE = "test/support/workspace";
const GOLDEN = "test/golden";

/** Of the small workspace, by name. */
const BASE_FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(BASE, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => [name, readFileSync(`${BASE}/${name}`, "utf8")]),
);

export interface Golden {
  /** `<rule id>` or `<rule id>-<variant>`. */
  readonly name: string;
  readonly text: string;
  /** The file with what `check` prints about it, if it breaks a rule. */
  readonly out: string;
}

/** The golden files of a folder, by name. */
export function goldens(kind: "ok" | "err"): Golden[] {
  return readdirSync(`${GOLDEN}/${kind}`)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const path = `${GOLDEN}/${kind}/${file}`;
      return {
        name: file.slice(0, -".yaml".length),
        text: readFileSync(path, "utf8"),
        out: path.replace(/\.yaml$/, ".out"),
      };
    });
}

/** The rule that a golden file is about: the longest id that its name begins with. */
export const ruleOf = ({ name }: Golden, ids: readonly string[]): string | undefined =>
  ids
    .filter((id) => name === id || name.startsWith(`${id}-`))
    .sort((a, b) => b.length - a.length)
    .at(0);

/**
 * The files of the base workspace, or those given, changed as a golden file says. Each of its documents begins
 * with the file's path in a comment. What follows is the whole file, where the base has none of that name;
 * otherwise it is merged into the base as JSON Merge Patch merges: mappings key by key, null removes, anything
 * else replaces. Behind the path, `(removed)`, `(replaced)` and `(renamed to <path>)` do what they say.
 * Source: https://www.rfc-editor.org/rfc/rfc7396 (read 2026-11)
 */
export function filesOf(golden: string, from: ReadonlyMap<string, string> = BASE_FILES): Map<string, string> {
  const files = new Map(from);
  for (const part of golden.split(/^---\n/m)) {
    const [, file, verb, renamed] =
      /^# (\S+)(?: \((removed|replaced|renamed to (\S+))\))?\n/.exec(part) ?? [];
    if (file === undefined) throw new Error(`no "# <path>" above: ${part.slice(0, 60)}`);
    const base = files.get(file);
    if (verb !== undefined && !files.delete(file)) throw new Error(`no ${file} to be ${verb}`);
    if (verb === "removed") continue;
    const isWhole = base === undefined || verb === "replaced";
    files.set(renamed ?? file, isWhole ? part : patched(base, part));
  }
  return files;
}

/** The same files as a source of declarations. */
export const sourceOf = (golden: string): Source => memorySource(Object.fromEntries(filesOf(golden)));

function patched(base: string, patch: string): string {
  const document = parseDocument(base);
  const { contents } = parseDocument(patch);
  if (isMap(contents)) merge(document.contents as YAMLMap, contents);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function merge(into: YAMLMap, patch: YAMLMap): void {
  for (const { key, value } of patch.items) {
    const old = into.get(key, true);
    if (isScalar(value) && value.value === null) into.delete(key);
    else if (isMap(value) && isMap(old)) merge(old, value);
    else into.set(key, value);
  }
}
