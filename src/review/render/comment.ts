// A report → the one comment of a pull request: all of it, or what fits, with what was left out named by severity.

import { codeSpan } from "../../render/markdown-escape.ts";
import { plural } from "../../text.ts";
import { type Consequence, type Report, SEVERITIES, type Severity } from "../review.ts";
import {
  checksumsTable,
  type Detail,
  detailsOf,
  findingLines,
  headingOf,
  itemOf,
  openingOf,
  renderMarkdown,
} from "./markdown.ts";
import { type Group, groupsOf } from "./summary.ts";

/**
 * GitHub refuses longer comments with "body is too long (maximum is 65536 characters)"; what scripts/comment.ts puts
 * before the review has its place too, and 8,000 that other version of the package has behind it. Counted in UTF-16 units, which are never fewer than characters.
 */
const LONGEST_REVIEW = 57_000;

/** How consequences of each severity are told: in so many characters, or counted by rule. */
type Level = Readonly<Record<Severity, Detail | "counted">>;

const short = (characters: number): Detail => ({ characters });

/** From the most to the least that is told. Of a high one something is always said. */
const LEVELS: readonly Level[] = [
  { high: "whole", medium: "whole", low: "whole" },
  { high: short(2000), medium: short(1000), low: short(500) },
  { high: short(2000), medium: short(1000), low: "counted" },
  { high: short(1000), medium: "counted", low: "counted" },
  { high: short(300), medium: "counted", low: "counted" },
  { high: short(120), medium: "counted", low: "counted" },
  { high: "counted", medium: "counted", low: "counted" },
];

/** Ids in a line that counts: more than these are many, no matter whose. */
const MOST_IDS = 5;

/** `- **high** 12 of `callback-new-host`: acme-cms, …`, for each rule. */
function countedLines(consequences: readonly Consequence[]): string[] {
  return [...Map.groupBy(consequences, ({ rule, severity }) => `${severity} ${rule}`).values()].flatMap(
    (all) => {
      const [first] = all;
      if (!first) return [];
      const ids = [...new Set(all.map(({ subject }) => subject.id))];
      const rest = ids.length - MOST_IDS;
      const named = ids.slice(0, MOST_IDS).map(codeSpan).join(", ");
      return [
        `- **${first.severity}** ${all.length} of ${codeSpan(first.rule)}: ${named}${rest > 0 ? ` and ${rest} more` : ""}`,
      ];
    },
  );
}

function groupAt(group: Group, report: Report, level: Level): string[] {
  const items = group.consequences.flatMap((one) => {
    const detail = level[one.severity];
    return detail === "counted" ? [] : [itemOf(one, report, detail)];
  });
  return items.length === 0 ? [] : [[headingOf(group), "", ...items].join("\n")];
}

/** What the comment does not have, worst first. */
function missingAt(report: Report, level: Level): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const its = report.consequences.filter((one) => one.severity === severity).length;
    const detail = level[severity];
    if (its === 0 || detail === "whole") return [];
    return [`${its} ${severity} ${detail === "counted" ? "only counted" : "shortened, without explanation"}`];
  });
  const tables = detailsOf(report).map(({ name }) => `without "${name}"`);
  return [...counts, ...tables].join("; ");
}

function commentAt(report: Report, level: Level): string {
  const counted = report.consequences.filter(({ severity }) => level[severity] === "counted");
  const lines = countedLines(counted);
  const blocks = [
    ...openingOf(report),
    `**Too long for a comment, so this is not all of it:** ${missingAt(report, level)}. Read the whole review before you approve.`,
    ...groupsOf(report).flatMap((group) => groupAt(group, report, level)),
    ...(lines.length === 0 ? [] : [["### Only counted here", "", ...lines].join("\n")]),
    checksumsTable(report),
  ];
  return `${blocks.filter((text) => text !== "").join("\n\n")}\n`;
}

/** Findings from the first one on, as many as fit. */
function findingsWithin(report: Report): string {
  const [all = ""] = findingLines(report);
  const opening = openingOf(report).join("\n\n");
  const items = all.split("\n- ");
  let left = LONGEST_REVIEW - opening.length - 200;
  const kept = items.filter((item) => {
    left -= item.length + 3;
    return left >= 0;
  });
  const rest = `**Too long for a comment:** ${plural(items.length - kept.length, "finding")} more; \`check\` shows all.`;
  return `${[opening, kept.join("\n- "), rest].join("\n\n")}\n`;
}

/** As much as one comment holds: what is high is shortened last, and never left out. Ends with a line feed. */
export function renderComment(report: Report): string {
  const whole = renderMarkdown(report);
  if (whole.length <= LONGEST_REVIEW) return whole;
  if (report.findings.length > 0) return findingsWithin(report);
  for (const level of LEVELS) {
    const comment = commentAt(report, level);
    if (comment.length <= LONGEST_REVIEW) return comment;
  }
  throw new Error("a comment that only counts by rule is too long");
}
