// A partner file's text and its keys in one stack → the text with one key added, changed or removed, all else as it was.
import { isDeepStrictEqual } from "node:util";
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { UserError } from "../finding.ts";
import type { KeyState } from "../model/partner.ts";

export interface NewKey {
  readonly name: string;
  readonly state: KeyState;
  /** ISO 8601 in UTC. */
  readonly expiresAt: string;
  readonly pem: string;
}

const OPTIONS = { version: "1.2", schema: "core" } as const;

const lineStart = (text: string, at: number) => text.lastIndexOf("\n", at - 1) + 1;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

const BY_HAND = "write it by hand";

function keysOf(text: string, at: readonly string[]): YAMLSeq {
  const document = parseDocument(text, OPTIONS);
  const keys = document.getIn(at, true);
  if (document.errors.length > 0 || !isSeq(keys) || keys.flow || keys.items.length === 0)
    throw new UserError(`${at.join(".")} is not a list with a line for each value: ${BY_HAND}`);
  if (keys.items.some((key) => !isMap(key) || key.flow))
    throw new UserError(`an item of ${at.join(".")} is written in braces: ${BY_HAND}`);
  return keys;
}

const pairOf = (key: unknown, name: string): Pair | undefined =>
  (key as YAMLMap).items.find((pair) => isScalar(pair.key) && pair.key.value === name);

/** Offset behind the last character of a key; a text in a block reaches to the next line. */
function endOf(text: string, key: unknown): number {
  let end = 0;
  visit(key as YAMLMap, (_, node) => {
    if (isScalar(node)) end = Math.max(end, node.range?.[1] ?? 0);
  });
  while (end > 0 && /\s/.test(text[end - 1] ?? "")) end -= 1;
  return lineEnd(text, end);
}

const startOf = (key: unknown): number => (isNode(key) ? (key.range?.[0] ?? 0) : 0);

function found(keys: YAMLSeq, name: string): unknown {
  const key = keys.items.find((item) => (item as YAMLMap).get("name") === name);
  if (!key) throw new UserError(`there is no key ${name}`);
  return key;
}

interface Read {
  readonly keys: readonly Record<string, unknown>[];
  readonly rest: unknown;
}

function read(text: string, at: readonly string[]): Read {
  const rest = parseDocument(text, OPTIONS).toJS();
  const last = at.at(-1) ?? "";
  const owner = at.slice(0, -1).reduce((part, step) => part[step], rest);
  const keys = owner[last];
  owner[last] = null;
  return { keys, rest };
}

/** The text if it has exactly these keys and differs in nothing else. */
function checked(before: string, after: string, at: readonly string[], keys: Read["keys"]): string {
  const [was, now] = [read(before, at), read(after, at)];
  if (!isDeepStrictEqual(was.rest, now.rest) || !isDeepStrictEqual(now.keys, keys))
    throw new UserError(`${at.join(".")} cannot be changed alone: ${BY_HAND}`);
  return after;
}

/** @throws UserError for a text whose keys cannot be changed alone; so do the others */
export function addKey(text: string, at: readonly string[], { name, state, expiresAt, pem }: NewKey): string {
  const last = keysOf(text, at).items.at(-1);
  const start = startOf(last);
  const dash = text.slice(lineStart(text, start), start);
  const indent = " ".repeat(dash.length);
  const lines = [
    `${dash}name: ${JSON.stringify(name)}`,
    `${indent}state: ${state}`,
    `${indent}expires_at: "${expiresAt}"`,
    `${indent}pem: |`,
    ...pem
      .trim()
      .split(/\r?\n/)
      .map((line) => `${indent}  ${line}`),
  ];
  const end = endOf(text, last);
  const after = `${text.slice(0, end)}\n${lines.join("\n")}${text.slice(end) || "\n"}`;
  const key = { name, state, expires_at: expiresAt, pem: `${pem.trim().replaceAll("\r\n", "\n")}\n` };
  return checked(text, after, at, [...read(text, at).keys, key]);
}

export function setKeyState(text: string, at: readonly string[], name: string, state: KeyState): string {
  const key = found(keysOf(text, at), name);
  const before = pairOf(key, "state")?.value;
  const range = isScalar(before) ? before.range : undefined;
  const start = startOf(key);
  const indent = " ".repeat(start - lineStart(text, start));
  const named = pairOf(key, "name")?.value;
  const nameEnd = lineEnd(text, (isNode(named) ? named.range?.[1] : undefined) ?? start);
  const after = range
    ? `${text.slice(0, range[0])}${state}${text.slice(range[1])}`
    : `${text.slice(0, nameEnd)}\n${indent}state: ${state}${text.slice(nameEnd)}`;
  const keys = read(text, at).keys.map((one) => (one.name === name ? { ...one, state } : one));
  return checked(text, after, at, keys);
}

export function removeKey(text: string, at: readonly string[], name: string): string {
  const key = found(keysOf(text, at), name);
  const after = text.slice(0, lineStart(text, startOf(key))) + text.slice(endOf(text, key) + 1);
  return checked(
    text,
    after,
    at,
    read(text, at).keys.filter((one) => one.name !== name),
  );
}
