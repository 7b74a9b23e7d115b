// One input → what check, review and explain do with it, and whether that is all right.
import assert from "node:assert/strict";
import { explain, type Question } from "../../../src/access/answer.ts";
import { only, planAll } from "../../../src/cli/plans.ts";
import { renderFindings } from "../../../src/cli/render-findings.ts";
import { reportOf, type Sources } from "../../../src/cli/review-report.ts";
import { compareFindings, type Place } from "../../../src/finding.ts";
import { LOAD_RULES } from "../../../src/load/load-rules.ts";
import { type Checked, checkDeclarations, compareDeclarations } from "../../../src/pipeline.ts";
import { buildReport } from "../../../src/review/build.ts";
import { renderComment } from "../../../src/review/render/comment.ts";
import { renderExplanation } from "../../../src/review/render/explanation.ts";
import { renderHtml } from "../../../src/review/render/html.ts";
import { renderJson } from "../../../src/review/render/json.ts";
import { renderMarkdown } from "../../../src/review/render/markdown.ts";
import { renderText } from "../../../src/review/render/text.ts";
import { type Report, reportSchema } from "../../../src/review/review.ts";
import { COMPARED_RULES } from "../../../src/rules/compared.ts";
import { DATES } from "../../../src/rules/dates.ts";
import { RULES } from "../../../src/rules/index.ts";
import { safeJson } from "../../../src/text.ts";
import { assertPlans } from "./invariants.ts";
import type { Content } from "./mutation.ts";
import { sourceOf } from "./mutations.ts";
import {
  assertAnnotations,
  assertMarkdown,
  assertNoSecret,
  assertPage,
  assertPainted,
  assertPlain,
} from "./outputs.ts";

const TODAY = "2026-11-24";
const KNOWN_RULES = new Set([...RULES, ...LOAD_RULES, ...COMPARED_RULES].map(({ id }) => id));

export interface Input {
  /** What was changed. */
  readonly world: ReadonlyMap<string, Content>;
  /** What it was before: the base of the review. */
  readonly before: ReadonlyMap<string, Content>;
  /** 0 to 11: which of the costlier questions are asked about this input. */
  readonly turn: number;
}

export interface Verdict {
  readonly isAccepted: boolean;
  readonly rules: readonly string[];
}

/** Files that a finding may be about although nobody can read them. */
const ABSENT = new Set(["tenant.yaml", "Pulumi.yaml", "partners", "apis", "."]);

function assertPlace(
  { file, line, column, endColumn }: Place,
  checked: Checked,
  { world, before }: Input,
): void {
  const where = `${file}:${line}:${column}-${endColumn}`;
  const text = checked.documents.get(file)?.text;
  if (text === undefined) {
    assert.ok(
      world.has(file) || before.has(file) || ABSENT.has(file),
      `${where} is about a file that is not there`,
    );
    assert.deepEqual([line, column], [1, 1], `${where} is a place in a file that cannot be read`);
    return;
  }
  const row = text.split("\n")[line - 1];
  assert.ok(row !== undefined, `${where} lies behind the last line`);
  assert.ok(column >= 1 && column <= row.length + 1, `${where} lies outside its line`);
  assert.ok(
    endColumn > column && endColumn <= Math.max(row.length + 1, column + 1),
    `${where} ends outside its line`,
  );
}

function assertFindings(checked: Checked, input: Input): void {
  const { findings } = checked;
  assert.deepEqual(findings, findings.toSorted(compareFindings), "findings are not in order");
  for (const finding of findings) {
    assert.ok(KNOWN_RULES.has(finding.rule), `there is no rule ${finding.rule}`);
    for (const text of [finding.what, finding.why, finding.fix]) assert.notEqual(text, "");
    for (const place of [finding, ...(finding.also ?? [])]) assertPlace(place, checked, input);
  }
  const texts = (["text", "json", "github"] as const).map((format) =>
    renderFindings(checked, format, { color: false, pathOf: (file) => file }),
  );
  const [text = "", json = "", github = ""] = texts;
  assertPlain(text, "check");
  assertPlain(json, "check --format json");
  assertAnnotations(github, findings);
  assertPainted(renderFindings(checked, "text", { color: true, pathOf: (file) => file }), text, "check");
  assert.equal(JSON.parse(json).findings.length, findings.length);
  for (const one of texts) assertNoSecret(one, "check");
}

