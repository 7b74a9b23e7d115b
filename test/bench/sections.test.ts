import { expect, test } from "vitest";
import { parseSizes, SECTIONS, selectSections } from "../../bench/sections.ts";

const ids = (sections: readonly { id: string }[]) => sections.map(({ id }) => id);

test("every section has an id, a heading and sizes of its own", () => {
  for (const key of ["id", "heading"] as const)
    expect(new Set(SECTIONS.map((section) => section[key])).size).toBe(SECTIONS.length);
  for (const { sizes } of SECTIONS) expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
});

test("no id means all, and ids come in the page's order", () => {
  expect(selectSections([])).toEqual(SECTIONS);
  expect(ids(selectSections(["preview", "commands"]))).toEqual(["commands", "preview"]);
});

test("an unknown id is refused by name, beside those there are", () => {
  expect(() => selectSections(["preview", "peview"])).toThrow(/"peview"; there are commands, preview/);
});

test.for([
  ["12", [12]],
  ["400,12,100", [12, 100, 400]],
  ["12,12", [12]],
  ["10000", [10_000]],
] as const)("sizes %s are %j", ([text, sizes]) => {
  expect(parseSizes(text)).toEqual(sizes);
});

test.for(["", "twelve", "12,", "0", "-1", "1.5", "1e1", "0x10", "10001", "99999999999"])(
  "sizes %j are refused",
  (text) => {
    expect(() => parseSizes(text)).toThrow(RangeError);
  },
);
