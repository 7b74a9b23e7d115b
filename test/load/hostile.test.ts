import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderFindings } from "../../src/cli/render-findings.ts";
import type { Finding } from "../../src/finding.ts";
import { decode } from "../../src/load/decode.ts";
import { readDocument } from "../../src/load/document.ts";
import { load } from "../../src/load/load.ts";
import { partnerSchema } from "../../src/model/partner.ts";
import { memorySource, validFiles } from "../support/memory-source.ts";

const FILE = "partners/acme-cms.yaml";
/** One file of each kind. */
const BASE = Object.fromEntries(
  Object.entries(validFiles()).filter(([file]) => !file.startsWith("partners/") || file === FILE),
);
const VALID = new TextDecoder().decode(BASE[FILE]);

function findingsOf(content: string | Uint8Array): Finding[] {
  return [...load(memorySource({ ...BASE, [FILE]: content })).findings];
}

const places = (content: string | Uint8Array) =>
  findingsOf(content).map(({ line, column, rule, what }) => `${line}:${column} [${rule}] ${what}`);

describe("encoding", () => {
  test.for([
    { name: "a byte order mark", content: `\ufeff${VALID}`, expected: [] },
    { name: "CRLF", content: VALID.replaceAll("\n", "\r\n"), expected: [] },
    {
      name: "joiners of scripts and emoji",
      content: VALID.replace("Acme CMS", "क्\u200dष 👩\u200d💻"),
      expected: [],
    },
    { name: "a real replacement character", content: VALID.replace("Acme", "Acme \ufffd"), expected: [] },
  ])("accepts $name", ({ content, expected }) => {
    expect(places(content)).toEqual(expected);
  });

  test("points at the first byte that is not UTF-8, behind replacement characters that are", () => {
    const latin1 = Buffer.concat([
      Buffer.from("name: \ufffd é \ufffd"),
      Buffer.of(0xe9),
      Buffer.from(" CMS\nx: 1"),
    ]);
    expect(places(latin1)).toEqual(["1:12 [file-encoding] a byte here is not UTF-8"]);
    const marked = Buffer.concat([Buffer.from("\ufeff\ufffd"), Buffer.of(0xff)]);
    expect(places(marked)).toEqual(["1:2 [file-encoding] a byte here is not UTF-8"]);
    const later = Buffer.concat([Buffer.from("\ufeffname: x\r\nowner: é"), Buffer.of(0xff)]);
    expect(places(later)).toEqual(["2:9 [file-encoding] a byte here is not UTF-8"]);
  });

  test("UTF-16 is not UTF-8", () => {
    expect(places(Buffer.from(`\ufeff${VALID}`, "utf16le"))).toEqual([
      "1:1 [file-encoding] a byte here is not UTF-8",
    ]);
  });

  test.for([
    { name: "NUL", text: "\0", shown: "\\x00" },
    { name: "escape", text: "\u001b[2J", shown: "\\x1b" },
    { name: "right-to-left override", text: "\u202e", shown: "\\u202e" },
    { name: "zero-width space", text: "\u200b", shown: "\\u200b" },
    { name: "lone carriage return", text: "\r", shown: "\\x0d" },
    { name: "line separator", text: "\u2028", shown: "\\u2028" },
    { name: "blank Braille cell", text: "\u2800", shown: "\\u2800" },
    { name: "note without a head", text: "\u{1d159}", shown: "\\u{1d159}" },
    { name: "filler of Khitan", text: "\u{16fe4}", shown: "\\u{16fe4}" },
    { name: "place for an object", text: "\ufffc", shown: "\\ufffc" },
    { name: "character that nobody gave a meaning", text: "\u0378", shown: "\\u0378" },
    { name: "noncharacter", text: "\ufdd0", shown: "\\ufdd0" },
    { name: "character of private use", text: "\ue000", shown: "\\ue000" },
  ])("refuses a raw $name", ({ text, shown }) => {
    const found = places(VALID.replace("Acme CMS", `Acme ${text}CMS`));
    expect(found).toContain(`1:12 [file-encoding] invisible character ${shown}`);
  });

  test("refuses a pile of marks, raw and as escapes, and takes what languages write", () => {
    const piled = places(VALID.replace("Acme CMS", `Acme${"\u0301".repeat(240)} CMS`));
    expect(piled).toContain("1:11 [file-encoding] more than 4 accents or other marks on one letter");
    const spelled = VALID.replace("Acme CMS", `"Acme${"\\u0301".repeat(5)} CMS"`);
    expect(places(spelled).join()).toContain("contains more than 4 accents or other marks on one letter");
    for (const name of ["Tiếng Việt", "Việt".normalize("NFD"), "नमस्ते", "שָׁלוֹם", "👩‍👩‍👧", "Ἀθῆναι"])
      expect(places(VALID.replace("Acme CMS", name))).toEqual([]);
  });

  test("refuses one that is spelled as an escape, in a value and in a key", () => {
    const content = VALID.replace("name: Acme CMS", '"name": "Acme \\u202eCMS"').replace(
      "owner",
      '"own\\u200ber"',
    );
    expect(places(content)).toEqual([
      '1:9 [file-encoding] text "Acme \\u202eCMS" contains an invisible character',
      '3:1 [file-encoding] text "own\\u200ber" contains an invisible character',
    ]);
  });
});

