// A report → text for a terminal, at most 100 columns wide.
import { styleText } from "node:util";
import Table from "cli-table3";
import wrapAnsi from "wrap-ansi";
import { printable } from "../../finding.ts";
import type { Access, Consequence, Report, ReportedPartner, Severity } from "../report.ts";
import {
  type AccessChange,
  changedAccess,
  changesOf,
  type Group,
  groupsOf,
  isUnchanged,
  list,
  namesOf,
  SUBJECT_TYPES,
  stacksInWords,
  verdict,
} from "./summary.ts";

const WIDTH = 100;

type Format = Parameters<typeof styleText>[0];
type Paint = (format: Format, text: string) => string;

const OF_SEVERITY: Readonly<Record<Severity, Format>> = {
  high: ["bold", "red"],
  medium: "yellow",
  low: "cyan",
};

/** The report; nothing of a declaration reaches the terminal as a command. Ends with a line feed. */
export function renderText(report: Report, { color }: { color: boolean }): string {
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const blocks = [
    paint("bold", wrap(`${printable(verdict(report))}.`, 0)),
    ...(report.base?.problems ?? []).map((problem) => wrap(`not compared: ${printable(problem)}`, 2)),
    ...report.findings.map((finding) => findingIn(finding, paint)),
  ];
  if (!isUnchanged(report)) {
    blocks.push(...groupsOf(report).map((group) => groupIn(group, report, paint)));
    if (report.base === undefined)
      blocks.push(...report.partners.map((partner) => partnerIn(partner, report, paint)));
    else blocks.push(changesIn(report, paint));
    blocks.push(callsIn(report, paint));
  }
  blocks.push(checksumsIn(report, paint));
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Lines of at most 100 columns; all but the first begin with as many spaces as the margin is wide. */
const wrap = (text: string, margin: number, width = WIDTH): string =>
  wrapAnsi(text, width - margin, { hard: true, trim: true }).replaceAll("\n", `\n${" ".repeat(margin)}`);

function tableOf(head: readonly string[], widths: readonly number[], rows: readonly string[][]): string {
  const table = new Table({
    head: [...head],
    colWidths: [...widths],
    style: { head: [], border: [], compact: true },
  });
  // A cell has a space on either side.
  const cell = (text: string, column: number) =>
    text
      .split("\n")
      .map((line) => wrap(line, 0, (widths[column] ?? WIDTH) - 2))
      .join("\n");
  table.push(...rows.map((row) => row.map(cell)));
  return table.toString();
}

const findingIn = ({ file, line, column, what, fix, rule }: Report["findings"][number], paint: Paint) =>
  [
    `${paint("bold", printable(`${file}:${line}:${column}`))}: ${paint("red", "error")}: ${printable(what)} [${printable(rule)}]`,
    `  = fix: ${printable(fix)}`,
  ].join("\n");

const MARGIN = 10;
const NAMES_IN_A_SENTENCE = 8;

function consequenceIn(one: Consequence, report: Report, paint: Paint): string {
  const stacks = stacksInWords(one.stacks, report.stacks);
  const label = paint(OF_SEVERITY[one.severity], one.severity.padEnd(MARGIN - 2));
  const names = one.subject.kind === "partner" ? [] : namesOf(one.partners, report);
  const rest = names.length - NAMES_IN_A_SENTENCE;
  const shown = names.slice(0, NAMES_IN_A_SENTENCE);
  const touches =
    names.length === 0 ? [] : [`Touches ${list(rest > 0 ? [...shown, `${rest} more`] : shown)}.`];
  const sentence = [one.what, ...(stacks === "" ? [] : [`(${stacks})`]), ...touches].join(" ");
  const indent = " ".repeat(MARGIN);
  return [
    `  ${label}${wrap(printable(sentence), MARGIN)}`,
    `${indent}${paint("dim", wrap(printable(one.explanation), MARGIN))}`,
  ].join("\n");
}

function groupIn({ title, partner, consequences }: Group, report: Report, paint: Paint): string {
  const heading = partner === undefined ? title : `${title} (${partner})`;
  return [
    paint("bold", wrap(printable(heading), 0)),
    ...consequences.map((one) => consequenceIn(one, report, paint)),
  ].join("\n");
}

const routesIn = ({ routes }: Access) =>
  routes.length === 0 ? "no route" : routes.map(printable).join("\n");

function partnerIn(partner: ReportedPartner, report: Report, paint: Paint): string {
  const { id, name, kind, owner, status, contract, reviewBy } = partner;
  const its = partner.stacks.map(({ stack }) => stack);
  const facts = [
    kind,
    ...(status === "active" ? [] : [status]),
    `owner ${owner}`,
    `contract ${contract.reference} until ${contract.ends}`,
    ...(reviewBy === undefined ? [] : [`review by ${reviewBy}`]),
  ];
  const rows = report.access
    .filter((access) => access.partner === id)
    .flatMap(changesOf)
    .map(({ access, stacks }) => [
      `${printable(access.api)}\n${printable(access.scope)}`,
      [SUBJECT_TYPES[access.subjectType].word, printable(stacksInWords(stacks, its))].join("\n").trim(),
      paint(OF_SEVERITY[access.sensitivity], access.sensitivity),
      routesIn(access),
      access.limits.map(printable).join("\n"),
    ]);
  const heading = `${paint("bold", printable(name))} (${printable(id)})\n${wrap(printable(facts.join(" · ")), 0)}`;
  if (rows.length === 0) return `${heading}\nmay do nothing`;
  const head = ["API, scope", "for", "sensitivity", "routes", "limits"];
  return `${heading}\n${tableOf(head, [24, 12, 13, 22, 23], rows)}`;
}

function changesIn(report: Report, paint: Paint): string {
  const mark = ({ change }: AccessChange) => (change === "added" ? paint("red", "+ added") : "- removed");
  const rows = changedAccess(report).map((changed) => [
    mark(changed),
    printable(namesOf([changed.access.partner], report).join("")),
    `${printable(changed.access.api)}\n${printable(changed.access.scope)}`,
    SUBJECT_TYPES[changed.access.subjectType].word,
    routesIn(changed.access),
    changed.stacks.map(printable).join("\n"),
  ]);
  if (rows.length === 0) return "";
  const head = ["change", "partner", "API, scope", "for", "routes", "stacks"];
  return `${paint("bold", "Access that changes")}\n${tableOf(head, [11, 18, 24, 9, 22, 9], rows)}`;
}

function callsIn({ calls }: Report, paint: Paint): string {
  if (calls.length === 0) return "";
  const lines = calls.map(
    ({ stack, preview, up, refresh }) =>
      `  ${printable(stack)}: preview ${preview}, up ${up}, refresh ${refresh}`,
  );
  return [paint("bold", "Estimated Management API calls"), ...lines].join("\n");
}

function checksumsIn({ checksums }: Report, paint: Paint): string {
  if (checksums.length === 0) return "";
  const lines = checksums.map(({ stack, checksum }) => `  ${checksum}  ${printable(stack)}`);
  return [paint("bold", "Checksums"), ...lines].join("\n");
}
