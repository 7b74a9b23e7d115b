// A report → text for a terminal, at most 80 columns wide.

import { stripVTControlCharacters, styleText } from "node:util";
import Table from "cli-table3";
import { wrapAnsi } from "fast-wrap-ansi";
import type { AccessRow } from "../../access/row.ts";
import { hasAccess } from "../../model/status.ts";
import { URL_ROWS } from "../../model/url-properties.ts";
import { headed, labelled, printable, TERMINAL_WIDTH, withoutCommands } from "../../text.ts";
import type { Consequence, Report, ReportedPartner, Severity } from "../review.ts";
import {
  type AccessChange,
  beyondGrantsInWords,
  changedAccess,
  type Group,
  groupsOf,
  holderInWords,
  mergedChanges,
  modeOf,
  othersOf,
  ownAccessInWords,
  partnerName,
  placesOf,
  SUBJECT_TYPES_IN_WORDS,
  stacksInWords,
  updateCallsInWords,
  verdict,
  withoutAccessInWords,
} from "./summary.ts";

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
      blocks.push(
        ...report.partners.map((partner) => partnerIn(partner, report, paint)),
        ownIn(report, paint),
        beyondIn(report, paint),
      );
    else blocks.push(changesIn(report, paint));
    blocks.push(callsIn(report, paint));
  }
  blocks.push(checksumsIn(report, paint));
  return withoutCommands(`${blocks.filter((block) => block !== "").join("\n\n")}\n`);
}

/** Lines of at most 80 columns; all but the first begin with as many spaces as the margin is wide. */
const wrap = (text: string, margin: number, width = TERMINAL_WIDTH): string =>
  wrapAnsi(text, width - margin, { hard: true, trim: true }).replaceAll("\n", `\n${" ".repeat(margin)}`);

/**
 * A table at most 80 columns wide; the last column takes what the others, of at most these widths, leave. Cells are
 * broken before: cli-table3 would cut off what is longer.
 */
function tableOf(head: readonly string[], widths: readonly number[], rows: readonly string[][]): string {
  const firsts = rows.map((row) => widths.map((width, column) => cell(row[column] ?? "", width)));
  const taken = widths.map((_, column) => {
    const lines = [head[column] ?? "", ...firsts.map((row) => row[column] ?? "")].join("\n").split("\n");
    return Math.max(...lines.map((line) => stripVTControlCharacters(line).length)) + 2;
  });
  const left = TERMINAL_WIDTH - taken.reduce((sum, width) => sum + width, 0) - (head.length + 1);
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const [index, row] of rows.entries())
    table.push(...linesOf([...(firsts[index] ?? []), cell(row[widths.length] ?? "", Math.max(left, 12))]));
  return table.toString();
}

/**
 * A row as rows of one line each, which look the same: of a cell of many lines cli-table3 shortens all of them again
 * for each, and takes minutes for some hundred routes.
 */
function linesOf(cells: readonly string[]): string[][] {
  const columns = cells.map((text) => text.split("\n"));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => columns.map((lines) => lines[line] ?? ""));
}

/** Text broken for a column of that width, which has a space on either side. */
const cell = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => wrap(line, 0, width - 2))
    .join("\n");

const findingIn = ({ file, line, column, what, fix, rule }: Report["findings"][number], paint: Paint) =>
  [
    headed(
      `${paint("bold", printable(`${file}:${line}:${column}`))}: ${paint("red", "error")}:`,
      `${what} [${rule}]`,
    ),
    labelled("  = fix: ", fix),
  ].join("\n");

const MARGIN = 10;

