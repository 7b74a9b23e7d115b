// A partner file's text and a status → the text with that status, every other byte as it was.

import { isDeepStrictEqual } from "node:util";
import { isCollection, isMap, isNode, isScalar, type Pair, parseDocument, type Scalar, visit } from "yaml";
import { UserError } from "../finding.ts";
import type { Status } from "../model/partner.ts";
import { DEFAULT_STATUS } from "../model/status.ts";
import type { Path } from "../model/workspace.ts";

/** In the order of the schema: `status` follows the last of these that the file has. */
const KEYS_BEFORE: readonly string[] = [
  "name",
  "description",
  "former_ids",
  "owner",
  "contact",
  "contract",
  "review_by",
];

/** Begins the comment that `setStatus` writes beside a status or above it; nothing else is ever taken away. */
const OURS = String.raw`# (?:suspended|retired): [^\r\n]*`;
const BESIDE = new RegExp(String.raw`^[ \t]*${OURS}`);
const ABOVE = new RegExp(String.raw`(?<=^|\n)${OURS}\r?\n$`);

const OPTIONS = { version: "1.2", schema: "core" } as const;

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const apply = (text: string, { from, to, text: put }: Edit) => text.slice(0, from) + put + text.slice(to);

/** Offset just before the end of the line that `at` is on. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

/** Offset of the start of the line that `at` is on. */
const lineStart = (text: string, at: number) => text.lastIndexOf("\n", at - 1) + 1;

/** The line end before a line's start; "" for the first line. */
const newlineBefore = (text: string, start: number) => /\r?\n$/.exec(text.slice(0, start))?.[0] ?? "";

/** Offset behind the last character of a pair that is not a comment. */
function pairEnd({ key, value }: Pair): number {
  let end = isNode(key) ? (key.range?.[1] ?? 0) : 0;
  visit(isNode(value) ? value : null, (_, node) => {
    // A block collection ends with its last value; what its range has behind that is comments.
    const isBlock = isCollection(node) && !node.flow;
    if (isNode(node) && !isBlock) end = Math.max(end, node.range?.[1] ?? 0);
  });
  return end;
}

/** @param at of an application's mapping in the file; the file itself where it is empty */
function entriesOf(text: string, at: Path): readonly Pair[] {
  const document = parseDocument(text, OPTIONS);
  const map = at.length === 0 ? document.contents : document.getIn(at, true);
  const what = at.length === 0 ? "the file" : at.join(".");
  if (document.errors.length > 0 || !isMap(map))
    throw new UserError(`${what} is not a mapping in YAML: check says what is wrong with it`);
  if (map.flow) throw new UserError(`${what} is written in braces: put each key on a line of its own first`);
  return map.items;
}

const keyOf = ({ key }: Pair) => (isScalar(key) ? key.value : undefined);

const comment = (status: Status, reason: string | undefined) =>
  reason === undefined || status === DEFAULT_STATUS ? undefined : `# ${status}: ${reason}`;

/** A new line behind the keys that stand before it; it goes as a whole when the partner is active again. */
function insertion(text: string, pairs: readonly Pair[], status: Status, reason: string): Edit {
  const newline = /\r?\n/.exec(text)?.[0] ?? "\n";
  const line = `status: ${status} ${comment(status, reason)}`;
  const before = pairs.filter((pair) => KEYS_BEFORE.includes(String(keyOf(pair))));
  const [first] = pairs;
  const start = first && isNode(first.key) ? (first.key.range?.[0] ?? 0) : 0;
  // Below an application's key nothing need stand before it.
  if (before.length === 0 && start > lineStart(text, start))
    return { from: start, to: start, text: `${line}${newline}${text.slice(lineStart(text, start), start)}` };
  const indent = " ".repeat(start - lineStart(text, start));
  const end = lineEnd(text, Math.max(...before.map(pairEnd), 1) - 1);
  return { from: end, to: end, text: `${newline}${indent}${line}` };
}

/** Another value in the same place; what was said beside or above it goes, and the reason takes its place. */
function replacement(text: string, value: Scalar, status: Status, reason: string | undefined): Edit {
  const [start, end] = value.range ?? [0, 0];
  const line = lineStart(text, start);
  const newline = newlineBefore(text, line);
  const said = comment(status, reason);
  const [beside = ""] = BESIDE.exec(text.slice(end, lineEnd(text, end))) ?? [];
  if (beside !== "") {
    const to = end + beside.length;
    // The line is ours as a whole.
    if (status === DEFAULT_STATUS) return { from: line - newline.length, to, text: "" };
    return { from: start, to, text: said === undefined ? `${status}${beside}` : `${status} ${said}` };
  }
  const [above = ""] = ABOVE.exec(text.slice(0, line)) ?? [];
  const kept = said === undefined && status !== DEFAULT_STATUS ? above : "";
  const put = said === undefined ? kept : `${said}${newline || "\n"}`;
  return { from: line - above.length, to: end, text: `${put}${text.slice(line, start)}${status}` };
}

const withoutStatus = (text: string, at: Path) => {
  const rest: unknown = parseDocument(text, OPTIONS).toJS();
  const owner = at.reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], rest);
  const { status } = owner as { status?: unknown };
  delete (owner as { status?: unknown }).status;
  return { status, rest };
};

/**
 * The text with another status, and the reason as a comment beside it. Comments, order and formatting of all
 * else stay byte for byte, and making a partner active again gives back the text from before it was suspended.
 * The reason is one line; a partner that is not active needs one where the file has no status.
 *
 * @param at where in the file the application is whose status it is; by default the partner's own
 * @throws UserError for a text whose status cannot be changed alone
 */
export function setStatus(text: string, status: Status, reason?: string, at: Path = []): string {
  const pairs = entriesOf(text, at);
  const pair = pairs.find((each) => keyOf(each) === "status");
  if (pair && !isScalar(pair.value)) throw new UserError("status is not a plain word: set it by hand");
  if (!pair && status === DEFAULT_STATUS) return text;
  const edit = pair
    ? replacement(text, pair.value as Scalar, status, reason)
    : insertion(text, pairs, status, reason ?? "without a reason");
  const edited = apply(text, edit);
  const [before, after] = [withoutStatus(text, at), withoutStatus(edited, at)];
  if ((after.status ?? DEFAULT_STATUS) !== status || !isDeepStrictEqual(before.rest, after.rest))
    throw new UserError(`status cannot be changed alone: write status: ${status} by hand`);
  return edited;
}