describe("any text", () => {
  const lines = VALID.split("\n");
  const anyYaml = fc
    .array(
      fc.oneof(
        fc.constantFrom(...lines),
        fc.constantFrom(
          "  ",
          "\t",
          "- ",
          "? ",
          ": ",
          "&a ",
          "*a",
          "<<: *a",
          "!x ",
          "|\n",
          '"',
          "'",
          "#",
          "---\n",
          "{",
          "[",
          "]",
        ),
        fc.constantFrom(
          "__proto__: 1",
          "constructor: {}",
          "é",
          "🚀",
          "\r\n",
          "\r",
          "\0",
          "\u202e",
          "~",
          "null",
          "010",
        ),
        fc.string({ unit: "binary", maxLength: 6 }),
      ),
      { maxLength: 30 },
    )
    .chain((parts) => fc.constantFrom("\n", "", " ").map((by) => parts.join(by)));
  const mutated = fc
    .tuple(fc.nat(VALID.length), fc.nat(40), fc.string({ unit: "binary", maxLength: 5 }))
    .map(([at, removed, added]) => VALID.slice(0, at) + added + VALID.slice(at + removed));
  const anyBytes = fc.oneof(
    anyYaml.map((text) => Buffer.from(text)),
    mutated.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );

  test("never throws, every finding lies in the file, and nothing dangerous is printed", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const loaded = load(memorySource({ ...BASE, [FILE]: bytes }));
        const { text = "" } = loaded.documents.get(FILE) ?? {};
        const rows = text.split("\n");
        for (const { file, line, column, endColumn, what, why, fix } of loaded.findings) {
          expect(file).toBe(FILE);
          expect(rows[line - 1]).toBeDefined();
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((rows[line - 1]?.length ?? 0) + 1);
          expect(endColumn).toBeGreaterThan(column);
          expect([what, why, fix].every((sentence) => sentence.length > 0)).toBe(true);
        }
        for (const format of ["text", "json", "github"] as const) {
          const printed = renderFindings(loaded, format, { color: false, pathOf: (file) => file });
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
          expect(printed).not.toMatch(/[\0-\t\x0b-\x1f\x7f-\x9f\u2028-\u202e]|##\[/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a file is decoded or reported", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { workspace, findings } = load(memorySource({ ...BASE, [FILE]: bytes }));
        expect(workspace.partners.has("acme-cms") || findings.length > 0).toBe(true);
        expect(workspace.partners.has("acme-cms")).toBe(!workspace.unreadable.has(FILE));
      }),
      { numRuns: 200 },
    );
  });

  test("every value of a valid file has a place of its own", () => {
    const document = readDocument(FILE, Buffer.from(VALID));
    expect(decode(partnerSchema, document).findings).toEqual([]);
    expect(document.locate(["grants", 0, "scopes", 0])).toMatchObject({
      line: 14,
      column: 14,
      endColumn: 27,
    });
    expect(document.locate(["grants", 0, "scopes"])).toMatchObject({ line: 14, column: 13, endColumn: 28 });
    expect(document.locate(["grants", 0, "scopes"], "key")).toMatchObject({
      line: 14,
      column: 5,
      endColumn: 11,
    });
    expect(document.locate(["grants"])).toMatchObject({ line: 11, column: 1, endColumn: 7 });
    expect(document.locate(["grants", 0])).toMatchObject({ line: 12, column: 5, endColumn: 18 });
    expect(document.locate(["contact", "phone"])).toMatchObject({ line: 4, column: 10 });
    expect(document.locate(["nothing", "here"])).toMatchObject({ line: 1, column: 1, endColumn: 5 });
    expect(document.locate([])).toMatchObject({ line: 1, column: 1 });
  });

  test("lines that end with CRLF have the same places", () => {
    const crlf = readDocument(FILE, Buffer.from(VALID.replaceAll("\n", "\r\n")));
    const lf = readDocument(FILE, Buffer.from(VALID));
    for (const path of [["name"], ["grants", 0], ["grants", 0, "scopes", 0], ["stacks", "prod"], []])
      expect(crlf.locate(path)).toEqual(lf.locate(path));
  });
});
