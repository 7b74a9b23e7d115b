// A document → one page that needs nothing else: no network, no other file, no script.
import { type Markup, markup } from "../../render/markup.ts";
import { htmlPage } from "../../render/page.ts";
import { STYLE as SHARED } from "../../render/style.ts";
import type { Block, Document, Words } from "../document.ts";

const STYLE = `${SHARED}
main { max-width: 60rem; }
header { max-width: 60rem; }
main ul { padding-inline-start: 1.25rem; }
main p, main ul, main pre, main .scroll { margin-block: 0.75rem; }
td code, th code { white-space: normal; }
pre {
  padding: 1rem 1.1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 0.75rem; tab-size: 2;
}
pre code { overflow-wrap: normal; }
@media print { pre { white-space: pre-wrap; } }
`;

const shown = (words: Words): Markup[] =>
  words.map((part) => (typeof part === "string" ? markup`${part}` : markup`<code>${part.code}</code>`));

function table(head: readonly string[], rows: readonly (readonly Words[])[]): Markup {
  const cells = ([first = [], ...rest]: readonly Words[]) =>
    markup`<tr><th scope="row">${shown(first)}</th>${rest.map((cell) => markup`<td>${shown(cell)}</td>`)}</tr>`;
  const top = head.some((cell) => cell !== "")
    ? markup`<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>`
    : markup``;
  return markup`<div class="scroll"><table>${top}<tbody>${rows.map(cells)}</tbody></table></div>`;
}

/** Line by line: a line feed inside a text would be shown as an escape. */
const codeLines = (text: string): Markup[] =>
  text
    .trimEnd()
    .split("\n")
    .map(
      (line) => markup`${line}
`,
    );

function block(one: Block): Markup {
  switch (one.kind) {
    case "text":
      return markup`<p>${shown(one.words)}</p>`;
    case "list":
      return markup`<ul>${one.items.map((item) => markup`<li>${shown(item)}</li>`)}</ul>`;
    case "table":
      return table(one.head, one.rows);
    case "code":
      return markup`<pre id="${one.id}" tabindex="0"><code>${codeLines(one.text)}</code></pre>`;
  }
}

/** A whole HTML document, with a line feed at the end. */
export const renderGuideHtml = ({ title, lead, sections }: Document): string =>
  htmlPage({
    title,
    style: STYLE,
    body: markup`<header>
<h1>${title}</h1>
<p class="lead">${shown(lead)}</p>
</header>
<main>
${sections.map((section) => markup`<section><h2>${section.title}</h2>${section.blocks.map(block)}</section>`)}
</main>`,
  });
