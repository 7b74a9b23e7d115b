// Code and settings become a number each: of what is on disk, and the same of the commit that it is.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sumsInCommit, sumsOnDisk } from "../../src/load/sealed-files.ts";
import { kindOfFile, sealedPartOf } from "../../src/model/repository-file.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";

const BESIDE = {
  "src/a.ts": "1\n",
  "src/plan/b.ts": "1\n",
  "engine/c.go": "1\n",
  "scripts/d.ts": "1\n",
  "package-lock.json": "{}\n",
  ".npmrc": "audit=false\n",
  "vendor/partner-access-0.1.0.tgz": "1\n",
  ".gitattributes": "* text=auto\n",
  ".github/workflows/deploy.yml": "on: push\n",
};
let repository: Repository;
const sums = () => sumsOnDisk(repository.folder);

beforeEach(() => {
  repository = createRepository({ ...validFiles(), ...BESIDE, "docs/a.md": "1\n", "test/a.test.ts": "1\n" });
  repository.commit();
});
afterEach(() => repository.remove());

test("a commit and its files on disk have the same, in a folder of the repository too", () => {
  const both = {
    code: expect.stringMatching(/^[0-9a-f]{64}$/),
    settings: expect.stringMatching(/^[0-9a-f]{64}$/),
  };
  expect(sums()).toEqual(both);
  expect(sumsInCommit(repository.folder, "HEAD")).toEqual(sums());
  const below = createRepository(
    Object.fromEntries(Object.entries(BESIDE).map(([path, text]) => [`in/${path}`, text])),
  );
  const commit = below.commit();
  const folder = join(below.folder, "in");
  expect(sumsInCommit(folder, commit)).toEqual(sumsOnDisk(folder));
  expect(sumsInCommit(folder, commit).code).toBe(sums().code);
  below.remove();
});

describe("code", () => {
  test.for(Object.keys(BESIDE))("is another with another %s, committed or not", (path) => {
    const before = sums();
    repository.write({ [path]: "2\n" });
    const after = sums();
    expect(after.settings).toBe(before.settings);
    expect(after.code).not.toBe(before.code);
    expect(sumsInCommit(repository.folder, repository.commit())).toEqual(after);
  });

  test("is another with a file more, less, moved, or a link in its place", () => {
    const path = (name: string) => join(repository.folder, name);
    const all = [sums().code];
    repository.write({ "src/more.ts": "" });
    all.push(sums().code);
    rmSync(path("src/more.ts"));
    renameSync(path("src/a.ts"), path("src/e.ts"));
    all.push(sums().code);
    rmSync(path("src/e.ts"));
    all.push(sums().code);
    repository.write({ "src/e.ts": "target" });
    all.push(sums().code);
    rmSync(path("src/e.ts"));
    symlinkSync("target", path("src/e.ts"));
    all.push(sums().code);
    expect(new Set(all).size).toBe(all.length);
    expect(sumsInCommit(repository.folder, repository.commit())).toEqual(sums());
  });

  test("that git replaced, or that is a submodule, is none of the commit's", () => {
    const sub = createRepository({ "a.ts": "1\n" });
    sub.commit();
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub.folder, "src/sub");
    repository.commit();
    expect(sumsInCommit(repository.folder, "HEAD").code).not.toBe(sums().code);
    sub.remove();
  });
});

test.for(["Pulumi.prod.yaml", "Pulumi.yaml", "Pulumi.json", "Pulumi.more.yaml"])(
  "settings are others with another %s, and the code is the same",
  (path) => {
    const before = sums();
    repository.write({ [path]: "name: another\n" });
    expect(sums().settings).not.toBe(before.settings);
    expect(sums().code).toBe(before.code);
  },
);

test("documents, tests, declarations, owners and what npm installed belong to neither", () => {
  const before = sums();
  mkdirSync(join(repository.folder, "node_modules/a"), { recursive: true });
  repository.write({
    "docs/a.md": "2\n",
    "test/a.test.ts": "2\n",
    "partners/acme-cms.yaml": "name: another\n",
    ".github/CODEOWNERS": "* @anybody\n",
    "node_modules/a/index.js": "2\n",
    "node_modules/.package-lock.json": "{}\n",
  });
  expect(sums()).toEqual(before);
});

test("without git there is the same answer, and where there is no code, none", () => {
  const folder = mkdtempSync(join(tmpdir(), "no-repository-"));
  expect(sumsOnDisk(folder)).toEqual({});
  const plain = createRepository(BESIDE);
  rmSync(join(plain.folder, ".git"), { recursive: true });
  expect(sumsOnDisk(plain.folder).code).toBe(sums().code);
  plain.remove();
  rmSync(folder, { recursive: true });
});

test("where the program is an installed package, the lock file shows which", () => {
  const installed = (integrity: string) => {
    const files = {
      "package.json": "{}",
      "package-lock.json": JSON.stringify({ integrity }),
      "Pulumi.yaml": "",
    };
    const folder = createRepository(files);
    const { code } = sumsOnDisk(folder.folder);
    folder.remove();
    return code;
  };
  expect(installed("sha512-a")).toBe(installed("sha512-a"));
  expect(installed("sha512-a")).not.toBe(installed("sha512-b"));
});

test.for(["src/a.ts", "SRC/a.ts", "package.json", ".NPMRC", "Pulumi.Prod.yaml"])(
  "%s belongs to a part",
  (path) => {
    expect(sealedPartOf(path)).toBeDefined();
    expect(kindOfFile(path)).not.toBe("unknown");
  },
);
