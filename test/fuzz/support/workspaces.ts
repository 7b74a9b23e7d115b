// Where mutations start: the declarations of a whole company and every input among the golden files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isPair, isScalar, parseDocument, visit } from "yaml";
import { COMPANY } from "../../support/company.ts";
import { filesOf, goldens } from "../../support/golden.ts";
import { filesBelow } from "../../support/memory-source.ts";

/** Text by path. */
export type Texts = ReadonlyMap<string, string>;

export interface Start {
  readonly name: string;
  readonly files: Texts;
}

const SMALL = () => filesOf("# Pulumi.local.yaml\n");

const WHOLE = "the company";

/** The declarations of a whole company, as they are deployed. */
function company(): Start {
  const files = Object.entries(filesBelow(COMPANY));
  return { name: WHOLE, files: new Map(files.map(([file, bytes]) => [file, bytes.toString()])) };
}

function reviews(): Start[] {
  const folder = "test/golden/review";
  const changed = (path: string, from?: Texts) =>
    existsSync(path) ? filesOf(readFileSync(path, "utf8"), from) : undefined;
  return readdirSync(folder).flatMap((situation) => {
    const before = changed(join(folder, situation, "base.yaml"));
    const after = changed(join(folder, situation, "change.yaml"), before);
    return [before, after].flatMap((files, i) =>
      files ? [{ name: `${folder}/${situation}/${["base", "change"][i]}.yaml`, files }] : [],
    );
  });
}

function loads(): Start[] {
  const folder = "test/golden/load";
  return readdirSync(folder).map((name) => {
    const { "output.txt": _, ...changed } = filesBelow(join(folder, name));
    const texts = Object.entries(changed).map(([file, bytes]) => [file, bytes.toString()] as const);
    return { name: join(folder, name), files: new Map([...SMALL(), ...texts]) };
  });
}

function rules(): Start[] {
  return (["ok", "err"] as const).flatMap((kind) =>
    goldens(kind).map(({ name, text }) => ({
      name: `test/golden/${kind}/${name}.yaml`,
      files: filesOf(text),
    })),
  );
}

/** Texts that many inputs have in common: what is known of them is remembered. */
const common = new Set<string>();

/** Every start, always in the same order. */
export function starts(): Start[] {
  const all = [company(), { name: "small", files: SMALL() }, ...rules(), ...reviews(), ...loads()];
  for (const { files } of all) for (const text of files.values()) common.add(text);
  return all;
}

/**
 * The start with few of its files, so that an input takes milliseconds: of those that it shares with the small
 * workspace, or of the company's, one partner and the APIs that somebody names.
 */
export function reduced({ name, files }: Start, choice: number, small: Texts): Map<string, string> {
  const isWhole = name === WHOLE;
  const isShared = (file: string) => isWhole || small.get(file) === files.get(file);
  const partners = [...files.keys()].filter((file) => file.startsWith("partners/") && isShared(file));
  const kept = partners[choice % Math.max(partners.length, 1)];
  const some = new Map([...files].filter(([file]) => file === kept || !partners.includes(file)));
  const isNamed = (api: string) =>
    [...some].some(([file, text]) => !file.startsWith("apis/") && text.includes(api));
  for (const file of some.keys()) {
    const api = /^apis\/(.*)\.yaml$/.exec(file)?.[1];
    if (api !== undefined && isShared(file) && !isNamed(api)) some.delete(file);
  }
  return some;
}

/** Where a key, a value or a whole `key: value` is in a text. */
export interface Spot {
  readonly kind: "key" | "value" | "pair";
  readonly start: number;
  readonly end: number;
  /** Of scalars. */
  readonly text?: string;
}

const spotsByText = new Map<string, readonly Spot[]>();

/** The spots of a text that YAML can read as far as it does. */
export function spotsOf(text: string): readonly Spot[] {
  const known = spotsByText.get(text);
  if (known) return known;
  const spots: Spot[] = [];
  const add = (kind: Spot["kind"], node: unknown, end?: number) => {
    const { range } = (node ?? {}) as { range?: readonly number[] };
    if (range)
      spots.push({
        kind,
        start: range[0] ?? 0,
        end: end ?? range[1] ?? 0,
        ...(isScalar(node) && { text: String(node.value) }),
      });
  };
  visit(parseDocument(text, { logLevel: "silent", uniqueKeys: false }), {
    Node: (where, node) => add(where === "key" ? "key" : "value", node),
    Pair: (_, pair) => {
      const { range } = (pair.value ?? {}) as { range?: readonly number[] };
      if (isPair(pair) && !isMap(pair.key)) add("pair", pair.key, range?.[1]);
    },
  });
  if (common.has(text)) spotsByText.set(text, spots);
  return spots;
}
