import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UserError } from "../../src/finding.ts";
import { load } from "../../src/load/load.ts";
import { diskSource, MAX_FILE_BYTES, MAX_FOLDER_ENTRIES } from "../../src/load/source.ts";
import { validFiles } from "../support/memory-source.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  for (const [file, content] of Object.entries(validFiles())) write(file, content);
});

afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

const remove = (path: string) => rmSync(join(root, path), { recursive: true });

function found(): string[] {
  return load(diskSource(root)).findings.map(({ file, rule, what }) => `${file} [${rule}] ${what}`);
}

test("a valid folder has no findings", () => {
  expect(found()).toEqual([]);
});

const ACME = "partners/acme-cms.yaml";

test.for([
  {
    name: "a partner's file is a folder",
    change: () => write("partners/beacon.yaml/x", ""),
    expected: ['partners/beacon.yaml [file-unreadable] "partners/beacon.yaml" is not a regular file'],
  },
  {
    name: "a file links to itself",
    change: () => symlinkSync("loop.yaml", join(root, "partners/loop.yaml")),
    expected: ['partners/loop.yaml [file-unreadable] "partners/loop.yaml" is a symbolic link'],
  },
  {
    name: "a file links out of the folder",
    change: () => {
      remove(ACME);
      symlinkSync("/etc/hostname", join(root, ACME));
    },
    expected: ['partners/acme-cms.yaml [file-unreadable] "partners/acme-cms.yaml" is a symbolic link'],
  },
  {
    name: "the folder is a link",
    change: () => {
      remove("apis");
      symlinkSync(tmpdir(), join(root, "apis"));
    },
    expected: ['apis [file-unreadable] "apis" is a symbolic link'],
  },
  {
    name: "partners is a file",
    change: () => {
      remove("partners");
      write("partners", "");
    },
    expected: ['partners [file-unreadable] "partners" is not a folder'],
  },
  {
    name: "folders are missing",
    change: () => {
      remove("partners");
      remove("apis");
    },
    expected: ['partners [file-missing] "partners" is missing', 'apis [file-missing] "apis" is missing'],
  },
  {
    name: "tenant.yaml is missing",
    change: () => remove("tenant.yaml"),
    expected: ['tenant.yaml [file-missing] "tenant.yaml" is missing'],
  },
  {
    name: "no stack has settings",
    change: () => {
      for (const stack of ["local", "dev", "prod"]) remove(`Pulumi.${stack}.yaml`);
    },
    expected: ["Pulumi.yaml [file-missing] no stack is declared: there is no Pulumi.<stack>.yaml"],
  },
  {
    name: "a file is one byte too large",
    change: () => write(ACME, "#".repeat(MAX_FILE_BYTES + 1)),
    expected: ['partners/acme-cms.yaml [file-unreadable] "partners/acme-cms.yaml" is larger than 256 KiB'],
  },
  {
    name: "a file is as large as it may be",
    change: () => write(ACME, `${validFiles()[ACME]}#`.padEnd(MAX_FILE_BYTES, "x")),
    expected: [],
  },
  {
    name: "dotfiles are nobody's declaration",
    change: () => write("partners/.gitkeep", ""),
    expected: [],
  },
  {
    name: "there is no partner",
    change: () => {
      remove("partners");
      write("partners/.gitkeep", "");
    },
    expected: [],
  },
])("$name", ({ change, expected }) => {
  change();
  expect(found()).toEqual(expected);
});

test("a folder with too many files is refused as a whole", () => {
  for (let i = 0; i <= MAX_FOLDER_ENTRIES; i++) write(`partners/p${i}.yaml`, "");
  expect(found()).toEqual(['partners [file-unreadable] "partners" holds more than 10000 files']);
});

test.for(["missing", "tenant.yaml"])("a root that is not a folder is the user's error: %s", (name) => {
  expect(() => diskSource(join(root, name))).toThrow(UserError);
});

test("whatever cannot be read is known as unreadable, never as absent", () => {
  write(ACME, "name: [");
  write("partners/Beacon_CRM.yml", "name: x");
  write("apis/orders.yaml/x", "");
  const { unreadable, partners } = load(diskSource(root)).workspace;
  expect([...unreadable].sort()).toEqual(["apis/orders.yaml", ACME, "partners/beacon-crm.yaml"]);
  expect(partners.has("acme-cms")).toBe(false);
});

test.for(["Pulumi.yml", "pulumi.yaml"])("%s alone is meant as the project's file: renamed, it is", (name) => {
  renameSync(join(root, "Pulumi.yaml"), join(root, name));
  const { findings } = load(diskSource(root));
  expect(findings.map(({ what, fix }) => [what, fix])).toEqual([
    [`"${name}" is not called Pulumi.yaml`, "rename it to Pulumi.yaml"],
  ]);
  renameSync(join(root, name), join(root, "Pulumi.yaml"));
  expect(found()).toEqual([]);
});

test("Pulumi.json, or one beside Pulumi.yaml, is removed", () => {
  write("Pulumi.json", "{}");
  expect(load(diskSource(root)).findings.map(({ fix }) => fix)).toEqual(["remove it"]);
});
