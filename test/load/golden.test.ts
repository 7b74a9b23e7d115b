import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { renderFindings } from "../../src/cli/render-findings.ts";
import { sortFindings } from "../../src/finding.ts";
import { load } from "../../src/load/load.ts";
import { LOAD_RULES } from "../../src/load/load-rules.ts";
import { type Files, filesBelow, memorySource, validFiles } from "../support/memory-source.ts";

const GOLDEN = "test/golden/load";
const OUTPUT = "output.txt";

function checkFiles(files: Files) {
  const loaded = load(memorySource(files));
  return { ...loaded, findings: sortFindings(loaded.findings) };
}

const cases = readdirSync(GOLDEN).map((name) => {
  const { [OUTPUT]: _, ...files } = filesBelow(`${GOLDEN}/${name}`);
  // Under its own name git would obey it here.
  const named = Object.entries(files).map(
    ([file, bytes]) => [file.replace("dot.git", ".git"), bytes] as const,
  );
  return { name, checked: checkFiles({ ...validFiles(), ...Object.fromEntries(named) }) };
});

test("the workspace that cases change has nothing wrong", () => {
  expect(checkFiles(validFiles()).findings).toEqual([]);
});

test.for(cases)("$name", async ({ name, checked }) => {
  const text = renderFindings(checked, "text", { color: false, pathOf: (file) => file });
  await expect(text).toMatchFileSnapshot(`../golden/load/${name}/${OUTPUT}`);
});

test("only what is called allowed has no findings", () => {
  const clean = cases.filter(({ checked }) => checked.findings.length === 0).map(({ name }) => name);
  expect(clean).toEqual(cases.map(({ name }) => name).filter((name) => name.endsWith("-allowed")));
});

/** Checks of files that leave nothing to be judged by rules. */
const UNREPAIRABLE = new Set<string>(
  LOAD_RULES.map(({ id }) => id).filter((id) => !["unknown-key", "stack-key", "invalid-value"].includes(id)),
);

test("a file with a problem is either unreadable, or decoded as it was probably meant", () => {
  for (const { checked } of cases) {
    const { partners, apis, stacks, parts, tenant, unreadable } = checked.workspace;
    const decoded = [partners, apis, stacks, parts, new Map(tenant && [["", tenant]])].flatMap((kind) =>
      [...kind.values()].map(({ file }) => file),
    );
    expect(decoded.filter((file) => unreadable.has(file))).toEqual([]);
    for (const { file, rule } of checked.findings)
      if (checked.documents.has(file))
        expect(decoded.includes(file) ? !UNREPAIRABLE.has(rule) : unreadable.has(file)).toBe(true);
  }
});

test("cases and hostile files together show every check of the table", () => {
  const shown = new Set(cases.flatMap(({ checked }) => checked.findings.map(({ rule }) => rule)));
  // Shown in files.test.ts and hostile.test.ts, which make what no golden file can hold.
  const elsewhere = ["file-missing", "file-unreadable", "file-encoding", "yaml-nesting"];
  expect(new Set([...shown, ...elsewhere])).toEqual(new Set(LOAD_RULES.map(({ id }) => id)));
});
