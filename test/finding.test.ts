import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFindings, type Finding, sortFindings } from "../src/finding.ts";
import { printable, quote, redact } from "../src/text.ts";

const finding = (change: Partial<Finding> = {}): Finding => ({
  file: "partners/acme.yaml",
  line: 1,
  column: 1,
  endColumn: 2,
  rule: "unknown-key",
  what: "a",
  why: "b",
  fix: "c",
  ...change,
});

test("findings are sorted by file, line, column, rule and text, each once", () => {
  const sorted = [
    finding({ file: "apis/z.yaml", line: 9 }),
    finding({ line: 2, column: 9 }),
    finding({ line: 10 }),
    finding({ line: 10, column: 2 }),
    finding({ line: 10, column: 2, what: "b" }),
    finding({ line: 10, column: 2, rule: "wrong-type" }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray([...sorted, ...sorted], { minLength: 2 * sorted.length }), (shuffled) => {
      expect(sortFindings(shuffled)).toEqual(sorted);
    }),
  );
});

test("the order of findings is total", () => {
  const anyFinding = fc
    .record({
      file: fc.constantFrom("a", "b"),
      line: fc.nat(2),
      column: fc.nat(2),
      what: fc.constantFrom("x", "y"),
    })
    .map(finding);
  fc.assert(
    fc.property(anyFinding, anyFinding, (a, b) => {
      expect(Math.sign(compareFindings(a, b))).toBe(-Math.sign(compareFindings(b, a)) + 0);
      if (compareFindings(a, b) === 0) expect(a).toEqual(b);
    }),
  );
});

test.for([
  { text: "read:contacts", shown: '"read:contacts"' },
  { text: 'say "hi" \\o/', shown: '"say \\"hi\\" \\\\o/"' },
  { text: "", shown: '""' },
  { text: "two\nlines", shown: '"two…"' },
  { text: "a\tb\u001b[2J\u202e##[x]", shown: '"a\\x09b\\x1b[2J\\u202e#\\x23[x]"' },
  { text: "x".repeat(80), shown: `"${"x".repeat(80)}"` },
  { text: "x".repeat(81), shown: `"${"x".repeat(80)}…"` },
  { text: "🚀".repeat(81), shown: `"${"🚀".repeat(80)}…"` },
  { text: "-----BEGIN PRIVATE KEY-----\nMC4CAQ", shown: '"-----BEGIN PRIVATE KEY-----…"' },
])("quote gives $shown", ({ text, shown }) => {
  expect(quote(text)).toBe(shown);
});

test("printable text has one line, and nothing to obey", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Surrogate}\u2028-\u202e\u2066-\u2069]|##\[/u);
    }),
  );
});

test.for([
  ["https://user:pass@acme.example/", "https://user:••••@acme.example/"],
  ["https:/\u{fffd}/user:pass@acme.example/", "https:/\u{fffd}/user:••••@acme.example/"],
  ["user:pa:ss@acme.example", "user:•••••@acme.example"],
  ['{"email":"api@acme.example"}', '{"email":"api@acme.example"}'],
  ["contact: api@acme.example", "contact: api@acme.example"],
])("the password of %j is not shown", ([text = "", shown]) => {
  expect(redact(text)).toBe(shown);
});

test("redacting keeps the length, so that columns stay true", () => {
  const parts = fc.constantFrom(
    "client_secret: ",
    "x".repeat(40),
    "aB3".repeat(20),
    "https://a:b@",
    "https:/-/a:b@",
    "\n",
    "é",
    " ",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string())), (texts) => {
      expect(redact(texts.join(""))).toHaveLength(texts.join("").length);
    }),
  );
});
