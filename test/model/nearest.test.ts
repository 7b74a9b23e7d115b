import { expect, test } from "vitest";
import { nearest, oneOf } from "../../src/model/nearest.ts";

const SCOPES = ["create:contacts", "delete:contacts", "read:contact-changes", "read:contacts"];

test.for([
  { near: "read:contact", meant: "read:contacts" },
  { near: "READ:CONTACTS", meant: "read:contacts" },
  { near: "delet:contacts", meant: "delete:contacts" },
  { near: "changes", meant: "read:contact-changes" },
  { near: "billing", meant: undefined },
  { near: "", meant: undefined },
])("$near was meant as $meant", ({ near, meant }) => {
  expect(nearest(SCOPES, near)).toBe(meant);
});

test("a dash and an underscore are the same letter", () => {
  expect(nearest(["is_first_party"], "is-first-party")).toBe("is_first_party");
});

test("two letters that changed places are one mistake", () => {
  expect(nearest(["name", "owner", "status"], "nmae")).toBe("name");
  expect(nearest(["dev", "prod"], "dve")).toBe("dev");
  expect(nearest(["name"], "enma")).toBeUndefined();
});

test("no more than a third of a name's letters may differ", () => {
  expect(nearest(["abcdef"], "abcdxy")).toBe("abcdef");
  expect(nearest(["abcdef"], "abcxyz")).toBeUndefined();
});

test("no names, no guess", () => {
  expect(nearest([], "x")).toBeUndefined();
  expect(oneOf([], "x")).toBe("");
});

test("at most eight names are listed, the likeliest first", () => {
  const names = Array.from({ length: 9 }, (_, i) => `stack-${i}`);
  expect(oneOf(names.slice(0, 8), "stack-7")).toMatch(/^"stack-7", /);
  expect(oneOf(names.slice(0, 8), "stack-7")).not.toContain("…");
  expect(oneOf(names, "stack-7").split(", ")).toHaveLength(9);
  expect(oneOf(names, "stack-7")).toMatch(/, …$/);
});

test("the order of the names does not change the answer", () => {
  expect(oneOf(SCOPES.toReversed(), "x")).toBe(oneOf(SCOPES, "x"));
});
