// A document → GitHub's Markdown.

import { codeSpan, inline, markdownTable } from "../../render/markdown-escape.ts";
import { printable } from "../../text.ts";
import type { Block, Document, Words } from "../document.ts";

const shown = (words: Words): string =>
  words
    .map((part) => {
      if (typeof part !== "string") return codeSpan(part.code);
      // Escaping trims; the spaces between text and code stay.
      const [, before = "", content = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? [];
      return `${before && " "}${inline(content)}${after && " "}`;
    })
    .join("");

/** A fence longer than any run of backticks inside. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const lines = text.trimEnd().split("\n").map(printable);
  return [`${fence}${language}`, ...lines, fence].join("\n");
}

function block(one: Block): string {
  switch (one.kind) {
    case "text":
      return shown(one.words);
    case "list":
      return one.items.map((item) => `- ${shown(item)}`).join("\n");
    case "table":
      return markdownTable(
        one.head.map(inline),
        one.rows.map((row) => row.map(shown)),
      );
    case "code":
      return fenced(one.language, one.text);
  }
}

/** A whole Markdown document, with a line feed at the end. */
export function renderGuideMarkdown({ title, lead, sections }: Document): string {
  const parts = sections.flatMap((section) => [`## ${inline(section.title)}`, ...section.blocks.map(block)]);
  return `${[`# ${inline(title)}`, shown(lead), ...parts].join("\n\n")}\n`;
}
