// What rules say of a file of which one value cannot be read: all that does not follow from that value, and nothing that does.
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { checkDeclarations } from "../../src/pipeline.ts";
import { RULES } from "../../src/rules/index.ts";
import { type Files, memorySource, validFiles } from "../support/memory-source.ts";

const ACME = "partners/acme-cms.yaml";
const textOf = (file: string) => Buffer.from(validFiles()[file] ?? "").toString();

const found = (files: Files) =>
  checkDeclarations(memorySource({ ...validFiles(), ...files })).findings.map(
    ({ file, line, rule }) => `${file}:${line} ${rule}`,
  );

const UNKNOWN_SCOPE = (text: string) => text.replace("[read:contacts]", "[read:contact]");

test.for([
  {
    name: "a duration",
    change: (text: string) => text.replace(/^contract: .*/m, "contract: { reference: CRM-1, ends: 90 days }"),
  },
  { name: "a word", change: (text: string) => text.replace("regular_web", "toaster") },
  { name: "a number for text", change: (text: string) => text.replace(/^name: .*/m, "name: 12") },
  { name: "a key that is missing", change: (text: string) => text.replace(/^owner: .*\n/m, "") },
  { name: "a number with a leading zero", change: (text: string) => text.replace("CRM-1041", "01041") },
  { name: "text in curly quotes", change: (text: string) => text.replace("Acme CMS", "“Acme CMS”") },
  { name: "a value that is missing", change: (text: string) => text.replace(/^owner: .*/m, "owner:") },
])("$name that cannot be read hides no unknown scope of the same file", ({ change }) => {
  const broken = change(textOf(ACME));
  expect(broken).not.toBe(textOf(ACME));
  const load = found({ [ACME]: broken });
  expect(load).toHaveLength(1);
  const both = found({ [ACME]: UNKNOWN_SCOPE(broken) });
  expect(both).toHaveLength(2);
  expect(both).toEqual(expect.arrayContaining([...load, expect.stringMatching(/ grant-scope-declared$/)]));
});

test("a key that is there twice leaves the file to be corrected first: nobody knows which one is meant", () => {
  const broken = UNKNOWN_SCOPE(textOf(ACME)).replace("owner:", "name: Another\nowner:");
  expect(found({ [ACME]: broken })).toEqual([expect.stringContaining("yaml-duplicate-key")]);
});

test("of two files each is judged", () => {
  const api = "apis/contacts.yaml";
  const files = {
    [ACME]: UNKNOWN_SCOPE(textOf(ACME).replace("regular_web", "toaster")),
    [api]: textOf(api).replace(/^(identifier: ).*/m, "$1 12"),
  };
  expect(found(files)).toContainEqual(expect.stringContaining("partners/acme-cms.yaml:9 invalid-value"));
  expect(found(files)).toContainEqual(expect.stringContaining(`${api}:`));
});

/** Each place of a file that has a value, by its path. */
function leavesOf(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, [...at, i]));
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...at, key]));
}

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));
const FILES = Object.keys(validFiles()).filter((file) =>
  /^(partners|apis)\/|^tenant\.yaml$|^Pulumi\..+\.yaml$/.test(file),
);

test.for(FILES)("nothing follows from any value of %s that cannot be read", (file) => {
  const leaves = leavesOf(parseDocument(textOf(file)).toJS());
  expect(leaves.length).toBeGreaterThan(1);
  for (const path of leaves) {
    const document = parseDocument(textOf(file));
    // What no schema takes, wherever it stands.
    document.setIn(path, { "no such": [1.5] });
    const findings = checkDeclarations(
      memorySource({ ...validFiles(), [file]: document.toString() }),
    ).findings;
    const ofRules = findings.filter(({ rule }) => RULE_IDS.has(rule));
    expect({ path, ofRules: ofRules.map(({ rule, what }) => `${rule}: ${what}`) }).toEqual({
      path,
      ofRules: [],
    });
  }
});
