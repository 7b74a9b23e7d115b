// Declarations → the same with something wrong, or only unusual: in bytes, lines, nodes, names, or whole files.
import type { Listing, Obstacle, Reading, Source } from "../../../src/load/source.ts";
import {
  bytesOf,
  type Change,
  type Content,
  inFile,
  isReadable,
  type Kind,
  pick,
  type Step,
  type World,
} from "./mutation.ts";
import { OF_BYTES, OF_LINES } from "./text-mutations.ts";
import { SECRETS } from "./texts.ts";
import { type Spot, spotsOf, type Texts } from "./workspaces.ts";

/** Text as YAML writes it, in one of its ways; the last ones are often wrong. */
export function yamlOf(text: string, way: number): string {
  switch (way % 6) {
    case 0:
    case 1:
    case 2:
      return JSON.stringify(text);
    case 3:
      return `'${text.replaceAll("'", "''")}'`;
    case 4:
      return `|-\n          ${text.replaceAll("\n", "\n          ")}`;
    default:
      return text;
  }
}

/** Nodes of other types, and what only YAML can write. */
const NODES = [
  ...[
    "null",
    "~",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "1e400",
    "0x10",
    "010",
    "9".repeat(400),
    "[]",
    "{}",
    '""',
  ],
  ...["[[[[]]]]", "{a: {b: c}}", "- x", "yes", "2028-06-30", "30d", "1h", "0s", "999999999d", ".inf", ".nan"],
  ...[
    "!!js/function 'x'",
    "!!binary aGk=",
    "!!set {a, b}",
    "!!str 1",
    "!x y",
    "! z",
    "&a [x, *a]",
    "*nowhere",
    "&b x",
  ],
  ...[
    "<<: {}",
    "{<<: {a: 1}}",
    "{a: 1, a: 2}",
    "{? [x] : y}",
    "{1: 2}",
    "{__proto__: {is_first_party: true}}",
    "{constructor: 1}",
  ],
  ...[
    "strict",
    "permissive",
    "none",
    "private_key_jwt",
    "client_secret_post",
    "user",
    "client",
    "non-expiring",
    "allow_all",
    "public",
  ],
];

const ofKind = (spots: readonly Spot[], kinds: string) => spots.filter(({ kind }) => kinds.includes(kind));
const splice = (text: string, { start, end }: Spot, by: string) =>
  text.slice(0, start) + by + text.slice(end);

const atSpot = (
  kinds: string,
  edit: (text: string, spot: Spot, change: Change, world: World) => string,
): Step =>
  inFile((text, change, world) => {
    const spot = pick(ofKind(spotsOf(text), kinds), change.at);
    return spot ? edit(text, spot, change, world) : text;
  });

/** Text of a value somewhere in the world. */
function elsewhere(world: World, { to, op }: Change): string {
  const texts = [...world.values()].filter((content) => typeof content === "string");
  const text = pick(texts, to) ?? "";
  const { start, end } = pick(ofKind(spotsOf(text), "value"), to + op) ?? { start: 0, end: 0 };
  return text.slice(start, end);
}

const OF_NODES: readonly Step[] = [
  atSpot("value", (text, spot, { to }) => splice(text, spot, pick(NODES, to) ?? "")),
  atSpot("value", (text, spot, change) => splice(text, spot, yamlOf(change.text, change.to))),
  atSpot("value", (text, spot, change) => splice(text, spot, yamlOf(change.text, 0))),
  atSpot("value", (text, spot, change, world) => splice(text, spot, elsewhere(world, change))),
  atSpot("key", (text, spot, change) => splice(text, spot, yamlOf(change.text, change.to))),
  atSpot("key", (text, spot, { to }) => splice(text, spot, pick(NODES, to) ?? "")),
  atSpot("pair", (text, spot) => splice(text, spot, "")),
  atSpot("pair", (text, spot) => {
    const column = spot.start - (text.lastIndexOf("\n", spot.start - 1) + 1);
    return splice(
      text,
      spot,
      `${text.slice(spot.start, spot.end)}\n${" ".repeat(column)}${text.slice(spot.start, spot.end)}`,
    );
  }),
  atSpot("value", (text, spot, { to }) =>
    splice(
      text,
      spot,
      `${pick(["&a ", "!!str ", "!!map ", "!x ", "*", "? ", "- "], to)}${text.slice(spot.start, spot.end)}`,
    ),
  ),
  atSpot("value", (text, spot, { to }) =>
    splice(
      text,
      spot,
      `[${Array(1 + (to % 40))
        .fill(text.slice(spot.start, spot.end))
        .join(", ")}]`,
    ),
  ),
];

