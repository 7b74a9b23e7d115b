// A drift report → text for a terminal, Markdown for an issue or a summary, or JSON for programs.
import { styleText } from "node:util";
import { codeSpan, inline, markdownTable } from "../render/markdown-escape.ts";
import { labelled, plural, printable, redact, safeJson } from "../text.ts";
import type { Drift, DriftReport } from "./drift.ts";
import { DRIFT_SEVERITIES, type DriftSeverity } from "./rules/rule.ts";

export const DRIFT_FORMATS = ["text", "markdown", "json"] as const;
/** How `drift` prints. */
export type DriftFormat = (typeof DRIFT_FORMATS)[number];

/** `1 alarm, 2 findings`, or `no drift`; then what was compared and what it took. */
export function driftSummary({ stack, domain, partners, calls, drift }: DriftReport): string {
  const counts = DRIFT_SEVERITIES.map((severity) => ({
    severity,
    count: drift.filter((one) => one.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const told = counts.map(({ severity, count }) => plural(count, severity)).join(", ") || "no drift";
  return `${told}: stack ${stack} of ${plural(partners, "partner")}, tenant ${domain}, ${plural(calls, "Management API call")}`;
}

const subjectOf = ({ subject: { kind, id, clientId } }: Drift): string =>
  `${kind} ${id}${clientId === undefined ? "" : ` (${clientId})`}`;

const LONGEST_VALUE = 300;

/** A value on one line; code of an Action would fill screens. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = redact(typeof value === "string" ? value : JSON.stringify(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Both sides, where there is anything to compare. */
const sidesOf = ({ declared, live }: Drift): readonly (readonly [string, string])[] =>
  declared === undefined && live === undefined
    ? []
    : [
        ["tenant", shown(live)],
        ["files", shown(declared)],
      ];

type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

const COLOURS: Readonly<Record<DriftSeverity, Parameters<typeof styleText>[0]>> = {
  alarm: ["bold", "red"],
  finding: "yellow",
  note: "cyan",
};

function renderText(report: DriftReport, color: boolean): string {
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const blocks = report.drift.map((one) =>
    [
      `${paint(COLOURS[one.severity], one.severity)}: ${paint("bold", printable(subjectOf(one)))}: ${printable(one.what)} [${one.rule}]`,
      ...sidesOf(one).map(([side, text]) => labelled(`  = ${side}: `, text)),
      labelled("  = why: ", one.why),
      labelled("  = do: ", one.todo),
      "",
    ].join("\n"),
  );
  return [...blocks, `${printable(driftSummary(report))}\n`].join("\n");
}

/** GitHub cuts nothing and refuses everything that is longer; a job's summary holds far more. */
const MOST_ROWS = 200;

function renderMarkdown(report: DriftReport): string {
  const rows = report.drift
    .slice(0, MOST_ROWS)
    .map((one) => [
      one.severity,
      codeSpan(subjectOf(one)),
      [inline(one.what), ...sidesOf(one).map(([side, text]) => `${side}: ${codeSpan(text)}`)].join("<br>"),
      inline(one.todo),
      codeSpan(one.rule),
    ]);
  const parts = [
    `**${inline(driftSummary(report))}**`,
    ...(rows.length > 0 ? [markdownTable(["", "what", "how it differs", "what to do", "rule"], rows)] : []),
    ...(report.drift.length > MOST_ROWS ? [`${report.drift.length - MOST_ROWS} more are not shown.`] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Nothing of a tenant or a declaration reaches a terminal, a page or a log as a command. */
export function renderDrift(report: DriftReport, format: DriftFormat, color: boolean): string {
  switch (format) {
    case "text":
      return renderText(report, color);
    case "markdown":
      return renderMarkdown(report);
    case "json":
      return `${safeJson(report)}\n`;
  }
}
