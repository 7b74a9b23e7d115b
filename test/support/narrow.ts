// What people read in a terminal → its lines that are wider than that, though a space in them could have been broken at.
import { TERMINAL_WIDTH } from "../../src/text.ts";

/** What stays on one line: a command in backticks, a short value in quotes, the place that editors open. */
const WHOLE = /`[^`]*`|"(?:[^"\\]|\\.){0,60}"|^\S+:\d+:\d+: (?:error|warning):/g;

/** A source line is shown as it is in its file, cut at the sides. */
const CHECKSUM = /^ {2}(?:expected|found) +\S+$/;
const SOURCE = /^ *\d* \|/;

/** None, where it fits. */
export const tooWide = (text: string): string[] =>
  text
    .split("\n")
    .filter(
      (line) =>
        line.length > TERMINAL_WIDTH &&
        !CHECKSUM.test(line) &&
        (SOURCE.test(line) || line.trim().replace(WHOLE, "x").includes(" ")),
    );
