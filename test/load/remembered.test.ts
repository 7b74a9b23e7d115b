// A text that was read before is not parsed again, and says the same wherever it comes from.
import { expect, test } from "vitest";
import { readDocument } from "../../src/load/document.ts";

const bytes = (text: string) => Buffer.from(text);

test("the same text of the same file is read once", () => {
  const first = readDocument("a.yaml", bytes("name: One\n"));
  expect(readDocument("a.yaml", bytes("name: One\n"))).toBe(first);
  expect(readDocument("a.yaml", bytes("name: Two\n")).value).toEqual({ name: "Two" });
});

test("another file with the same text has places of its own", () => {
  const text = bytes("name: [\n");
  const files = ["a.yaml", "b.yaml"].map((file) => readDocument(file, text).findings.map((it) => it.file));
  expect(files).toEqual([["a.yaml"], ["b.yaml"]]);
});

test("what was read long ago is forgotten: no more than a million characters are kept", () => {
  const text = (n: number) => bytes(`name: "${n} ${"x".repeat(300_000)}"\n`);
  const first = readDocument("a.yaml", text(0));
  for (const n of [1, 2]) readDocument("a.yaml", text(n));
  expect(readDocument("a.yaml", text(0))).toBe(first);
  for (const n of [3, 4, 5]) readDocument("a.yaml", text(n));
  expect(readDocument("a.yaml", text(0))).not.toBe(first);
});
