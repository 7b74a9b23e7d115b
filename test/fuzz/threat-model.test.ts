// docs/threat-model.md names tests: each is there, by its file and title, so that the page cannot say what nothing shows.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { goldens, ruleOf } from "../support/golden.ts";

const PAGE = readFileSync("docs/threat-model.md", "utf8");

interface Named {
  readonly file: string;
  readonly title: string;
}

/** A link and the titles behind it, up to the next link or cell. */
function named(): Named[] {
  const links = [...PAGE.matchAll(/\[[^\]]+\]\((\.\.\/test\/[^)]+)\)([^[|\n]*)/g)];
  return links.flatMap(([, path = "", behind = ""]) => {
    const file = resolve("docs", path);
    return [...behind.matchAll(/"([^"]+)"|`([a-z-]+)`/g)].map(([, title, id]) => ({
      file,
      title: title ?? id ?? "",
    }));
  });
}

const NAMED = named();
const ids = RULES.map(({ id }) => id);
const broken = new Set(goldens("err").map((golden) => ruleOf(golden, ids)));

/** A test file's text with that of the tables it takes from the `support` folder beside it. */
function textOf(file: string): string {
  const text = readFileSync(file, "utf8");
  const tables = [...text.matchAll(/from "(\.\/support\/[^"]+)"/g)].map(([, path = ""]) =>
    readFileSync(resolve(dirname(file), path), "utf8"),
  );
  return [text, ...tables].join("\n");
}

/** Titles in code, `about` of an input of the corpus, the name of a golden situation or file, or of a rule that has examples. */
function isThere({ file, title }: Named): boolean {
  const text = textOf(file);
  if (file.endsWith("rules/golden.test.ts")) return broken.has(title);
  if (file.endsWith("review/golden.test.ts")) return existsSync(join("test/golden/review", title));
  if (file.endsWith("load/golden.test.ts")) return existsSync(join("test/golden/load", title));
  return [`"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted));
}

test("the page names tests", () => {
  expect(NAMED.length).toBeGreaterThan(60);
});

test.for(NAMED)("$title is a test", (one) => {
  expect(existsSync(one.file) && isThere(one)).toBe(true);
});

test("every row names a test or says that none shows it", () => {
  const rows = PAGE.split("\n").filter((line) => /^\| /.test(line) && line.split(" | ").length === 3);
  const withoutHead = rows.filter((row) => !/\| shown by \||^\| who \|/.test(row));
  const who = PAGE.slice(PAGE.indexOf("## Who can do what"), PAGE.indexOf("## A malicious partner file"));
  const silent = withoutHead.filter(
    (row) => !who.includes(row) && !/\.\.\/test\/|not shown by a test/.test(row),
  );
  expect(silent).toEqual([]);
});
