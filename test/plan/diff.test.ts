import fc from "fast-check";
import { expect, test } from "vitest";
import { type Change, diff } from "../../src/plan/diff.ts";

test.for<{ name: string; before: object; after: object; changes: Change[] }>([
  { name: "nothing", before: {}, after: {}, changes: [] },
  { name: "a value", before: { a: 1 }, after: { a: 2 }, changes: [{ path: ["a"], before: 1, after: 2 }] },
  {
    name: "another type",
    before: { a: 1 },
    after: { a: "1" },
    changes: [{ path: ["a"], before: 1, after: "1" }],
  },
  { name: "false is not absence", before: {}, after: { a: false }, changes: [{ path: ["a"], after: false }] },
  { name: "null is not absence", before: { a: null }, after: {}, changes: [{ path: ["a"], before: null }] },
  {
    name: "a record added whole",
    before: {},
    after: { a: { b: 1 } },
    changes: [{ path: ["a"], after: { b: 1 } }],
  },
  {
    name: "a record removed whole",
    before: { a: { b: 1 } },
    after: {},
    changes: [{ path: ["a"], before: { b: 1 } }],
  },
  { name: "an empty record", before: {}, after: { a: {} }, changes: [{ path: ["a"], after: {} }] },
  {
    name: "lists whole",
    before: { a: ["x", "y"] },
    after: { a: ["y"] },
    changes: [{ path: ["a"], before: ["x", "y"], after: ["y"] }],
  },
  {
    name: "a list in the place of a record",
    before: { a: { 0: "x" } },
    after: { a: ["x"] },
    changes: [{ path: ["a"], before: { 0: "x" }, after: ["x"] }],
  },
  {
    name: "deep ones, in the order of their paths",
    before: { b: { d: 1, c: { e: 1 } }, a: 1 },
    after: { a: 2, b: { c: { e: 2 }, d: 2 } },
    changes: [
      { path: ["a"], before: 1, after: 2 },
      { path: ["b", "c", "e"], before: 1, after: 2 },
      { path: ["b", "d"], before: 1, after: 2 },
    ],
  },
  {
    name: "a key that every object inherits",
    before: {},
    after: { constructor: { a: 1 }, toString: 1 },
    changes: [
      { path: ["constructor"], after: { a: 1 } },
      { path: ["toString"], after: 1 },
    ],
  },
  {
    name: "a key that every object inherits, gone",
    before: JSON.parse('{"__proto__":{"a":1},"valueOf":1}'),
    after: {},
    changes: [
      { path: ["__proto__"], before: { a: 1 } },
      { path: ["valueOf"], before: 1 },
    ],
  },
])("$name", ({ before, after, changes }) => {
  expect(diff(before, after)).toStrictEqual(changes);
});

test("keys in another order are not a change", () => {
  expect(diff({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } })).toEqual([]);
});

/** Records as plans have them: deep, with lists, and with names that objects inherit. */
const records = fc.dictionary(
  fc.oneof(fc.constantFrom("a", "b", "constructor", "toString"), fc.string()),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.boolean(),
      fc.nat(3),
      fc.constantFrom("x", "y"),
      fc.array(fc.constantFrom("x", "y"), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom("a", "b", "valueOf"), tie("value")),
    ),
  })).value,
);

const mirrored = ({ path, ...sides }: Change): Change => ({
  path,
  ...("after" in sides && { before: sides.after }),
  ...("before" in sides && { after: sides.before }),
});

/** `before` with the changes made to it. */
function apply(before: object, changes: readonly Change[]): object {
  const result = structuredClone(before) as Record<string, unknown>;
  for (const { path, after } of changes) {
    let parent = result;
    for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
    const key = path.at(-1) ?? "";
    if (after === undefined) delete parent[key];
    else
      Object.defineProperty(parent, key, {
        value: after,
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
  return result;
}

test("a plan does not differ from itself or from its copy", () => {
  fc.assert(
    fc.property(records, (a) => {
      expect(diff(a, a)).toEqual([]);
      expect(diff(a, structuredClone(a))).toEqual([]);
    }),
  );
});

test("the way back is the mirror of the way there", () => {
  fc.assert(
    fc.property(records, records, (a, b) => {
      expect(diff(b, a)).toStrictEqual(diff(a, b).map(mirrored));
    }),
  );
});

test("the changes, made, turn one into the other", () => {
  fc.assert(
    fc.property(records, records, (a, b) => {
      expect(apply(a, diff(a, b))).toEqual(b);
    }),
  );
});
