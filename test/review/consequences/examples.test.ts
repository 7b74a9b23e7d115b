import { describe, expect, test } from "vitest";
import { CONSEQUENCES, consequencesOf } from "../../../src/review/consequences/index.ts";
import { EXAMPLES, plansAround, TODAY } from "../../support/consequences.ts";

const isObservation = (id: string) =>
  CONSEQUENCES.some((rule) => rule.id === id && (rule.observe || rule.observeAll));

test("every rule has an example, and no other example is there", () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(CONSEQUENCES.map(({ id }) => id).sort());
});

describe("an example of each rule", () => {
  test.for(Object.entries(EXAMPLES))("%s", ([id, example]) => {
    const { base, head, ...beside } = plansAround(example);
    const found = consequencesOf(isObservation(id) ? undefined : base, head, TODAY, beside);
    expect(found.map(({ rule }) => rule)).toContain(id);
  });

  test.for(Object.entries(EXAMPLES).filter(([id]) => !isObservation(id)))(
    "%s is silent where nothing changes",
    ([, example]) => {
      const { head } = plansAround(example);
      expect(consequencesOf(head, head, TODAY)).toEqual([]);
    },
  );
});