function consequenceIn(one: Consequence, report: Report, paint: Paint): string {
  const stacks = placesOf(one, report);
  const label = paint(OF_SEVERITY[one.severity], one.severity.padEnd(MARGIN - 2));
  const others = othersOf(one, report);
  const where = stacks === "" ? "" : `(${stacks})`;
  const sentence = [one.what, where, others].filter((part) => part !== "").join(" ");
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

const routesIn = ({ routes }: AccessRow) =>
  routes.length === 0 ? "no route" : routes.map(printable).join("\n");

function partnerIn(partner: ReportedPartner, report: Report, paint: Paint): string {
  const { id, name, kind, owner, status, contract, reviewBy } = partner;
  const its = partner.stacks.map(({ stack }) => stack);
  const facts = [
    kind,
    ...(hasAccess(status) ? [] : [status]),
    `owner ${owner}`,
    `contract ${contract.reference} until ${contract.ends}`,
    ...(reviewBy === undefined ? [] : [`review by ${reviewBy}`]),
  ];
  const held = report.access.filter((access) => access.partner === id);
  const heading = `${paint("bold", printable(name))} (${printable(id)})\n${wrap(printable(facts.join(" · ")), 0)}`;
  const signsIn = signInOf(partner);
  if (held.length === 0) return [heading, withoutAccessInWords(partner), ...signsIn].join("\n");
  const rows = mergedChanges(held).map(({ access, stacks }) => [
    printable(access.scope),
    printable(access.api),
    `${holderInWords(access, "word")}\n${printable(stacksInWords(stacks, its))}`.trim(),
    paint(OF_SEVERITY[access.sensitivity], access.sensitivity),
    routesIn(access),
  ]);
  const table = tableOf(["scope", "API", "for", "sensitivity", "routes"], [22, 12, 10, 11], rows);
  return [heading, table, ...limitsIn(held, its), ...signsIn].join("\n");
}

function ownIn({ ownApplications }: Report, paint: Paint): string {
  if (ownApplications.length === 0) return "";
  const lines = ownApplications.flatMap((own) => [
    `  ${wrap(printable(`${own.name} (${own.id}): ${own.stacks.map(({ stack, clientId }) => `${clientId} in ${stack}`).join(", ")}`), 2)}`,
    ...ownAccessInWords(own).map((words) => `    ${wrap(printable(words), 4)}`),
  ]);
  return [paint("bold", "Our own applications"), ...lines].join("\n");
}

function beyondIn(report: Report, paint: Paint): string {
  const lines = beyondGrantsInWords(report).map((words) => `  ${wrap(printable(words), 2)}`);
  return lines.length === 0 ? "" : [paint("bold", "Who else, by these files"), ...lines].join("\n");
}

type Its = ReportedPartner["stacks"][number];

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);

const SIGN_IN: readonly (readonly [string, (its: Its) => readonly string[]])[] = [
  ["authentication", ({ authentication }) => [authentication]],
  ["OpenID Connect scopes", ({ oidcScopes }) => oidcScopes],
  ["callbacks", ({ callbacks }) => callbacks],
  ["web pages of", ({ origins = [] }) => origins],
  ...URL_ROWS.flatMap(({ name, heading }) =>
    heading === undefined ? [] : [[lowerFirst(heading), ({ urls = {} }: Its) => urls[name] ?? []] as const],
  ),
  ['"Enable" leads to', ({ enableUrl }) => (enableUrl === undefined ? [] : [enableUrl])],
];

/** Where users and codes are sent and how the application proves who it is, once for all stacks where it is alike. */
const signInOf = ({ stacks }: ReportedPartner): string[] =>
  SIGN_IN.flatMap(([title, of]) =>
    [...Map.groupBy(stacks, (its) => of(its).join(", "))]
      .filter(([text]) => text !== "")
      .map(([text, alike]) => {
        const where = stacksInWords(
          alike.map(({ stack }) => stack),
          stacks.map(({ stack }) => stack),
        );
        return wrap(printable(`${title}${where === "" ? "" : `, ${where}`}: ${text}`), 2);
      }),
  );

/** What narrows them, once for all scopes of an API that are held alike. */
function limitsIn(held: readonly AccessRow[], its: readonly string[]): string[] {
  const alike = Map.groupBy(held, ({ api, subjectType, limits }) =>
    JSON.stringify([api, subjectType, limits]),
  );
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined || first.limits.length === 0) return [];
    const where = stacksInWords(
      its.filter((stack) => some.some(({ stacks }) => stacks.some((one) => one.stack === stack))),
      its,
    );
    const holder = [first.api, SUBJECT_TYPES_IN_WORDS[first.subjectType].sentence, where].filter(
      (part) => part !== "",
    );
    return [wrap(printable(`${holder.join(" ")}: ${first.limits.join("; ")}`), 2)];
  });
}

function changesIn(report: Report, paint: Paint): string {
  const mark = ({ change }: AccessChange) => (change === "added" ? paint("red", "+ added") : "- removed");
  const rows = changedAccess(report).map((changed) => [
    mark(changed),
    printable(partnerName(changed.access.partner, report)),
    `${printable(changed.access.api)}\n${printable(changed.access.scope)}`,
    `${holderInWords(changed.access, "word")}\n${printable(changed.stacks.join(", "))}`,
    routesIn(changed.access),
  ]);
  if (rows.length === 0) return "";
  const head = ["change", "partner", "API, scope", "for", "routes"];
  return `${paint("bold", "Access that changes")}\n${tableOf(head, [11, 13, 22, 12], rows)}`;
}

function callsIn({ calls }: Report, paint: Paint): string {
  if (calls.length === 0) return "";
  const lines = calls.map(
    (one) =>
      `  ${printable(one.stack)}: preview ${one.preview}, up ${updateCallsInWords(one)}, refresh ${one.refresh}`,
  );
  return [paint("bold", "Estimated Management API calls"), ...lines].join("\n");
}

function checksumsIn({ checksums }: Report, paint: Paint): string {
  if (checksums.length === 0) return "";
  const lines = checksums.map(({ stack, checksum }) => `  ${checksum}  ${printable(stack)}`);
  return [paint("bold", "Checksums"), ...lines].join("\n");
}
