import { expect, test } from "vitest";
import { checkDeclarations } from "../src/pipeline.ts";
import { memorySource, validFiles } from "./support/memory-source.ts";

const found = (change: (acme: string) => string) => {
  const files = validFiles();
  const file = "partners/acme-cms.yaml";
  const acme = change(Buffer.from(files[file] ?? "").toString());
  const { findings } = checkDeclarations(memorySource({ ...files, [file]: Buffer.from(acme) }));
  return findings.map(({ rule, line }) => `${rule} ${line}`);
};

const missing = (text: string) => text.replace("[read:contacts]", "[read:contact]");

test.for([
  {
    what: "a mistyped word",
    change: (t: string) => t.replace("regular_web", "regular-web"),
    load: "invalid-value 9",
  },
  {
    what: "an unknown key",
    change: (t: string) => t.replace("owner:", "colour: red\nowner:"),
    load: "unknown-key 3",
  },
])("$what and a broken rule are told in one run", ({ change, load }) => {
  const rule = `grant-scope-declared ${load.startsWith("unknown") ? 15 : 14}`;
  expect(found(missing)).toEqual(["grant-scope-declared 14"]);
  expect(found(change)).toEqual([load]);
  expect(found((text) => missing(change(text)))).toEqual([load, rule]);
});

test("a word that is like none of the list leaves the file to be corrected first", () => {
  expect(found((text) => missing(text.replace("regular_web", "toaster")))).toEqual(["invalid-value 9"]);
});
