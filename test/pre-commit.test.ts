// The hook for pre-commit: it is one, its entry runs, and it runs where something is changed that `check` reads.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { MADE_FROM_DECLARATIONS } from "../src/repository/generated.ts";

interface Hook {
  id: string;
  name: string;
  entry: string;
  language: string;
  files: string;
  pass_filenames: boolean;
}
const [hook, ...others] = parse(readFileSync(".pre-commit-hooks.yaml", "utf8")) as [Hook];

/** Source: https://pre-commit.com/#creating-new-hooks (read 2026-11) */
test("the hook has what pre-commit asks for", () => {
  expect(others).toEqual([]);
  expect(hook).toMatchObject({
    id: "partner-access-check",
    name: expect.any(String),
    entry: expect.any(String),
    language: "system",
    pass_filenames: false,
  });
});

test.for([
  { options: "--root test/support/company", status: 0, out: /: no findings\n$/ },
  { options: "--root test/support/company --today 2099-01-01", status: 1, out: /findings? in \d+ files?\n$/ },
])("its entry runs, and ends with $status: $options", ({ options, status, out }) => {
  const ended = spawnSync("sh", ["-c", `${hook.entry} ${options}`], { encoding: "utf8" });
  expect(ended.stderr).toBe("");
  expect(ended).toMatchObject({ status, stdout: expect.stringMatching(out) });
});

test.for([
  { file: "partners/acme-cms.yaml", runs: true },
  { file: "apis/contacts.yaml", runs: true },
  { file: "tenant.yaml", runs: true },
  { file: "Pulumi.staging.yaml", runs: true },
  ...MADE_FROM_DECLARATIONS.map(({ file }) => ({ file, runs: true })),
  { file: "schema/partner.schema.json", runs: true },
  { file: "docs/ci.md", runs: false },
  { file: "test/support/company/tenant.yaml", runs: false },
])("it runs for $file: $runs", ({ file, runs }) => {
  expect(new RegExp(hook.files).test(file)).toBe(runs);
});
