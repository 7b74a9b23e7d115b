import { expect, test } from "vitest";
import { checkDeclarations, compareDeclarations } from "../src/pipeline.ts";
import { COMPANY } from "./support/company.ts";
import { filesBelow, memorySource, validFiles } from "./support/memory-source.ts";

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

test("a mistyped key is told once, and what is in it is judged as if the key were right", () => {
  const mistyped = (text: string) => text.replace("name:", "nmae:").replace("grants:", "grant:");
  expect(found(mistyped)).toEqual(["unknown-key 1", "unknown-key 11"]);
  expect(found((text) => missing(mistyped(text)))).toEqual([
    "unknown-key 1",
    "unknown-key 11",
    "grant-scope-declared 14",
  ]);
  expect(found((text) => mistyped(text).replace("subject_type", "subjecttype"))).toEqual([
    "unknown-key 1",
    "unknown-key 11",
    "unknown-key 13",
  ]);
});

test("a mistyped key that may be left out is not taken for left out", () => {
  expect(found((text) => text.replace("callbacks:", "calbacks:"))).toEqual(["unknown-key 18"]);
  // Not even where the right one is there as well.
  const twice = (text: string) => text.replace("owner:", "ownr: x\nowner:").replace("[read:", "[raed:");
  expect(found(twice)).toEqual(["unknown-key 3", "grant-scope-declared 15"]);
});

test("a word that is like none of the list hides nothing that does not follow from it", () => {
  expect(found((text) => missing(text.replace("regular_web", "toaster")))).toEqual([
    "invalid-value 9",
    "grant-scope-declared 14",
  ]);
});

test.for([
  { gone: "Pulumi.dev.yaml", now: "Pulumi.test.yaml", fix: "call Pulumi.test.yaml Pulumi.dev.yaml again" },
  {
    gone: "apis/contacts.yaml",
    now: "apis/crm.yaml",
    fix: "write former_ids: [contacts] into apis/crm.yaml",
  },
])(
  "a file that is called otherwise is told what to do, and nothing that contradicts it: $gone",
  (renamed) => {
    const files = filesBelow(COMPANY);
    const { [renamed.gone]: file = "", ...rest } = files;
    const after = checkDeclarations(memorySource({ ...rest, [renamed.now]: file }));
    expect(
      after.findings.some(({ what }) =>
        /does not exist|is not another shared stack|is not declared/.test(what),
      ),
    ).toBe(true);
    const { findings } = compareDeclarations(after, memorySource(files));
    expect(findings.map(({ rule, file: at }) => `${rule} ${at}`)).toEqual([`vanished ${renamed.gone}`]);
    expect(findings[0]?.fix).toContain(renamed.fix);
  },
);
