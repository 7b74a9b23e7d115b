// A rename is told as one, whatever repeats the name: in roles, in what hosts an API, in what a partner has on AWS.
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Plans } from "../../../src/access/plans.ts";
import { diskSource } from "../../../src/load/source.ts";
import { checkDeclarations } from "../../../src/pipeline.ts";
import { planStack } from "../../../src/plan/plan.ts";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import { copyCompany } from "../../support/company.ts";
import { TODAY } from "../../support/consequences.ts";
import { Folder } from "../../support/folder.ts";

let company: Folder;

beforeEach(() => {
  company = new Folder(mkdtempSync(join(tmpdir(), "renamed-")));
  copyCompany(company.root);
  company.edit("apis/contacts.yaml", (text) => `${text}enforce_policies: true\n`);
  company.edit(
    "tenant.yaml",
    (text) => `${text}roles:\n  Support:\n    contacts: [read:contacts, delete:contacts]\n`,
  );
});
afterEach(() => company.remove());

function plans(): Plans {
  const { workspace, findings } = checkDeclarations(diskSource(company.root));
  expect(findings.map(({ file, what }) => `${file}: ${what}`)).toEqual([]);
  return new Map([...workspace.stacks.keys()].map((stack) => [stack, planStack(workspace, stack)]));
}

const filesOf = (folder: string) =>
  readdirSync(join(company.root, folder)).map((name) => `${folder}/${name}`);

function renameApi(): void {
  company.rename("apis/contacts.yaml", "apis/crm.yaml");
  company.edit("apis/crm.yaml", (text) => `${text}former_ids: [contacts]\n`);
  for (const file of filesOf("partners"))
    company.write(file, company.read(file).replaceAll("api: contacts", "api: crm"));
  company.edit("tenant.yaml", (text) => text.replace("    contacts: [", "    crm: ["));
  for (const file of ["Pulumi.dev.yaml", "Pulumi.prod.yaml"])
    company.edit(file, (text) => text.replace(/^( +)contacts:/gm, "$1crm:"));
}

function renamePartner(): void {
  company.rename("partners/beacon-crm.yaml", "partners/beacon.yaml");
  company.edit("partners/beacon.yaml", (text) => `${text}former_ids: [beacon-crm]\n`);
}

const adopt = (file: string) =>
  company.edit(file, (text) =>
    text.replace("\n  prod:\n", "\n  prod:\n    client_id: tpc_YGaN39zaDeAUw5znXlU2vM\n"),
  );

test("a partner whose application was taken over goes on naming it", () => {
  adopt("partners/beacon-crm.yaml");
  const before = plans();
  renamePartner();
  const said = consequencesOf(before, plans(), TODAY).filter(({ what }) => what.includes("application"));
  expect(said.map(({ rule }) => rule)).not.toContain("application-moved");
});

test("a partner whose application was taken over and that does not say what it was is told of once", () => {
  adopt("partners/beacon-crm.yaml");
  const before = plans();
  company.rename("partners/beacon-crm.yaml", "partners/beacon.yaml");
  const said = consequencesOf(before, plans(), TODAY).filter(({ severity, what }) =>
    /application|partner/i.test(severity === "high" ? what : ""),
  );
  expect(said.map(({ rule, what }) => `${rule} ${what}`)).toEqual([
    expect.stringMatching(/^partner-vanished .* is declared as beacon now, which does not name/),
  ]);
});

test.for([
  { what: "an API", rename: renameApi, told: ["low api-renamed", "high api-renamed"] },
  { what: "a partner", rename: renamePartner, told: ["low partner-renamed", "medium partner-renamed"] },
])("$what", ({ rename, told }) => {
  const before = plans();
  rename();
  const said = consequencesOf(before, plans(), TODAY).filter(
    ({ rule }) => !consequencesOf(before, before, TODAY).some((standing) => standing.rule === rule),
  );
  expect(new Set(said.map(({ severity, rule }) => `${severity} ${rule}`))).toEqual(new Set(told));
});
