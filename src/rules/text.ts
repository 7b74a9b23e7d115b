// How rules put values into sentences: quoted on one line, lists shortened, the likeliest name first.

/** Controls, and characters that change how the text around them is shown. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST_QUOTE = 120;
const LONGEST_LIST = 8;

/** The value in double quotes, on one line, without invisible characters, cut after 120 characters. */
export function quote(value: string): string {
  const shown = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return JSON.stringify(shown).replace(
    INVISIBLE,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The names in quotes, at most eight, those most like `near` first. */
export function oneOf(names: Iterable<string>, near: string): string {
  const ranked = [...names]
    .map((name) => ({ name, distance: distance(name, near) }))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const shown = ranked.slice(0, LONGEST_LIST).map(({ name }) => quote(name));
  return ranked.length > LONGEST_LIST ? `${shown.join(", ")}, …` : shown.join(", ");
}

/** Levenshtein's: how many letters to add, drop or change to turn one word into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (b[j] === letter ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
