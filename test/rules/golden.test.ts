import { expect, test } from "vitest";
import { checkDeclarations } from "../../src/pipeline.ts";
import { RULES } from "../../src/rules/index.ts";
import { goldens, ruleOf, sourceOf } from "../support/golden.ts";

const IDS = RULES.map(({ id }) => id);

test.for(goldens("err"))("err/$name breaks its rule and no other", (golden) => {
  const { findings } = checkDeclarations(sourceOf(golden.text));
  expect([...new Set(findings.map(({ rule }) => rule))]).toEqual([ruleOf(golden, IDS)]);
});

test.for(goldens("ok"))("ok/$name breaks nothing", (golden) => {
  expect(checkDeclarations(sourceOf(golden.text)).findings).toEqual([]);
});

test.for(["ok", "err"] as const)("every rule has an example in %s/", (kind) => {
  const shown = new Set(goldens(kind).map((golden) => ruleOf(golden, IDS)));
  expect(IDS.filter((id) => !shown.has(id))).toEqual([]);
});
