// Findings → text for people, JSON for programs, annotations for GitHub, or SARIF for dashboards.
import { styleText } from "node:util";
import { type Finding, isError, type Place } from "../finding.ts";
import type { UsedFeature } from "../model/feature.ts";
import { page } from "../model/pages.ts";
import type { Checked } from "../pipeline.ts";
import { headed, labelled, plural, printable, safeJson } from "../text.ts";
import type { Format } from "./finding-formats.ts";
import { frame } from "./frame.ts";
import { sarifOf } from "./sarif.ts";

interface Style {
  readonly color: boolean;
  /** A file of the root, as the reader finds it. */
  pathOf(file: string): string;
  /** What is right, and depends on something else; SARIF, which is about findings, leaves it out. */
  readonly features?: readonly UsedFeature[];
}

const MOST_NAMED = 3;

/** `private_key_jwt needs the Enterprise plan (acme-cms and 2 more partners)` */
const featureNote = ({ name, needs, partners }: UsedFeature): string =>
  `${name} needs ${needs} (${names(partners)})`;

function names(partners: readonly string[]): string {
  const more = partners.length - MOST_NAMED;
  const named = partners.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${named} and ${plural(more, "more partner")}` : named;
}

type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

/** `8 partners, 1 API, 3 stacks: no findings`, or how many there are. */
export function summary({ workspace: { partners, apis, stacks }, findings }: Checked): string {
  if (findings.length === 0)
    return `${plural(partners.size, "partner")}, ${plural(apis.size, "API")}, ${plural(stacks.size, "stack")}: no findings`;
  const files = new Set(findings.map(({ file }) => file));
  const errors = findings.filter(isError).length;
  const warnings = findings.length - errors;
  const counts = [
    ...(errors > 0 ? [plural(errors, "finding")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  return `${counts.join(" and ")} in ${plural(files.size, "file")}`;
}

const anchorOf = ({ rule }: Finding) => page(`docs/rules.md#${rule}`);

/** One line of a document's text, without its end. */
function lineOf(text: string, line: number): string {
  let start = 0;
  for (let count = 1; count < line; count++) start = text.indexOf("\n", start) + 1;
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, "");
}

function renderText({ findings, documents, ...rest }: Checked, style: Style): string {
  const { color, pathOf } = style;
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const placeOf = ({ file, line, column }: Place) => printable(`${pathOf(file)}:${line}:${column}`);
  const blocks = findings.map((finding) => {
    const margin = " ".repeat(String(finding.line).length + 1);
    const line = lineOf(documents.get(finding.file)?.text ?? "", finding.line);
    const shown = line === "" ? undefined : frame(line, finding.column, finding.endColumn);
    const source = shown && [
      paint("dim", `${margin}|`),
      `${paint("dim", `${finding.line} |`)} ${shown.source}`,
      `${paint("dim", `${margin}|`)} ${paint("red", shown.carets)}`,
    ];
    const severity = isError(finding) ? paint("red", "error") : paint("yellow", "warning");
    return [
      headed(`${paint("bold", placeOf(finding))}: ${severity}:`, `${finding.what} [${finding.rule}]`),
      ...(source ?? []),
      ...(finding.also ?? []).map((also) => labelled(`${margin}= also: `, `${placeOf(also)}: ${also.what}`)),
      labelled(`${margin}= why: `, finding.why),
      labelled(`${margin}= fix: `, finding.fix),
      `${margin}= see: ${anchorOf(finding)}`,
      "",
    ].join("\n");
  });
  const notes = (style.features ?? []).map((one) => `${labelled("note: ", featureNote(one))}\n`).join("");
  return [...blocks, `${notes}${summary({ findings, documents, ...rest })}\n`].join("\n");
}

function renderJson(checked: Checked, { features = [] }: Style): string {
  const { findings, workspace } = checked;
  const { partners, apis, stacks } = workspace;
  const counts = { partners: partners.size, apis: apis.size, stacks: stacks.size, findings: findings.length };
  const described = findings.map((finding) => ({
    severity: "error",
    ...finding,
    see: anchorOf(finding),
  }));
  return `${safeJson({ format: 1, counts, findings: described, features })}\n`;
}

const escapeData = (text: string) =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string) => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (read 2026-11) */
function renderGithub(checked: Checked, style: Style): string {
  const lines = checked.findings.map((finding) => {
    const { line, column, endColumn, rule, what, why, fix, also = [] } = finding;
    const properties = {
      file: printable(style.pathOf(finding.file)),
      line: String(line),
      col: String(column),
      endColumn: String(endColumn),
      title: rule,
    };
    const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
    const others = also.map((other) => `also: ${style.pathOf(other.file)}:${other.line}: ${other.what}`);
    const message = [what, ...others, `why: ${why}`, `fix: ${fix}`, `see: ${anchorOf(finding)}`];
    return `::${isError(finding) ? "error" : "warning"} ${list.join(",")}::${escapeData(message.map(printable).join("\n"))}`;
  });
  const notes = (style.features ?? []).map((one) => `::notice::${escapeData(featureNote(one))}`);
  return [...lines, ...notes, summary(checked), ""].join("\n");
}

const RENDERERS: Readonly<Record<Format, (checked: Checked, style: Style) => string>> = {
  text: renderText,
  json: renderJson,
  github: renderGithub,
  sarif: (checked, { pathOf }) => `${safeJson(sarifOf(checked, pathOf))}\n`,
};

/** Every finding and a summary; nothing of a declaration can reach a terminal or a log as a command. */
export const renderFindings = (checked: Checked, format: Format, style: Style): string =>
  RENDERERS[format](checked, style);
