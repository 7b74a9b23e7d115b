// Reviews as reviewers read them: each folder changes the small workspace, and holds what is said about it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reportOf } from "../../src/cli/review-report.ts";
import { renderHtml } from "../../src/review/render/html.ts";
import { renderJson } from "../../src/review/render/json.ts";
import { renderMarkdown } from "../../src/review/render/markdown.ts";
import { renderText } from "../../src/review/render/text.ts";
import { reportSchema } from "../../src/review/report.ts";
import { filesOf } from "../support/golden.ts";
import { memorySource } from "../support/memory-source.ts";

const FOLDER = "test/golden/review";
const SITUATIONS = readdirSync(FOLDER).sort();

/** A day on which nothing is overdue. */
const TODAY = "2026-11-24";
const DAYS: Readonly<Record<string, string>> = { "contract-overdue": "2027-10-15" };
/** A page each for what is different about pages: without a base, with one, with findings, with hostile texts. */
const PAGES = ["contract-overdue", "sensitive-scope-added", "head-with-findings", "hostile-texts"];

/** The workspace changed by a file of the situation, if it has that. */
function changed(situation: string, file: string, from?: ReadonlyMap<string, string>) {
  const path = `${FOLDER}/${situation}/${file}`;
  return existsSync(path) ? filesOf(readFileSync(path, "utf8"), from) : undefined;
}

const sourceOf = (files: ReadonlyMap<string, string>) => memorySource(Object.fromEntries(files));

/** From the workspace, or what base.yaml makes of it, to what change.yaml makes of that; without it, no base. */
function reviewOf(situation: string) {
  const before = changed(situation, "base.yaml") ?? filesOf("# Pulumi.local.yaml\n");
  const after = changed(situation, "change.yaml", before);
  const base = after && { source: sourceOf(before), revision: "origin/main", problems: [] };
  return reportOf(
    {
      head: sourceOf(after ?? before),
      ...(base && { base }),
      stacks: [],
      today: DAYS[situation] ?? TODAY,
    },
    (stack) => {
      throw new Error(`no stack ${stack}`);
    },
  );
}

test("there are at least 25 situations", () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(25);
});

test.for(SITUATIONS)("%s", async (situation) => {
  const report = reviewOf(situation);
  expect(reportSchema.parse(report)).toEqual(report);
  const file = (format: string) => `../golden/review/${situation}/review.${format}`;
  await expect(renderText(report, { color: false })).toMatchFileSnapshot(file("txt"));
  await expect(renderMarkdown(report)).toMatchFileSnapshot(file("md"));
  await expect(renderJson(report)).toMatchFileSnapshot(file("json"));
  if (PAGES.includes(situation)) await expect(renderHtml(report)).toMatchFileSnapshot(file("html"));
});
