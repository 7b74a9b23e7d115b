// What is said of another version of the package → a section of a review: a pull request's, marked as what its own check
// said, and a deployment's.
import { fenced } from "../src/render/markdown-escape.ts";
import { plural, printable } from "../src/text.ts";
import { isSameVersion, lockedIn, NAME } from "./locked.ts";

/** Characters of it in a comment, which a review always leaves room for; the run's summary has all of it. */
export const LONGEST_IN_COMMENT = 7_000;

/** Nobody writes more of them in a row, and the fence around them is longer, twice. */
const LONG_RUN = /`{10,}/g;

/** Whole lines of at most so many characters, and how many are missing. */
function within(text: string, longest: number, all: string): string {
  const lines = text.trimEnd().replaceAll(LONG_RUN, "`````…").split("\n").map(printable);
  const kept: string[] = [];
  let left = longest;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const missing = lines.length - kept.length;
  const rest = missing > 0 ? [`… ${plural(missing, "line")} more: ${all}`] : [];
  return [...kept, ...rest].join("\n");
}

/** The lock files of before and now, as texts. */
interface Locks {
  readonly base: string;
  readonly head: string;
}

/** Undefined where both install the same: they are read out of git, and no pull request's code has a say. */
function titleOf({ base, head }: Locks): string | undefined {
  const [was, is] = [lockedIn(base), lockedIn(head)];
  if (isSameVersion(was, is)) return undefined;
  return `### Another version of ${NAME}: ${was?.version ?? "none"} becomes ${is?.version ?? "none"}`;
}

/**
 * Of a pull request; nothing where there is no other version.
 *
 * @param told undefined where the check left nothing
 */
export function versionSection(
  locks: Locks,
  told: string | undefined,
  longest = Number.POSITIVE_INFINITY,
): string {
  const title = titleOf(locks);
  if (title === undefined) return "";
  if (told === undefined)
    return `\n${title}\n\nThe check of this pull request left no comparison: run \`npm run -s upgrade -- --base main\` on it.\n`;
  return [
    "",
    title,
    "",
    "What both versions make of the declarations, written by the check of this pull request: who can change the code or",
    "the workflow that it runs can change this text.",
    "",
    fenced("text", within(told, longest, "this run's summary has all of them")),
    "",
  ].join("\n");
}

/** Characters of it in a deployment's review, which has a bound for all stacks. */
const LONGEST_IN_DEPLOYMENT = 100_000;

/**
 * Of a deployment, against what was deployed last; nothing where that was made by the same version. That no comparison
 * can be made stops nobody: it is said to whom it would have been shown.
 */
export function deployedVersionSection(
  { locks, base }: { readonly locks: Locks; readonly base: string },
  tell: () => string,
): string {
  const title = titleOf(locks);
  if (title === undefined) return "";
  const command = `\`npm run -s upgrade -- --base ${base}\``;
  try {
    const told = within(tell(), LONGEST_IN_DEPLOYMENT, `npm run -s upgrade -- --base ${base}`);
    return `\n${title}\n\nWhat both versions make of the declarations:\n\n${fenced("text", told)}\n`;
  } catch (error) {
    const why = fenced(
      "text",
      within(error instanceof Error ? error.message : String(error), LONGEST_IN_DEPLOYMENT, command),
    );
    return `\n${title}\n\n**What it deploys otherwise is not known**; ${command} could not say it:\n\n${why}\n`;
  }
}
