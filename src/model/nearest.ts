// Which known names a mistyped one may have meant.
import { quote } from "../text.ts";

const LONGEST_NAME = 64;
const LONGEST_LIST = 8;
const SHORTEST_PART = 3;

/** Optimal string alignment: how many letters to add, drop, change or swap to turn one word into the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (b[j] === a[i] ? 0 : 1);
      const isSwapped = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const swap = isSwapped ? (before[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(change, swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

const normal = (name: string) => name.slice(0, LONGEST_NAME).toLowerCase().replaceAll("-", "_");

/** A name that contains the mistyped one is nearer than any that needs other letters. */
function ranked(names: Iterable<string>, near: string): { name: string; isLike: boolean }[] {
  const wanted = normal(near);
  return [...names]
    .map((name) => {
      const contains = wanted.length >= SHORTEST_PART && normal(name).includes(wanted);
      const apart = distance(normal(name), wanted);
      const isLike = contains || apart <= Math.max(1, Math.floor(name.length / 3));
      return { name, contains, apart, isLike };
    })
    .sort(
      (a, b) => Number(b.contains) - Number(a.contains) || a.apart - b.apart || (a.name < b.name ? -1 : 1),
    );
}

/** The name that was probably meant: it contains `near`, or at most a third of its letters differ. */
export function nearest(names: Iterable<string>, near: string): string | undefined {
  const [best] = ranked(names, near);
  return best?.isLike ? best.name : undefined;
}

/** The names in quotes, at most eight, those most like `near` first. */
export function oneOf(names: Iterable<string>, near: string): string {
  const all = ranked(names, near);
  const shown = all.slice(0, LONGEST_LIST).map(({ name }) => quote(name));
  return all.length > LONGEST_LIST ? `${shown.join(", ")}, …` : shown.join(", ");
}
