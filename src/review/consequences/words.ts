// Values become parts of sentences: lists, durations, routes. Plain text on one line; renderers escape it.
import { formatDuration } from "../../model/units.ts";

/** `a`, `a and b`, `a, b and c`. */
export const listOf = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** More names than a sentence bears: the list of ids beside it has them all. */
const MOST_NAMES = 5;

/** `a, b, c, d, e and 7 more`. */
export const someOf = (items: readonly string[]): string =>
  items.length <= MOST_NAMES + 1
    ? listOf(items)
    : listOf([...items.slice(0, MOST_NAMES), `${items.length - MOST_NAMES} more`]);

/** A partner's text may hold line breaks that its schema did not see, as in a base of long ago. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");

const LONGEST_VALUE = 160;

/** A value as JSON, clipped: whole programs do not fit in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  const characters = [...oneLine(text)];
  const clipped = characters.slice(0, LONGEST_VALUE).join("");
  const more = characters.length > LONGEST_VALUE ? "…" : "";
  return typeof value === "string" ? `"${clipped}${more}"` : `${clipped}${more}`;
}

/** `from "a" to "b"`, or what came or went. */
export const fromTo = (before: unknown, after: unknown): string =>
  before === undefined ? `to ${shown(after)}` : `from ${shown(before)} to ${shown(after)}`;

/** `from 1h to 2h`; in seconds. */
export const durationChange = (before: number, after: number): string =>
  `from ${formatDuration(before)} to ${formatDuration(after)}`;

/** A grant's subject type, as people say it. */
export const subjectWords = (subjectType: string): string =>
  subjectType === "user" ? "on behalf of users" : "without a user";

/** `one partner`, `3 partners`. */
export const counted = (count: number, noun: string): string =>
  count === 1 ? `one ${noun}` : `${count} ${noun}s`;

/** What the first list has and the second has not. */
export const without = (list: readonly string[], other: readonly string[]): string[] => {
  const known = new Set(other);
  return list.filter((item) => !known.has(item));
};

/** `is` or `are`. */
export const be = (items: readonly unknown[]): string => (items.length === 1 ? "is" : "are");
