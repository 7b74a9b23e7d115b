// A report → text for a terminal, at most 100 columns wide.
import { stripVTControlCharacters, styleText } from "node:util";
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
  list,
  modeOf,
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
  if (modeOf(report) !== "unchanged") {
    blocks.push(...groupsOf(report).map((group) => groupIn(group, report, paint)));
    if (modeOf(report) === "access")
      blocks.push(...report.partners.map((partner) => partnerIn(partner, report, paint)));
    else blocks.push(changesIn(report, paint));
    blocks.push(callsIn(report, paint));
  }
  blocks.push(checksumsIn(report, paint));
  return withoutCommands(`${blocks.filter((block) => block !== "").join("\n\n")}\n`);
}

/**
 * GitHub's runner takes a line for a command that begins with two colons, spaces before them or not.
 * Source: https://github.com/actions/runner, ActionCommand.cs (read 2026-11)
 */
const withoutCommands = (text: string): string => text.replace(/^(\s*):(?=:)/gm, "$1\\x3a");

/** Lines of at most 100 columns; all but the first begin with as many spaces as the margin is wide. */
const wrap = (text: string, margin: number, width = WIDTH): string =>
  wrapAnsi(text, width - margin, { hard: true, trim: true }).replaceAll("\n", `\n${" ".repeat(margin)}`);

/**
 * A table at most 100 columns wide; the last column takes what the others, of at most these widths, leave. Cells are
 * broken before: cli-table3 would cut off what is longer.
 */
function tableOf(head: readonly string[], widths: readonly number[], rows: readonly string[][]): string {
  const firsts = rows.map((row) => widths.map((width, column) => cell(row[column] ?? "", width)));
  const taken = widths.map((_, column) => {
    const lines = [head[column] ?? "", ...firsts.map((row) => row[column] ?? "")].join("\n").split("\n");
    return Math.max(...lines.map((line) => stripVTControlCharacters(line).length)) + 2;
  });
  const left = WIDTH - taken.reduce((sum, width) => sum + width, 0) - (head.length + 1);
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const [index, row] of rows.entries())
    table.push([...(firsts[index] ?? []), cell(row[widths.length] ?? "", Math.max(left, 12))]);
  return table.toString();
}

/** Text broken for a column of that width, which has a space on either side. */
const cell = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => wrap(line, 0, width - 2))
    .join("\n");

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
  const held = report.access.filter((access) => access.partner === id).flatMap(changesOf);
  // Scopes that are held the same way share a row: what limits them is read once.
  const alike = Map.groupBy(held, ({ access: { api, subjectType, limits }, stacks }) =>
    JSON.stringify([api, subjectType, limits, stacks]),
  );
  const rows = [...alike.values()].map((some) => rowOf(some, its, paint));
  const heading = `${paint("bold", printable(name))} (${printable(id)})\n${wrap(printable(facts.join(" · ")), 0)}`;
  if (rows.length === 0) return `${heading}\nmay do nothing`;
  const head = ["API, for", "scope", "sensitivity", "routes", "limits"];
  return `${heading}\n${tableOf(head, OF_PARTNER, rows)}`;
}

const OF_PARTNER = [14, 26, 13, 26] as const;
const [, SCOPE, SENSITIVITY, ROUTES] = OF_PARTNER;

function rowOf(some: readonly AccessChange[], its: readonly string[], paint: Paint): string[] {
  const [first] = some;
  if (first === undefined) return [];
  const { api, subjectType, limits } = first.access;
  const blocks = some.map(({ access }) =>
    level([
      cell(printable(access.scope), SCOPE),
      cell(paint(OF_SEVERITY[access.sensitivity], access.sensitivity), SENSITIVITY),
      cell(routesIn(access), ROUTES),
    ]),
  );
  const column = (index: number) => blocks.map((block) => block[index]).join("\n");
  const holder = [
    printable(api),
    SUBJECT_TYPES[subjectType].word,
    printable(stacksInWords(first.stacks, its)),
  ];
  return [holder.join("\n").trim(), column(0), column(1), column(2), limits.map(printable).join("\n")];
}

/** Texts of as many lines as the longest has. */
function level(texts: readonly string[]): string[] {
  const split = texts.map((text) => text.split("\n"));
  const height = Math.max(...split.map(({ length }) => length));
  return split.map((lines) => [...lines, ...Array<string>(height - lines.length).fill("")].join("\n"));
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
  return `${paint("bold", "Access that changes")}\n${tableOf(head, [11, 20, 24, 9, 24], rows)}`;
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