function ask(sources: Omit<Sources, "sums">): Report {
  const refuse = (): never => assert.fail("a stack that nobody asked for is unknown");
  return reportOf({ ...sources, sums: () => ({}), stacks: [], today: TODAY }, refuse);
}

/** The review in its four formats, as one text. */
function rendered(report: Report, turn: number): string {
  const text = renderText(report, { color: false });
  const markdown = renderMarkdown(report);
  const html = renderHtml(report);
  const json = renderJson(report);
  assertPlain(text, "review");
  assertPlain(json, "review --format json");
  assertPage(html);
  const comment = renderComment(report);
  assert.ok(comment.length < 65_536, "the comment is too long for GitHub");
  if (turn % 2 === 0) {
    assertMarkdown(markdown);
    if (comment !== markdown) assertMarkdown(comment);
  }
  if (turn % 4 === 0) {
    assertPainted(renderText(report, { color: true }), text, "review");
    assert.deepEqual(reportSchema.parse(JSON.parse(json)), JSON.parse(json));
  }
  return [text, markdown, html, json].join("\n");
}

function assertExplained(plans: ReturnType<typeof planAll>, turn: number): void {
  const partners = [...new Set([...plans.values()].flatMap((plan) => Object.keys(plan.partners)))];
  const [api] = [...plans.values()].flatMap((plan) => Object.values(plan.apis));
  const scopes = ["read:contacts", "constructor", ...(api?.scopes.slice(0, 1).map(({ name }) => name) ?? [])];
  const [route = "GET /"] = Object.keys(api?.routes ?? {});
  const [method = "", path = ""] = route.split(" ");
  for (const partner of partners.slice(0, 2)) {
    const questions: Question[] = [
      { partner },
      { partner, scope: scopes[turn % scopes.length] ?? "" },
      { partner, route: { method, path: path.replace(/\{[^}]*\}/g, "42") } },
    ];
    for (const question of questions) {
      const explanation = explain(only(plans, []), question);
      assertPlain(renderExplanation(explanation, { color: false }), "explain");
      assertPlain(safeJson(explanation), "explain --format json");
    }
  }
}

/** Rules that only a date can break: review takes what was declared, whatever the day. */
const OF_TIME = new Set(DATES.map(({ id }) => id));

/** The review as the command makes it of what was checked. */
function reportOn({ workspace, findings }: Checked): Report {
  const now = findings.filter(({ rule }) => !OF_TIME.has(rule));
  return buildReport({ head: now.length > 0 ? new Map() : planAll(workspace), today: TODAY, findings: now });
}

/** In a quarter of the turns with a base, in another once more from the files. */
function reviewed(checked: Checked, { world, before, turn }: Input): Report {
  const head = sourceOf(world);
  const base = { source: sourceOf(before), revision: "origin/main", problems: [] };
  if (turn % 4 === 0) return ask({ head, base });
  const report = reportOn(checked);
  if (turn % 4 === 2)
    assert.equal(renderJson(ask({ head })), renderJson(report), "one input has two reviews");
  // What was wrong before must not hide what is right now.
  if (turn === 5) rendered(ask({ head: base.source, base: { ...base, source: head } }), turn);
  if (turn === 7) assertFindings(compareDeclarations(checked, base.source), { world, before, turn });
  return report;
}

/**
 * Throws, with what is wrong, when a command crashes, says something in the wrong place, prints what it must not,
 * says two things of one input, or accepts what cannot be planned as it is written.
 */
export function judge(input: Input): Verdict {
  const { world, turn } = input;
  const checked = checkDeclarations(sourceOf(world), TODAY);
  assertFindings(checked, input);
  const report = reviewed(checked, input);
  const text = rendered(report, turn);
  const isAccepted = report.findings.length === 0;
  if (isAccepted) {
    assert.ok(report.checksums.length > 0, "nothing was planned of an input without findings");
    const plans = planAll(checked.workspace);
    assertPlans(plans, world);
    assertExplained(plans, turn);
  } else assertNoSecret(text, "review");
  return { isAccepted, rules: checked.findings.map(({ rule }) => rule) };
}
