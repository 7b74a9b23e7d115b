// Evidence → CSV for spreadsheets, a page for people, JSON for programs.
import { createHash } from "node:crypto";
import { raw } from "hono/html";
import { markup } from "../render/markup.ts";
import { STYLE } from "../render/style.ts";
import { printable, safeJson } from "../text.ts";
import type { Evidence } from "./evidence.ts";

const COLUMNS: readonly (readonly [keyof Evidence, string])[] = [
  ["partner", "Partner"],
  ["name", "Name"],
  ["api", "API"],
  ["subjectType", "Subject type"],
  ["scope", "Scope"],
  ["sensitivity", "Sensitivity"],
  ["stacks", "Stacks"],
  ["reason", "Reason"],
  ["since", "Since"],
  ["commit", "Commit"],
  ["author", "Author"],
  ["pullRequest", "Pull request"],
  ["change", "Change"],
  ["owner", "Owner"],
  ["contract", "Contract"],
  ["contractEnds", "Contract ends"],
  ["reviewBy", "Review by"],
];

const textOf = (value: string | readonly string[]) =>
  printable(typeof value === "string" ? value : value.join(" "));

/**
 * A spreadsheet runs what begins like a formula; an apostrophe makes it text.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11)
 */
function cell(value: string | readonly string[]): string {
  const text = textOf(value);
  const safe = /^\s*[=+\-@|%]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Source: https://www.rfc-editor.org/rfc/rfc4180 (read 2026-11) */
export function renderCsv(rows: readonly Evidence[]): string {
  const line = (cells: readonly string[]) => `${cells.join(",")}\r\n`;
  const body = rows.map((row) => line(COLUMNS.map(([key]) => cell(row[key]))));
  return line(COLUMNS.map(([, title]) => cell(title))) + body.join("");
}

export const renderEvidenceJson = (rows: readonly Evidence[], today: string): string =>
  `${safeJson({ format: 1, today, evidence: rows })}\n`;

const hash = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;
const POLICY = `default-src 'none'; style-src ${hash}; img-src data:; base-uri 'none'; form-action 'none'`;

/** A whole HTML document, with a line feed at the end. */
export function renderEvidenceHtml(rows: readonly Evidence[], today: string): string {
  const head = COLUMNS.map(([, title]) => markup`<th scope="col">${title}</th>`);
  const body = rows.map(
    (row) => markup`<tr>${COLUMNS.map(([key]) => markup`<td>${textOf(row[key])}</td>`)}</tr>
`,
  );
  return `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Who has what, since when</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<header><h1>Who has what, since when</h1><p class="quiet">${today}</p></header>
<main><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div></main>
</body>
</html>
`}`;
}
