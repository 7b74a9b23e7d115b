import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rulesPage } from "../../scripts/rules-page.ts";
import { LOAD_RULES } from "../../src/load/load-rules.ts";
import { MADE_RULES } from "../../src/repository/stale.ts";
import { COMPARED_RULES } from "../../src/rules/compared.ts";
import { RULES } from "../../src/rules/index.ts";

test("docs/rules.md is up to date; npm run generate writes it", () => {
  expect(readFileSync("docs/rules.md", "utf8")).toBe(rulesPage());
});

test("every rule has its own heading, which findings link to", () => {
  const headings = rulesPage().match(/^##+ .*$/gm) ?? [];
  const ids = [...LOAD_RULES, ...RULES, ...COMPARED_RULES, ...MADE_RULES].map(({ id }) => id);
  expect(headings.filter((heading) => heading.startsWith("### "))).toEqual(ids.map((id) => `### ${id}`));
  expect(new Set(headings.map((heading) => heading.replace(/^#+ /, "").toLowerCase())).size).toBe(
    headings.length,
  );
});

test("an example shows no null: it removes a key only where examples are merged, and files may hold none", () => {
  const examples = [...rulesPage().matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  expect(examples.length).toBeGreaterThan(100);
  expect(examples.filter((text) => /: null$/m.test(text))).toEqual([]);
});
