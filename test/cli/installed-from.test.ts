// What a new repository's package.json says: just what npm installed here, and never a name that anybody may own.
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installedHere, otherThanNamed, specOf } from "../../src/cli/installed-from.ts";
import { Folder } from "../support/folder.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder(realpathSync(mkdtempSync(join(tmpdir(), "installed-"))));
  mkdirSync(join(folder.root, "node_modules"));
});
afterEach(() => folder.remove());

const AT = "https://files.globex.example/partner-access-0.1.0.tgz";
const COMMIT = `git+ssh://git@git.globex.example/p.git#${"0".repeat(40)}`;
const OWN = "@globex/partner-access";

/** As npm writes it beside what it installed. */
function specWhere(name: string, record: object, asked?: string): string | undefined {
  const packages = { [`node_modules/${name}`]: { version: "0.1.0", ...record } };
  folder.write("node_modules/.package-lock.json", JSON.stringify({ packages }));
  if (asked !== undefined) folder.write("package.json", JSON.stringify({ dependencies: { [name]: asked } }));
  const installed = installedHere(join(folder.root, "node_modules", name));
  return installed && specOf(installed);
}

test.for([
  { name: "a registry", record: {}, asked: "^0.1.0", spec: "0.1.0" },
  {
    name: "a registry's newest",
    record: { resolved: "https://r.example/p.tgz" },
    asked: "latest",
    spec: "0.1.0",
  },
  { name: "an address", record: { resolved: AT }, asked: AT, spec: AT },
  { name: "an alias", record: { name: OWN }, asked: `npm:${OWN}@^0.1.0`, spec: `npm:${OWN}@0.1.0` },
  { name: "a repository", record: { resolved: COMMIT }, asked: "github:globex/p", spec: COMMIT },
  {
    name: "a tarball",
    record: { resolved: "file:vendor/p.tgz" },
    asked: "file:vendor/p.tgz",
    spec: "file:vendor/p.tgz",
  },
  // Nothing says what npm would install by the name alone.
  { name: "what another package asked for", record: {}, asked: undefined, spec: undefined },
  { name: "a form of which nothing is known", record: {}, asked: "workspace:*", spec: undefined },
])("of $name", ({ record, asked, spec }) => {
  expect(specWhere("partner-access", record, asked)).toBe(spec);
});

test("of a name of one's own, that name", () => {
  expect(specWhere(OWN, {}, "^0.1.0")).toBe(`npm:${OWN}@0.1.0`);
});

test("what npm did not install names nothing", () => {
  expect(installedHere(folder.root)).toBeUndefined();
  expect(installedHere(join(folder.root, "node_modules/partner-access"))).toBeUndefined();
});

describe("another version than is installed", () => {
  const NAME = "partner-access";
  const at = (record?: object) =>
    JSON.stringify({ packages: record ? { [`node_modules/${NAME}`]: record } : {} });
  const INSTALLED = { version: "0.1.0", resolved: "https://r.example/a.tgz", integrity: "sha512-a" };

  function told(locked: string, asked = "0.1.0", lock = "package-lock.json", installed: object = INSTALLED) {
    folder.write("node_modules/.package-lock.json", at(installed));
    folder.write("package.json", JSON.stringify({ dependencies: { [NAME]: asked } }));
    folder.write(lock, locked);
    // In 80 columns; what is told is one sentence.
    return otherThanNamed(join(folder.root, "node_modules", NAME))?.replaceAll(/\n */g, " ");
  }
  const warning = (file: string, named: string, fix: string) =>
    `warning: partner-access 0.1.0 is installed, and ${file} names ${named}: run \`${fix}\` first`;

  test.for([
    ["package-lock.json", "0.2.0", { version: "0.2.0", integrity: "sha512-b" }],
    ["npm-shrinkwrap.json", "0.2.0", { version: "0.2.0", integrity: "sha512-b" }],
    ["package-lock.json", "another package of that version", { ...INSTALLED, integrity: "sha512-b" }],
    ["package-lock.json", "the folder ../own", { resolved: "../own", link: true }],
  ] as const)("is told where %s names %s", ([lock, named, record]) => {
    expect(told(at(record), "^0.1.0", lock)).toBe(warning(lock, named, "npm ci"));
  });

  const TARBALL = { ...INSTALLED, resolved: "file:vendor/p-0.1.0.tgz" };
  const ALIAS = { ...INSTALLED, name: OWN };
  test.for([
    ["0.2.0", INSTALLED],
    ["file:vendor/p-0.2.0.tgz", TARBALL],
    ["file:vendor/p-0.1.0.tgz", INSTALLED],
    [`npm:${OWN}@0.2.0`, ALIAS],
    ["npm:@initech/partner-access@0.1.0", ALIAS],
    ["https://r.example/b.tgz", INSTALLED],
  ] as const)("is told where package.json alone names %s", ([asked, installed]) => {
    const text = told(at(installed), asked, undefined, installed);
    expect(text).toBe(warning("package.json", asked, "npm install"));
  });

  test.for([
    ["file:./vendor/p-0.1.0.tgz", TARBALL],
    ["vendor/p-0.1.0.tgz", TARBALL],
    ["./vendor/p-0.1.0.tgz", TARBALL],
    [`npm:${OWN}@0.1.0`, ALIAS],
    [`npm:${OWN}@^0.2.0`, ALIAS],
    ["https://r.example/a.tgz", INSTALLED],
    ["https://git.example/p.git#v2", INSTALLED],
    ["latest", INSTALLED],
  ] as const)("is not told of package.json's %s", ([asked, installed]) => {
    expect(told(at(installed), asked, undefined, installed)).toBeUndefined();
  });

  test("is told in lines that fit a terminal", () => {
    told(at(INSTALLED), `file:vendor/${"p".repeat(40)}-0.2.0.tgz`);
    const lines = otherThanNamed(join(folder.root, "node_modules", NAME))?.split("\n") ?? [];
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test.for([
    ["the same from another registry", at({ ...INSTALLED, resolved: "https://mirror.example/a.tgz" })],
    ["no entry", at()],
    ["a registry that gives no checksum", at({ ...INSTALLED, resolved: undefined, integrity: undefined })],
    ["an entry without a version", at({})],
    ["both sides of a conflict", "<<<<<<< HEAD\n"],
    ["null", "null"],
    ["no packages", '{"packages":null}'],
  ] as const)("is not told of %s", ([, lock]) => {
    expect(told(lock, "^0.1.0")).toBeUndefined();
  });

  test.for(["package.json", "node_modules/.package-lock.json"])(
    "is not told, and nothing fails, where %s is half written",
    (file) => {
      told(at({ version: "0.2.0" }), "^0.1.0");
      for (const half of ["<<<<<<< HEAD\n{", "null", "", '{"packages":null,"dependencies":null}']) {
        folder.write(file, half);
        expect(() => otherThanNamed(join(folder.root, "node_modules", NAME)), half).not.toThrow();
      }
    },
  );

  test("is not told by npm's record where another package manager has installed since", () => {
    mkdirSync(join(folder.root, "node_modules", NAME));
    folder.write(`node_modules/${NAME}/package.json`, JSON.stringify({ version: "0.2.0" }));
    expect(told(at({ version: "0.2.0" }), "0.2.0")).toBeUndefined();
  });
});
