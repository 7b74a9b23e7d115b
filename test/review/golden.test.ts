// Reviews as reviewers read them: each folder changes the small workspace, and holds what is said about it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reportOf } from "../../src/cli/review-report.ts";
import { renderHtml } from "../../src/review/render/html.ts";
import { renderJson } from "../../src/review/render/json.ts";
import { renderMarkdown } from "../../src/review/render/markdown.ts";
import { renderText } from "../../src/review/render/text.ts";
import { type Report, reportSchema } from "../../src/review/review.ts";
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
      sums: () => ({}),
      ...(base && { base }),
      stacks: [],
      today: DAYS[situation] ?? TODAY,
    },
    (stack) => {
      throw new Error(`no stack ${stack}`);
    },
  );
}

/** In place of every checksum: a property that all plans gain changes no review but those that tell it. */
const MASK = "checksum".repeat(8);

const masked = (text: string, { checksums }: Report) =>
  checksums.reduce((shown, { checksum }) => shown.replaceAll(checksum, MASK), text);

test("there are at least 25 situations", () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(25);
});

test.for(SITUATIONS)("%s", async (situation) => {
  const report = reviewOf(situation);
  expect(reportSchema.parse(report)).toEqual(report);
  const isGolden = (format: string, text: string) =>
    expect(masked(text, report)).toMatchFileSnapshot(`../golden/review/${situation}/review.${format}`);
  await isGolden("txt", renderText(report, { color: false }));
  await isGolden("md", renderMarkdown(report));
  await isGolden("json", renderJson(report));
  if (PAGES.includes(situation)) await isGolden("html", renderHtml(report));
});
