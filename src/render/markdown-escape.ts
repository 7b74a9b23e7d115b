// Any text → GitHub's Markdown that shows exactly this text and does nothing: no markup, link or mention.
import { printable } from "../text.ts";

// Splits what GitHub finds in finished text, where escapes are long gone: mentions, issues, addresses, commits,
// emoji, formulas. Source: https://github.github.com/gfm/#autolinks-extension- and
// https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls (read 2026-11)
const SPLIT = "<!-- -->";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  // Escapes of these two depend on whether they are in a table.
  "|": "&#124;",
  "\\": "&#92;",
  "`": "&#96;",
};

/** Text between other text of the same line, also in a table's cell: the same characters, and nothing else. */
export function inline(text: string): string {
  return printable(text)
    .trim()
    .replace(/[&<>|\\`]/g, (c) => ENTITIES[c] ?? c)
    .replace(/[*_~[\]]/g, "\\$&")
    .replace(/^[-+=#]|(?<=^\d+)[.)]/, "\\$&")
    .replace(/\b[0-9a-f]{7,}\b/gi, (hex) => hex.match(/.{1,6}/g)?.join(SPLIT) ?? hex)
    .replace(
      /[@$]|(?<!&)#(?=\d)|\bGH-(?=\d)|:(?=\/|(?:[\w+-]|\\_)+:)|www(?=\.)|\b(?:mailto|xmpp)(?=:)/gi,
      `$&${SPLIT}`,
    );
}

/**
 * GitHub shows code as it stands, character by character; but a table's cell ends at a pipe, and code takes away spaces
 * at its ends. Source: https://github.github.com/gfm/#code-spans (read 2026-11)
 */
const IS_PLAIN_CODE = /^[^\s`|\\](?:[^`|\\]*[^\s`|\\])?$/;

/** A name as code. */
export const codeSpan = (text: string): string => {
  const shown = printable(text);
  return IS_PLAIN_CODE.test(shown) ? `\`${shown}\`` : `<code>${inline(text)}</code>`;
};

/** A table, its cells made by `inline` and `code`. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Between fences longer than any run of backticks inside, so that nothing in the text ends them. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const lines = text.trimEnd().split("\n").map(printable);
  return [`${fence}${language}`, ...lines, fence].join("\n");
}
