// What a pull request's own check said of another version of the package → a section of its review, marked as that.
import { fenced } from "../src/render/markdown-escape.ts";
import { plural, printable } from "../src/text.ts";
import { lockedIn, NAME } from "./locked.ts";

/** Characters of it in a comment, which a review always leaves room for; the run's summary has all of it. */
export const LONGEST_IN_COMMENT = 7_000;

/** Whole lines of at most so many characters, and how many are missing. */
function within(lines: readonly string[], longest: number): string {
  const kept: string[] = [];
  let left = longest;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const missing = lines.length - kept.length;
  const rest = missing > 0 ? [`… ${plural(missing, "line")} more: this run's summary has all of them`] : [];
  return [...kept, ...rest].join("\n");
}

/**
 * Nothing where both lock files name the same version: they are read out of git, and no pull request's code has a say.
 *
 * @param told undefined where the check left nothing
 */
export function versionSection(
  locks: { readonly base: string; readonly head: string },
  told: string | undefined,
  longest = Number.POSITIVE_INFINITY,
): string {
  const [was, is] = [lockedIn(locks.base), lockedIn(locks.head)];
  if (was?.text === is?.text) return "";
  const version = (of: typeof was) => (of ? printable(of.version).replaceAll(/[^\w.+-]/g, "?") : "none");
  const title = `### Another version of ${NAME}: ${version(was)} becomes ${version(is)}`;
  if (told === undefined)
    return `\n${title}\n\nThe check of this pull request left no comparison: run \`npm run -s upgrade -- --base main\` on it.\n`;
  const text = within(told.trimEnd().split("\n").map(printable), longest);
  return [
    "",
    title,
    "",
    "What both versions make of the declarations, written by the check of this pull request: who can change the code or",
    "the workflow that it runs can change this text.",
    "",
    fenced("text", text),
    "",
  ].join("\n");
}
