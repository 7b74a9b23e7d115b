// One source line and a range of it → the two lines that show it with carets below.
import { printable, redact } from "../text.ts";

/** With its number before it, what a terminal shows. */
const LONGEST_LINE = 70;
const CONTEXT_BEFORE = 40;
const TAB = "    ";

/** Characters that take two columns of a terminal, or none. */
const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;
const NO_WIDTH = /\p{Mark}|\u200c|\u200d/u;

const width = (text: string) =>
  [...text].reduce((sum, c) => sum + (WIDE.test(c) ? 2 : NO_WIDTH.test(c) ? 0 : 1), 0);

const show = (text: string) => printable(text.replaceAll("\t", TAB));

/** Columns count from 1; long lines are clipped around the range, and likely secrets are masked. */
export function frame(line: string, column: number, endColumn: number): { source: string; carets: string } {
  // Replaced and not escaped: the cut at the carets could hide a command of the build log from printable().
  const safe = redact(line).replaceAll("##[", "#•[");
  const at = column - 1;
  const from = at > LONGEST_LINE - 20 ? at - CONTEXT_BEFORE : 0;
  const to = Math.min(safe.length, from + LONGEST_LINE);
  const before = (from > 0 ? "…" : "") + show(safe.slice(from, at));
  const marked = show(safe.slice(at, Math.min(endColumn - 1, to)));
  const after = show(safe.slice(Math.max(at, endColumn - 1), to)) + (to < safe.length ? "…" : "");
  return {
    source: before + marked + after,
    carets: " ".repeat(width(before)) + "^".repeat(Math.max(1, width(marked))),
  };
}
