import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/finding.ts";
import { load } from "../../src/load/load.ts";
import { MAX_FILE_BYTES } from "../../src/load/source.ts";
import { MAX_DEPTH } from "../../src/load/yaml.ts";
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

describe("size", () => {
  const fill = (text: string) => text.repeat(Math.floor(MAX_FILE_BYTES / text.length));

  test.for(["[", "{", "- ", "? ", "a: ", "[,", "{a: ", '["', "- [ "])(
    "a file of %s is nested too deep",
    (text) => {
      expect(places(fill(text)).map((found) => found.split(" ")[1])).toContain("[yaml-nesting]");
    },
  );

  test("nesting ends at the limit, not before", () => {
    const nested = (depth: number) => `${VALID}x: ${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}\n`;
    expect(places(nested(MAX_DEPTH))).toEqual([expect.stringContaining("[unknown-key]")]);
    expect(places(nested(MAX_DEPTH + 1))).toEqual([expect.stringContaining("[yaml-nesting]")]);
  });

  test("an alias may not nest deeper than text may", () => {
    const chain = Array.from({ length: 60 }, (_, i) => `  - &a${i} [[${i === 0 ? "" : `*a${i - 1}`}]]`);
    expect(places(`${VALID}x:\n${chain.join("\n")}\n`)).toContainEqual(
      expect.stringContaining("[yaml-alias]"),
    );
  });

  test("an alias inside its anchor stands for nothing, even where an earlier anchor has the name", () => {
    expect(places(`${VALID}x: &a 1\ny: &a [*a]\n`)).toContainEqual(
      expect.stringContaining('[yaml-alias] alias "*a" names no anchor'),
    );
  });

  test("a few lines of aliases cannot stand for gigabytes", () => {
    const bomb = [..."abcdefghij"].map((name, i, all) => {
      const inside = i === 0 ? Array(9).fill("x") : Array(9).fill(`*${all[i - 1]}`);
      return `${name}: &${name} [${inside.join(", ")}]`;
    });
    const found = places(`${VALID}${bomb.join("\n")}\n`).filter((line) => line.includes("[yaml-alias]"));
    expect(found).toEqual([expect.stringMatching(/alias "\*d" makes the file too large: over 10000 values/)]);
  });

  test.for([
    { name: "quotes", content: fill('"') },
    { name: "closing brackets", content: fill("}") },
    { name: "broken escapes", content: `a: "${fill("\\q")}"` },
    { name: "one key", content: fill("a: 1\n") },
    { name: "many keys", content: Array.from({ length: 25_000 }, (_, i) => `k${i}: 1`).join("\n") },
    { name: "unknown aliases", content: fill("- *b\n") },
  ])("a file of $name is read to its end, and reported in few lines", ({ content }) => {
    const found = findingsOf(content);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(101);
  });

  test("what is not shown is mentioned", () => {
    const keys = Array.from({ length: 101 }, (_, i) => `k${100 + i}: 1\n`);
    expect(places(VALID + keys.slice(0, 100).join(""))).toHaveLength(100);
    const found = places(VALID + keys.join(""));
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toContain("more problems follow");
  });
});
