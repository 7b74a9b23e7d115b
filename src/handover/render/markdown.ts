// A document → GitHub's Markdown.

import { codeSpan, fenced, inline, markdownTable } from "../../render/markdown-escape.ts";
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
