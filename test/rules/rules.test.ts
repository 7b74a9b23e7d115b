import { expect, test } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { placesOf, workspace } from "../support/workspace.ts";

test.for(RULES.map((rule) => ({ rule, id: rule.id })))("$id holds in the valid world", ({ rule }) => {
  expect(placesOf(rule, workspace())).toEqual([]);
});

test("ids are unique and kebab-case", () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

test("titles are sentences; reasons are fragments", () => {
  for (const { id, title, why, source } of RULES) {
    expect(title, id).toMatch(/^\S.*\.$/);
    expect(why, id).not.toMatch(/\.$/);
    expect(source, id).toMatch(
      /^https:\/\/(auth0\.com\/docs|www\.pulumi\.com\/docs|www\.rfc-editor\.org\/rfc)\//,
    );
  }
});
