// A report → the one comment of a pull request, in GitHub's Markdown: verdict, consequences, then the details.

import type { AccessRow } from "../../access/row.ts";
import { codeSpan, inline, markdownTable } from "../../render/markdown-escape.ts";
import { plural } from "../../text.ts";
import type { Report } from "../report.ts";
import {
  changedAccess,
  changesOf,
  type Group,
  groupsOf,
  holderInWords,
  modeOf,
  othersOf,
  ownAccessInWords,
  placesOf,
  verdict,
} from "./summary.ts";

/** The first line: how the comment is found again, to be edited. */
export const MARKER = "<!-- partner-access review -->";

// GitHub refuses longer comments with "body is too long (maximum is 65536 characters)".
const LONGEST_COMMENT = 65_000;

/** The report for one comment; what does not fit is left out whole, and the end says so. Ends with a line feed. */
export function renderMarkdown(report: Report): string {
  const opening = [MARKER, `**${inline(verdict(report))}.**`];
  const blocks: { name: string; text: string }[] = [];
  const add = (name: string, text: string) => text !== "" && blocks.push({ name, text });
  add("what could not be compared", problems(report));
  // The order of importance is the order of the page, but for the checksums: deploy asks for them.
  add("checksums", checksums(report));
  add("findings", findings(report));
  if (modeOf(report) !== "unchanged") {
    for (const group of groupsOf(report)) add(group.title, consequencesOf(group, report));
    add("access that changes", changes(report));
    add("calls", calls(report));
    add("all access", access(report));
    add("our own applications", ownApplications(report));
  }
  return `${withinLimit(opening, blocks).join("\n\n")}\n`;
}

/** As many whole blocks as one comment holds; the checksums last. */
function withinLimit(
  opening: readonly string[],
  blocks: readonly { name: string; text: string }[],
): string[] {
  let left = LONGEST_COMMENT - opening.join("\n\n").length - 500;
  const isKept = blocks.map(({ text }) => {
    const fits = text.length + 2 <= left;
    if (fits) left -= text.length + 2;
    return fits;
  });
  const kept = blocks.filter((_, index) => isKept[index]);
  const omitted = blocks.filter((_, index) => !isKept[index]);
  const ofName = (wanted: boolean) =>
    kept.filter(({ name }) => (name === "checksums") === wanted).map(({ text }) => text);
  const note =
    omitted.length === 0
      ? []
      : [
          `**Too long for a comment:** ${plural(omitted.length, "part")} left out. \`review --format html\` shows all of it.`,
        ];
  return [...opening, ...note, ...ofName(false), ...ofName(true)];
}

const problems = ({ base }: Report): string =>
  (base?.problems ?? []).map((problem) => `- **not compared** ${inline(problem)}`).join("\n");

const findings = (report: Report): string =>
  report.findings
    .map(
      ({ file, line, column, what, fix, rule }) =>
        `- ${codeSpan(`${file}:${line}:${column}`)} ${inline(what)} (${codeSpan(rule)})<br>Fix: ${inline(fix)}`,
    )
    .join("\n");

function consequencesOf({ title, partner, consequences }: Group, report: Report): string {
  const heading = partner === undefined ? `### ${title}` : `### ${inline(title)} (${codeSpan(partner)})`;
  const lines = consequences.map((one) => {
    const stacks = placesOf(one, report);
    const where = stacks === "" ? "" : ` (${inline(stacks)})`;
    const others = othersOf(one, report);
    const touched = others === "" ? "" : `<br>${inline(others)}`;
    return `- **${one.severity}** ${inline(one.what)}${where}${touched}<br><sub>${inline(one.explanation)}</sub>`;
  });
  return [heading, "", ...lines].join("\n");
}

const nameOf = (id: string, { partners }: Report) => partners.find((one) => one.id === id)?.name ?? id;
const ways = ({ routes }: AccessRow) =>
  routes.length === 0 ? "no route" : routes.map(codeSpan).join("<br>");

function changes(report: Report): string {
  const rows = changedAccess(report).map(({ access: one, change, stacks }) => [
    change === "added" ? "**added**" : "removed",
    inline(nameOf(one.partner, report)),
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
      inline(nameOf(one.partner, report)),
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

function calls(report: Report): string {
  if (report.calls.length === 0) return "";
  const rows = report.calls.map(({ stack, preview, up, refresh }) => [
    inline(stack),
    ...[preview, up, refresh].map(String),
  ]);
  return details(
    "Estimated Management API calls",
    markdownTable(["stack", "preview", "up", "refresh"], rows),
  );
}

function checksums(report: Report): string {
  if (report.checksums.length === 0) return "";
  const rows = report.checksums.map(({ stack, checksum }) => [inline(stack), codeSpan(checksum)]);
  return details("Checksums of the plans", markdownTable(["stack", "SHA-256"], rows));
}
