import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rulesPage } from "../../scripts/rules-page.ts";
import { LOAD_RULES } from "../../src/load/load-rules.ts";
import { RULES } from "../../src/rules/index.ts";
import { VANISHED } from "../../src/rules/vanished.ts";

test("docs/rules.md is up to date; npm run generate writes it", () => {
  expect(readFileSync("docs/rules.md", "utf8")).toBe(rulesPage());
});

test("every rule has its own heading, which findings link to", () => {
  const headings = rulesPage().match(/^##+ .*$/gm) ?? [];
  const ids = [...LOAD_RULES, ...RULES, VANISHED].map(({ id }) => id);
  expect(headings.filter((heading) => heading.startsWith("### "))).toEqual(ids.map((id) => `### ${id}`));
  expect(new Set(headings.map((heading) => heading.replace(/^#+ /, "").toLowerCase())).size).toBe(
    headings.length,
  );
});
