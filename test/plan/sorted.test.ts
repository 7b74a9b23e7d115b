import fc from "fast-check";
import { expect, test } from "vitest";
import { sortedRecord, sortedSet } from "../../src/plan/sorted.ts";

test("the order is by code unit: capitals first, and no locale puts ä beside a", () => {
  expect(sortedSet(["b", "ä", "a", "Z", "a-b", "aa"])).toEqual(["Z", "a", "a-b", "aa", "b", "ä"]);
  expect(
    Object.keys(
      sortedRecord([
        ["b", 1],
        ["ä", 2],
        ["a", 3],
        ["Z", 4],
      ]),
    ),
  ).toEqual(["Z", "a", "b", "ä"]);
});

test("the last of two values under one key holds", () => {
  expect(
    sortedRecord([
      ["a", 1],
      ["a", 2],
    ]),
  ).toEqual({ a: 2 });
});

test("keys that objects inherit are keys like any other", () => {
  const record = sortedRecord([
    ["constructor", 1],
    ["__proto__", 2],
  ]);
  expect(Object.entries(record)).toEqual([
    ["__proto__", 2],
    ["constructor", 1],
  ]);
});

test("sorting twice, or from another order, gives the same", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (values) => {
      const sorted = sortedSet(values);
      expect(sortedSet(values.toReversed())).toEqual(sorted);
      expect(sortedSet([...sorted, ...values])).toEqual(sorted);
      expect(new Set(sorted)).toEqual(new Set(values));
      expect(sorted).toHaveLength(new Set(values).size);
    }),
  );
});
