// Values become parts of sentences: lists, durations, routes. Plain text on one line; renderers escape it.

import type { Reach } from "../../access/reach.ts";
import { calledAs } from "../../model/applications.ts";
import type { SubjectType } from "../../model/partner.ts";
import { formatDuration } from "../../model/units.ts";
import { codeWord, plural, type SetOff, setOff } from "../../text.ts";

/** `a`, `a and b`, `a, b and c`. */
export const listOf = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** `a`, `a or b`, `a, b or c`. */
export const orList = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} or ${items[items.length - 1]}`;

/** `read:contacts and update:contacts`. */
export const codeList = (codes: readonly string[]): string => listOf(codes.map(codeWord));

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

/** Characters of a value; the texts of a declaration, of 255 at most, are whole. */
const LONGEST_VALUE = 400;

/** Two values that are longer are shown from where they part to where they are alike again. */
const LONGEST_PAIR = 160;

const textOf = (value: unknown): string =>
  oneLine(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));

/** Whole programs do not fit in a sentence: their middle is left out, and counted. @param longest of all that is shown */
export function middleCut(characters: readonly string[], longest = LONGEST_VALUE): string {
  const left = characters.length - longest;
  if (left <= 0) return characters.join("");
  const half = Math.ceil(longest / 2);
  const [start, end] = [characters.slice(0, half), characters.slice(-half)];
  return `${start.join("")} … (${left} more characters) … ${end.join("")}`;
}

const inQuotes = (value: unknown, text: string) => (typeof value === "string" ? setOff(text) : text);

/** A value as JSON. */
export const shown = (value: unknown): string => inQuotes(value, middleCut([...textOf(value)]));

/** Characters before and after what differs, which tell the place. */
const CONTEXT = 20;

/** Both values, of long ones what differs. */
function parting(before: unknown, after: unknown): readonly [string, string] {
  const [a, b] = [[...textOf(before)], [...textOf(after)]];
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  if (longer <= LONGEST_PAIR) return [shown(before), shown(after)];
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const from = Math.max(0, start - CONTEXT);
  const part = (value: unknown, characters: readonly string[]) => {
    const to = Math.min(characters.length, characters.length - end + CONTEXT);
    const text = middleCut(characters.slice(from, to));
    return inQuotes(value, `${from > 0 ? "…" : ""}${text}${to < characters.length ? "…" : ""}`);
  };
  return [part(before, a), part(after, b)];
}

/** `from "a" to "b"`, or what came or went; long values where they differ. */
export function fromTo(before: unknown, after: unknown): string {
  if (before === undefined) return `to ${shown(after)}`;
  const [was, now] = parting(before, after);
  return `from ${was} to ${now}`;
}

/** `"b" instead of "a"`; long values where they differ. */
export function insteadOf(before: unknown, after: unknown): string {
  const [was, now] = parting(before, after);
  return `${now} instead of ${was}`;
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

/** A partner as users know it; of several applications that it has, which. */
export const setOffPartner = (id: string, name = id): SetOff => setOff(calledAs(id, name));

/** `is` or `are`. */
export const be = (items: readonly unknown[]): string => (items.length === 1 ? "is" : "are");

/** `read:contacts on behalf of users and …`, or nothing at all. */
export function scopesOf(reach: Reach): string {
  const bySubject = Map.groupBy(reach.values(), ({ subjectType }) => subjectType);
  return listOf(
    [...bySubject].map(
      ([subject, rows]) => `${codeList(rows.map((row) => row.scope))} ${subjectWords(subject)}`,
    ),
  );
}
