// What is on disk and what is committed are compared byte by byte, whatever git says of itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refuseUncommitted } from "../../src/infra/committed.ts";
import { differingFromHead } from "../../src/load/git-disk.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";

const ACME = "partners/acme-cms.yaml";
let repository: Repository;

beforeEach(() => {
  repository = createRepository({ ...validFiles(), "src/a.ts": "1\n", "docs/a.md": "1\n" });
  repository.commit();
});
afterEach(() => repository.remove());

test("as it was committed nothing differs", () => {
  expect(differingFromHead(repository.folder)).toEqual([]);
});

test("another text, a missing file and one that is in no commit are told; documents are not", () => {
  repository.write({ [ACME]: "name: another\n", "partners/more.yaml": "", "docs/a.md": "2\n" });
  rmSync(join(repository.folder, "src/a.ts"));
  expect(differingFromHead(repository.folder)).toEqual([ACME, "partners/more.yaml", "src/a.ts"]);
});

test("what an attribute made of a file when it was checked out is told, though git sees no difference", async () => {
  repository.write({
    ".gitattributes": `${ACME} working-tree-encoding=UTF-16LE\n`,
    [ACME]: Buffer.from("name: Acme\n", "utf16le"),
  });
  repository.commit();
  expect(repository.git("show", `HEAD:${ACME}`)).toBe("name: Acme");
  expect(repository.git("status", "--porcelain", "--", ACME)).toBe("");
  expect(differingFromHead(repository.folder)).toContain(ACME);
  await expect(refuseUncommitted(repository.folder, "prod")).rejects.toThrow(RunError);
  await expect(refuseUncommitted(repository.folder, "prod")).rejects.toThrow(`  - ${ACME}\n`);
});

test("without a repository nothing is refused: the checksum alone says what was reviewed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "no-repository-"));
  await expect(refuseUncommitted(folder, "prod")).resolves.toBeUndefined();
  rmSync(folder, { recursive: true });
});
