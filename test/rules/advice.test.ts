import { expect, test } from "vitest";
import { checkDeclarations } from "../../src/pipeline.ts";
import { writeOneOf } from "../../src/rules/advice.ts";
import { COMPANY } from "../support/company.ts";
import { filesBelow, memorySource } from "../support/memory-source.ts";

test.for([
  { names: [], says: "add one" },
  { names: ["dev"], says: 'write "dev"' },
  { names: ["dev", "prod"], says: 'write one of "prod", "dev"' },
])("of $names it says $says", ({ names, says }) => {
  expect(writeOneOf(names, "production", "add one")).toBe(says);
});

test("where nothing is declared that could be named, every fix still says what to do", () => {
  const files = Object.entries(filesBelow(COMPANY)).filter(([file]) => !/^apis\//.test(file));
  const { findings } = checkDeclarations(memorySource({ ...Object.fromEntries(files), "apis/x": "" }));
  expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["hosting-api-known"]));
  for (const { fix } of findings) expect(fix).not.toMatch(/(?:one of|write|add|known:)\s*$/);
});
