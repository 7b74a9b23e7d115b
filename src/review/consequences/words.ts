// Values become parts of sentences: lists, durations, routes. Plain text on one line; renderers escape it.
import type { SubjectType } from "../../model/partner.ts";
import { formatDuration } from "../../model/units.ts";
import { plural } from "../../text.ts";

/** `a`, `a and b`, `a, b and c`. */
export const listOf = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** More names than a sentence bears: the list of ids beside it has them all. */
const MOST_NAMES = 5;

/** How many of so many names `someOf` lists. */
export const countListed = (count: number): number => (count <= MOST_NAMES + 1 ? count : MOST_NAMES);

/** `a, b, c, d, e and 7 more`. */
export function someOf(items: readonly string[]): string {
  const listed = countListed(items.length);
  return listOf(
    listed === items.length ? items : [...items.slice(0, listed), `${items.length - listed} more`],
  );
}

/** A partner's text may hold line breaks that its schema did not see, as in a base of long ago. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");

const LONGEST_VALUE = 160;

const textOf = (value: unknown): string =>
  oneLine(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));

/** Clipped at both ends, in quotes where the value is a text. */
function clipped(value: unknown, start: number): string {
  const characters = [...textOf(value)];
  const part = characters.slice(start, start + LONGEST_VALUE).join("");
  const text = `${start > 0 ? "…" : ""}${part}${characters.length > start + LONGEST_VALUE ? "…" : ""}`;
  return typeof value === "string" ? `"${text}"` : text;
}

/** A value as JSON, clipped: whole programs do not fit in a sentence. */
export const shown = (value: unknown): string => clipped(value, 0);

const CONTEXT = 20;

/** Where two texts part, less some characters that tell the place; 0 where both fit whole. */
function partingOf(before: unknown, after: unknown): number {
  const [a, b] = [[...textOf(before)], [...textOf(after)]];
  if (Math.max(a.length, b.length) <= LONGEST_VALUE) return 0;
  const parting = a.findIndex((character, i) => character !== b[i]);
  return Math.max(0, (parting < 0 ? a.length : parting) - CONTEXT);
}

/** `from "a" to "b"`, or what came or went; long values from where they differ. */
export function fromTo(before: unknown, after: unknown): string {
  if (before === undefined) return `to ${shown(after)}`;
  const start = partingOf(before, after);
  return `from ${clipped(before, start)} to ${clipped(after, start)}`;
}

/** `from 1h to 2h`; in seconds. */
export const durationChange = (before: number, after: number): string =>
  `from ${formatDuration(before)} to ${formatDuration(after)}`;

/** A grant's subject type, as people say it. */
const SUBJECT_WORDS: Readonly<Record<SubjectType, string>> = {
  user: "on behalf of users",
  client: "without a user",
};

export const subjectWords = (subjectType: SubjectType): string => SUBJECT_WORDS[subjectType];

/** `no partner`, `one partner`, `3 partners`. */
export const counted = (count: number, noun: string): string =>
  count === 1 ? `one ${noun}` : count === 0 ? `no ${noun}` : plural(count, noun);

/** What the first list has and the second has not. */
export const without = (list: readonly string[], other: readonly string[]): string[] => {
  const known = new Set(other);
  return list.filter((item) => !known.has(item));
};

/** `is` or `are`. */
export const be = (items: readonly unknown[]): string => (items.length === 1 ? "is" : "are");
