// What `import` tells → lines of 80 columns at most; what somebody copies into a file stays as it is.
import { headed, labelled, printable, withoutCommands } from "../text.ts";

/** What a file is to say begins so far in. */
const COPIED = "    ";
const ITEM = "  - ";

function shownAs(line: string): string {
  if (line === "" || line.startsWith(COPIED)) return printable(line);
  if (line.startsWith(ITEM)) return labelled(ITEM, line.slice(ITEM.length));
  const [head = "", ...rest] = line.split(" ");
  return headed(printable(head), rest.join(" "));
}

/** Line by line: what a tenant says reaches no terminal as a command. */
export const importLines = (lines: readonly string[]): string =>
  withoutCommands(
    lines
      .flatMap((line) => line.split("\n"))
      .map((line) => `${shownAs(line)}\n`)
      .join(""),
  );
