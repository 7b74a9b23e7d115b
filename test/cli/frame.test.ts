import fc from "fast-check";
import { expect, test } from "vitest";
import { frame } from "../../src/cli/frame.ts";

const shown = (line: string, column: number, endColumn: number) => {
  const { source, carets } = frame(line, column, endColumn);
  return `${source}\n${carets}`;
};

test.for([
  { name: "one word", line: "name: Acme", at: [7, 11], expected: "name: Acme\n      ^^^^" },
  { name: "the end of a line", line: "name:", at: [6, 7], expected: "name:\n     ^" },
  { name: "a tab", line: "\tname: 1", at: [8, 9], expected: "    name: 1\n          ^" },
  { name: "wide characters", line: "a: 🚀漢, b", at: [9, 10], expected: "a: 🚀漢, b\n         ^" },
  { name: "an accent of its own", line: "e\u0301: x", at: [5, 6], expected: "e\u0301: x\n   ^" },
  { name: "an escape sequence", line: "a\u001b[2J: x", at: [8, 9], expected: "a\\x1b[2J: x\n          ^" },
  { name: "a command", line: "a: ##[add-mask]", at: [4, 5], expected: "a: #•[add-mask]\n   ^" },
])("carets stand below $name", ({ line, at: [from = 1, to = 1], expected }) => {
  expect(shown(line, from, to)).toBe(expected);
});

test.for([
  { line: "client_secret: correct-horse", source: "client_secret: •••••••••••••" },
  { line: 'clientSecret: "x y z"', source: "clientSecret: •••••••" },
  { line: "  pem: |", source: "  pem: |" },
  { line: "  refresh_token: { token_lifetime: 90d }", source: "  refresh_token: { token_lifetime: 90d }" },
  { line: "token_lifetime: 3600s", source: "token_lifetime: 3600s" },
  { line: `x: ${"aB3".repeat(11)}`, source: `x: ${"•".repeat(33)}` },
  { line: `x: ${"0a".repeat(16)}`, source: `x: ${"•".repeat(32)}` },
  { line: `  MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtM`, source: `  ${"•".repeat(40)}` },
  { line: "enable_url: https://acme.example/our-app/enable/with-a-long-path", source: undefined },
  { line: "- https://me:s3cret@acme.example/cb", source: "- https://me:••••••@acme.example/cb" },
])("$line", ({ line, source }) => {
  expect(frame(line, 1, 2).source).toBe(source ?? line);
});

test("a long line is clipped around the carets, which stay below their text", () => {
  const line = `${"a".repeat(300)}HERE${"b".repeat(300)}`;
  const { source, carets } = frame(line, 301, 305);
  expect(source.length).toBeLessThan(110);
  expect(source.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  expect(source).toMatch(/^…a+HEREb+…$/);
});

test("any line gives at least one caret and no control character", () => {
  const any = fc.tuple(fc.string({ unit: "binary", maxLength: 300 }), fc.nat(400), fc.nat(400));
  fc.assert(
    fc.property(any, ([line, from, length]) => {
      const column = Math.min(from, line.length) + 1;
      const { source, carets } = frame(line, column, column + length + 1);
      expect(carets).toMatch(/^ *\^+$/);
      expect(source).not.toMatch(/\p{Cc}|##\[/u);
    }),
  );
});
