// A file's bytes → its value, what is wrong with its text, and the place of any path in it.
import type { Finding, Place } from "../finding.ts";
import type { Path } from "../model/workspace.ts";
import { INVISIBLE, PILED_MARKS, printable } from "../text.ts";
import { whyOf } from "./load-rules.ts";
import { placer, spanOfPath } from "./positions.ts";
import type { Problem } from "./problem.ts";
import { decodeUtf8 } from "./utf8.ts";
import { type Read, readValue } from "./value.ts";
import { parseYaml } from "./yaml.ts";

/** One file that was read. */
export interface FileDocument {
  readonly file: string;
  readonly text: string;
  /** A mapping; undefined when the text could not be read as one. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly findings: readonly Finding[];
  /**
   * Where a path stands: its value, or its key when asked for or when the value spans lines. A path that does
   * not exist is placed at its nearest parent.
   */
  locate(path: Path, on?: "key"): Place;
}

function unseenCharacters(text: string): Problem[] {
  const found: Problem[] = [];
  const at = text.search(INVISIBLE);
  if (at >= 0) {
    const character = printable(String.fromCodePoint(text.codePointAt(at) ?? 0));
    const what = `invisible character ${character}`;
    const fix = /\p{Zs}/u.test(text.charAt(at)) ? "write an ordinary space" : "remove it";
    found.push({ rule: "file-encoding", at: [at, at + 1], what, fix });
  }
  const piled = text.search(PILED_MARKS);
  if (piled >= 0) {
    const what = "more than 4 accents or other marks on one letter";
    found.push({ rule: "file-encoding", at: [piled, piled + 1], what, fix: "remove them" });
  }
  return found;
}

const kindOf = (value: unknown) => (Array.isArray(value) ? "a list" : "a single value");

/** Of what goes with an emptied file, only a partner can be taken away, and its file is the last that goes. */
function fillOrEnd(file: string): string {
  const [, id] = /^partners\/(.+)\.yaml$/.exec(file) ?? [];
  const end =
    id === undefined ? "" : `; to end a partnership, \`retire ${id}\` and deploy, and delete the file later`;
  return `write the declaration, or restore it from version control${end}`;
}

function rootProblem(value: unknown, file: string): Problem | undefined {
  if (value === null) {
    const fix = fillOrEnd(file);
    return { rule: "file-empty", at: [0, 1], what: "the file declares nothing", fix };
  }
  if (typeof value === "object" && !Array.isArray(value)) return undefined;
  const what = `the file is ${kindOf(value)}, not a mapping`;
  return { rule: "wrong-type", at: [0, 1], what, fix: "start with keys such as name:, see schema/" };
}

function read(file: string, text: string): FileDocument {
  const place = placer(file, text);
  const finish = (
    problems: readonly Problem[],
    rest?: Pick<FileDocument, "value" | "locate">,
  ): FileDocument => ({
    file,
    text,
    value: rest?.value,
    findings: problems.map((problem) => toFinding(problem, place)),
    locate: rest?.locate ?? (() => place([0, 1])),
  });
  const unseen = unseenCharacters(text);
  const { document, problems } = parseYaml(text);
  if (!document) return finish([...unseen, ...problems]);
  const { value, problems: ofValue } = readValue(document);
  const found = [...unseen, ...problems, ...ofValue];
  const unfit = rootProblem(value, file);
  if (unfit) return finish([...found, unfit]);
  let tree: Tree | undefined;
  return finish(found, {
    value: value as Record<string, unknown>,
    locate: (path, on) => {
      tree ??= treeOf(text);
      return place(spanOfPath(tree.root, tree.targets, text, path, on));
    },
  });
}

interface Tree {
  readonly root: unknown;
  readonly targets: Read["targets"];
}

/** Parsed again: trees take some fifty times as many bytes as their text, and few files have something to point at. */
function treeOf(text: string): Tree {
  const { document } = parseYaml(text);
  return document
    ? { root: document.contents, targets: readValue(document).targets }
    : { root: undefined, targets: new Map() };
}

/** Characters of all texts that are remembered; a tree that was asked for takes some fifty times as many bytes. */
const MOST_REMEMBERED = 1_000_000;
const remembered = new Map<string, FileDocument>();
let size = 0;

/** A review reads two revisions that differ in a few files: what was read a moment ago is not read again. */
function recall(file: string, text: string): FileDocument {
  const key = `${file}\n${text}`;
  const known = remembered.get(key);
  const document = known ?? read(file, text);
  remembered.delete(key);
  remembered.set(key, document);
  if (!known) size += key.length;
  for (const oldest of remembered.keys()) {
    if (size <= MOST_REMEMBERED) break;
    remembered.delete(oldest);
    size -= oldest.length;
  }
  return document;
}

/** Reads one file. Never throws: whatever is wrong with the text is a finding. */
export function readDocument(file: string, bytes: Uint8Array): FileDocument {
  const { text, badAt } = decodeUtf8(bytes);
  if (badAt === undefined) return recall(file, text);
  const place = placer(file, text);
  const what = "a byte here is not UTF-8";
  const problem: Problem = {
    rule: "file-encoding",
    at: [badAt, badAt + 1],
    what,
    fix: "save the file as UTF-8",
  };
  const start = place([0, 1]);
  return { file, text, value: undefined, findings: [toFinding(problem, place)], locate: () => start };
}

function toFinding({ rule, at, what, fix, also }: Problem, place: ReturnType<typeof placer>): Finding {
  const finding = { rule, ...place(at), what, why: whyOf(rule), fix };
  return also
    ? { ...finding, also: also.map((other) => ({ ...place(other.at), what: other.what })) }
    : finding;
}