/** One name, everywhere: what one file calls it the others call it too, so that rules find nothing. */
const everywhere: Step = (world, { at, file, text, to }) => {
  const texts = [...world].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const [, chosen = ""] = pick(texts, file) ?? [];
  const name = pick(
    ofKind(spotsOf(chosen), "key value").filter((spot) => (spot.text ?? "").length > 2),
    at,
  )?.text;
  if (name === undefined) return;
  const by = yamlOf(text, to % 3 === 2 ? 5 : 0);
  for (const [path, old] of texts) {
    const spots = ofKind(spotsOf(old), "key value").filter((spot) => spot.text === name);
    const changed = spots
      .toSorted((a, b) => b.start - a.start)
      .reduce((now, spot) => splice(now, spot, by), old);
    world.set(path, changed);
  }
};

/** A file's name is always shown, so no secret is hidden in it. */
const nameOf = (text: string) =>
  Object.values(SECRETS)
    .reduce((name, secret) => name.replaceAll(secret, "x"), text)
    .replaceAll("/", "-");

const FOLDERS = ["partners/", "apis/", "Pulumi.", ""];
const OBSTACLES: readonly Obstacle[] = ["missing", "not-a-file", "symbolic-link", "too-large", "unreadable"];

const move: Step = (world, { file, to, text }) => {
  const old = pick([...world.keys()], file) ?? "";
  const content = world.get(old);
  const cut = old.lastIndexOf("/") + 1;
  const names = [
    old.toUpperCase(),
    `${old.slice(0, cut)}${nameOf(text)}.yaml`,
    old.replace(/yaml$/, "yml"),
    `${pick(FOLDERS, to)}${old.slice(cut)}`,
    `${old.slice(0, cut)}.${old.slice(cut)}`,
    `${old.slice(0, cut)}constructor.yaml`,
  ];
  world.delete(old);
  if (content !== undefined) world.set(pick(names, to) ?? old, content);
};

const OF_FILES: readonly Step[] = [
  (world, { file }) => void world.delete(pick([...world.keys()], file) ?? ""),
  (world, { file, to }) =>
    void world.set(pick([...world.keys()], file) ?? "x", { obstacle: pick(OBSTACLES, to) ?? "missing" }),
  (world, { file, text }) => void world.set(pick([...world.keys()], file) ?? "x", text),
  (world, { file, to }) =>
    void world.set(
      pick([...world.keys()], file) ?? "x",
      pick(["", "\n", "# nothing\n", "{}\n", "[]\n", "null\n", "---\n---\n"], to) ?? "",
    ),
  move,
  (world, { file, to, text }) => {
    const content = world.get(pick([...world.keys()], file) ?? "");
    const name = pick(["copy", "acme-cms-2", "constructor", "tostring", nameOf(text)], to);
    if (content !== undefined) world.set(`${pick(FOLDERS, to)}${name}.yaml`, content);
  },
  (world, { file, to }) => {
    const [one = "", other = ""] = [pick([...world.keys()], file), pick([...world.keys()], to)];
    const [a, b] = [world.get(one), world.get(other)];
    if (a !== undefined && b !== undefined) world.set(one, b).set(other, a);
  },
];

const STEPS: Readonly<Record<Kind, readonly Step[]>> = {
  bytes: OF_BYTES,
  lines: OF_LINES,
  nodes: OF_NODES,
  names: [everywhere],
  files: OF_FILES,
};

/** The declarations after all changes, one after the other. */
export function mutated(files: Texts, changes: readonly Change[]): World {
  const world: World = new Map(files);
  for (const change of changes) pick(STEPS[change.kind], change.op)?.(world, change);
  return world;
}

/** The world as a source; what is listed may be unreadable, as on a disk that others change. */
export function sourceOf(world: ReadonlyMap<string, Content>): Source {
  return {
    list(folder): Listing {
      const prefix = folder === "" ? "" : `${folder}/`;
      const names = [...world.keys()]
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split("/")[0] ?? "")
        .filter((name) => !name.startsWith("."));
      return names.length > 0 ? { names: [...new Set(names)].sort() } : { obstacle: "missing" };
    },
    read(file): Reading {
      const content = world.get(file);
      if (content === undefined) return { obstacle: "missing" };
      return isReadable(content) ? { bytes: bytesOf(content) } : content;
    },
  };
}
