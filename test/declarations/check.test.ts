// Whatever a company declares at the root of the repository keeps every rule.
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";

const ROOT = resolve(import.meta.dirname, "../..");

test("the declarations at the root have no findings", () => {
  expect(checkDeclarations(diskSource(ROOT)).findings).toEqual([]);
});
