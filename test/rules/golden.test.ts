import { expect, test } from "vitest";
import { renderFindings } from "../../src/cli/render-findings.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { RULES } from "../../src/rules/index.ts";
import { goldens, ruleOf, sourceOf } from "../support/golden.ts";

/** The day on which the examples are checked; docs/rules.md shows what they say then. */
const TODAY = "2026-11-24";
const IDS = RULES.map(({ id }) => id);

test.for(goldens("err"))("err/$name breaks its rule and no other", async (golden) => {
  const checked = checkDeclarations(sourceOf(golden.text), TODAY);
  expect([...new Set(checked.findings.map(({ rule }) => rule))]).toEqual([ruleOf(golden, IDS)]);
  const text = renderFindings(checked, "text", { color: false, pathOf: (file) => file });
  await expect(text).toMatchFileSnapshot(`../../${golden.out}`);
});

test.for(goldens("ok"))("ok/$name breaks nothing", (golden) => {
  expect(checkDeclarations(sourceOf(golden.text), TODAY).findings).toEqual([]);
});

test.for(["ok", "err"] as const)("every rule has an example in %s/", (kind) => {
  const shown = new Set(goldens(kind).map((golden) => ruleOf(golden, IDS)));
  expect(IDS.filter((id) => !shown.has(id))).toEqual([]);
});
