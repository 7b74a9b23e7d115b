import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeDeclarations } from "../../bench/declarations.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "declarations-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.for([1, 12, 100])("%i partners to measure with are as many, and break no rule", (partners) => {
  writeDeclarations(folder, partners);
  const { workspace, findings } = checkDeclarations(diskSource(folder));
  expect(findings).toEqual([]);
  expect(workspace.partners.size).toBe(partners);
  expect(workspace.stacks.size).toBe(3);
});
