// A report → GitHub's Markdown: verdict, consequences, then the details.

import type { AccessRow } from "../../access/row.ts";
import { codeSpan, inline, markdownTable } from "../../render/markdown-escape.ts";
import { middleCut } from "../consequences/words.ts";
import type { Consequence, Report } from "../review.ts";
import {
  beyondGrantsInWords,
  changedAccess,
  changesOf,
  type Group,
  groupsOf,
  holderInWords,
  modeOf,
  othersOf,
  ownAccessInWords,
  partnerName,
  placesOf,
  updateCallsInWords,
  verdict,
} from "./summary.ts";

/** The first line: how the comment is found again, to be edited. */
export const MARKER = "<!-- partner-access review -->";

/** What a comment may leave out, by its name. */
interface Table {
  readonly name: string;
  readonly text: string;
}

/** What is told before the consequences: what nothing may push out of a comment. */
export const openingOf = (report: Report): string[] =>
  [MARKER, `**${inline(verdict(report))}.**`, problems(report)].filter((text) => text !== "");

/** What follows the consequences, in the order of importance. */
export const detailsOf = (report: Report): Table[] =>
  [
    { name: "access that changes", text: changes(report) },
    { name: "calls", text: calls(report) },
    { name: "who may do what", text: access(report) },
    { name: "our own applications", text: ownApplications(report) },
    { name: "who else", text: whoElse(report) },
  ].filter(({ text }) => text !== "");

/** The whole report. Ends with a line feed. */
export function renderMarkdown(report: Report): string {
  const isChange = modeOf(report) !== "unchanged";
  const blocks = [
    ...openingOf(report),
    ...findingLines(report),
    ...(isChange ? groupsOf(report).map((group) => groupIn(group, report)) : []),
    ...(isChange ? detailsOf(report).map(({ text }) => text) : []),
    checksumsTable(report),
  ];
  return `${blocks.filter((text) => text !== "").join("\n\n")}\n`;
}

const problems = ({ base }: Report): string =>
  (base?.problems ?? []).map((problem) => `- **not compared** ${inline(problem)}`).join("\n");

/** One item each. */
export const findingLines = (report: Report): string[] => {
  const items = report.findings.map(
    ({ file, line, column, what, fix, rule }) =>
      `- ${codeSpan(`${file}:${line}:${column}`)} ${inline(what)} (${codeSpan(rule)})<br>Fix: ${inline(fix)}`,
  );
  return items.length === 0 ? [] : [items.join("\n")];
};

/** How much of a consequence is said: all, or its sentences cut in the middle and without what explains them. */
export type Detail = "whole" | { readonly characters: number };

const inDetail = (text: string, detail: Detail): string =>
  detail === "whole" ? text : middleCut([...text], detail.characters);

/** One consequence as an item of a list. */
export function itemOf(one: Consequence, report: Report, detail: Detail): string {
  const stacks = placesOf(one, report);
  const where = stacks === "" ? "" : ` (${inline(stacks)})`;
  const others = inDetail(othersOf(one, report), detail);
  const touched = others === "" ? "" : `<br>${inline(others)}`;
  const explained = detail === "whole" ? `<br><sub>${inline(one.explanation)}</sub>` : "";
  return `- **${one.severity}** ${inline(inDetail(one.what, detail))}${where}${touched}${explained}`;
}

export const headingOf = ({ title, partner }: Group): string =>
  partner === undefined ? `### ${title}` : `### ${inline(title)} (${codeSpan(partner)})`;

const groupIn = (group: Group, report: Report): string =>
  [headingOf(group), "", ...group.consequences.map((one) => itemOf(one, report, "whole"))].join("\n");

const ways = ({ routes }: AccessRow) =>
  routes.length === 0 ? "no route" : routes.map(codeSpan).join("<br>");

function changes(report: Report): string {
  const rows = changedAccess(report).map(({ access: one, change, stacks }) => [
    change === "added" ? "**added**" : "removed",
    inline(partnerName(one.partner, report)),
    inline(one.api),
    codeSpan(one.scope),
    holderInWords(one),
    one.sensitivity,
    ways(one),
    inline(stacks.join(", ")),
  ]);
  if (rows.length === 0) return "";
  const head = ["change", "partner", "API", "scope", "for whom", "sensitivity", "routes", "stacks"];
  return `### Access that changes\n\n${markdownTable(head, rows)}`;
}

const details = (title: string, text: string) =>
  `<details>\n<summary>${title}</summary>\n\n${text}\n\n</details>`;

function access(report: Report): string {
  const rows = report.access
    .flatMap(changesOf)
    .filter(({ change }) => change !== "removed")
    .map(({ access: one, stacks }) => [
      inline(partnerName(one.partner, report)),
      inline(one.api),
      codeSpan(one.scope),
      holderInWords(one),
      one.sensitivity,
      ways(one),
      one.limits.map(inline).join("<br>"),
      inline(stacks.join(", ")),
    ]);
  if (rows.length === 0) return "";
  const head = ["partner", "API", "scope", "for whom", "sensitivity", "routes", "limits", "stacks"];
  return details(
    modeOf(report) === "access" ? "Who may do what" : "Who may do what after this change",
    markdownTable(head, rows),
  );
}

function ownApplications(report: Report): string {
  const rows = report.ownApplications.map((own) => [
    inline(own.name),
    own.stacks.map(({ stack, clientId }) => `${inline(stack)}: ${codeSpan(clientId)}`).join("<br>"),
    ownAccessInWords(own).map(inline).join("<br>"),
  ]);
  if (rows.length === 0) return "";
  return details("Our own applications", markdownTable(["application", "client IDs", "access"], rows));
}

function whoElse(report: Report): string {
  const lines = beyondGrantsInWords(report).map((words) => `- ${inline(words)}`);
  return lines.length === 0 ? "" : details("Who else, by these files", lines.join("\n"));
}

function calls(report: Report): string {
  if (report.calls.length === 0) return "";
  const rows = report.calls.map((one) => [
    inline(one.stack),
    `${one.preview}`,
    updateCallsInWords(one),
    `${one.refresh}`,
  ]);
  return details(
    "Estimated Management API calls",
    markdownTable(["stack", "preview", "up", "refresh"], rows),
  );
}

export function checksumsTable(report: Report): string {
  if (report.checksums.length === 0) return "";
  const rows = report.checksums.map(({ stack, checksum }) => [inline(stack), codeSpan(checksum)]);
  return details("Checksums", markdownTable(["stack", "all – plan – code – settings"], rows));
}
