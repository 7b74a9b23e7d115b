// Evidence → CSV for spreadsheets, JSON for programs: every column.
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
  ["holder", "Held by"],
  ["way", "Way"],
];

const textOf = (value: string | readonly string[]) =>
  printable(typeof value === "string" ? value : value.join(" "));

/**
 * A spreadsheet runs what begins like a formula; an apostrophe makes it text. Where lists are separated by semicolons it
 * begins a cell behind each, quotes or not, and some take the wide forms of East Asia too.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11)
 */
const FORMULA = /(^|;)(\s*)(?=[=+\-@|%＝＋－＠])/g;

function cell(value: string | readonly string[]): string {
  return `"${textOf(value).replace(FORMULA, "$1'$2").replaceAll('"', '""')}"`;
}

/** Source: https://www.rfc-editor.org/rfc/rfc4180 (read 2026-11) */
export function renderCsv(rows: readonly Evidence[]): string {
  const line = (cells: readonly string[]) => `${cells.join(",")}\r\n`;
  const body = rows.map((row) => line(COLUMNS.map(([key]) => cell(row[key]))));
  return line(COLUMNS.map(([, title]) => cell(title))) + body.join("");
}

/** Versioned by its `format`. */
export const renderEvidenceJson = (rows: readonly Evidence[], today: string): string =>
  `${safeJson({ format: 1, today, evidence: rows })}\n`;
