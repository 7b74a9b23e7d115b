import { describe, expect, test } from "vitest";
import { renderComment } from "../../../src/review/render/comment.ts";
import { renderMarkdown } from "../../../src/review/render/markdown.ts";
import type { Consequence, Report, Severity } from "../../../src/review/review.ts";
import { change, inventory, refused, unchanged } from "../../support/report.ts";

/** What GitHub takes, less what is before the review. */
const LONGEST = 57_000;

const consequence = (severity: Severity, index: number, what: string): Consequence => ({
  rule: `${severity}-rule`,
  severity,
  subject: { kind: "partner", id: `partner-${index}` },
  what,
  explanation: "Look at it.",
  stacks: ["prod"],
  partners: [`partner-${index}`],
});

const many = (severity: Severity, count: number, length: number): Consequence[] =>
  Array.from({ length: count }, (_, i) =>
    consequence(severity, i, `Start ${severity} ${i} ${"x".repeat(length)} end.`),
  );

const withThose = (...consequences: Consequence[]): Report => ({ ...change(), consequences });

test("is the whole review where that fits", () => {
  for (const report of [inventory(), change(), unchanged(), refused()])
    expect(renderComment(report)).toBe(renderMarkdown(report));
});

test("of one sentence that is longer than a comment shows its beginning and its end, and the Markdown all of it", () => {
  const callbacks = Array.from({ length: 330 }, (_, i) => `https://cb.acme.example/${i}/${"x".repeat(200)}`);
  const what = `Acme CMS gets authorization codes at https://evil.example/, ${callbacks.join(", ")}.`;
  const report = withThose(consequence("high", 0, what), consequence("low", 1, "Something small."));
  const comment = renderComment(report);
  expect(comment.length).toBeLessThan(LONGEST);
  expect(comment).toMatch(/- \*\*high\*\* .*evil\.example.* … \(\d+ more characters\) … /);
  expect(comment).toContain("1 high shortened, without explanation");
  expect(renderMarkdown(report)).toContain(`cb.acme.example/329/${"x".repeat(200)}`);
});

describe.for([
  {
    name: "many of each",
    all: [...many("high", 20, 300), ...many("medium", 300, 300), ...many("low", 300, 300)],
  },
  { name: "long high ones", all: [...many("high", 60, 5000), ...many("medium", 10, 100)] },
  { name: "hundreds of high ones", all: many("high", 190, 5000) },
])("with $name", ({ all }) => {
  const comment = renderComment(withThose(...all));

  test("it fits, says so first, and keeps the checksums", () => {
    expect(comment.length).toBeLessThan(LONGEST);
    expect(comment.indexOf("Too long for a comment")).toBeLessThan(comment.indexOf("- **high**"));
    for (const { checksum } of change().checksums) expect(comment).toContain(checksum);
  });

  test("every high one has its line", () => {
    for (const { what } of all.filter(({ severity }) => severity === "high"))
      expect(comment).toContain(what.slice(0, 15));
  });

  test("what is left out is named with its severity and counted", () => {
    for (const severity of ["medium", "low"] as const) {
      const its = all.filter((one) => one.severity === severity);
      const shown = its.filter(({ what }) => comment.includes(what.slice(0, 17)));
      if (its.length === shown.length) continue;
      expect(comment).toContain(`${its.length} ${severity} only counted`);
      expect(comment).toContain(`- **${severity}** ${its.length} of `);
    }
  });
});

test("with thousands of high ones counts them by rule and subject", () => {
  const comment = renderComment(withThose(...many("high", 3000, 400)));
  expect(comment.length).toBeLessThan(LONGEST);
  expect(comment).toContain("- **high** 3000 of `high-rule`: `partner-0`");
  expect(comment).toContain("and 2995 more");
});

test("of many findings shows the first, and how many more there are", () => {
  const [finding] = refused().findings;
  if (!finding) throw new Error("no finding");
  const findings = Array.from({ length: 1000 }, (_, line) => ({ ...finding, line }));
  const comment = renderComment({ ...refused(), findings });
  expect(comment.length).toBeLessThan(LONGEST);
  expect(comment).toMatch(/\d+ findings more; `check` shows all/);
});
