// The declarations of this repository, as `npm start` and `pulumi up` find them.
import { resolve } from "node:path";
import { expect } from "vitest";
import { diskSource } from "../../src/load/source.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { checkDeclarations } from "../../src/pipeline.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Our declarations, which have no findings. */
export function exampleWorkspace(): Workspace {
  const { workspace, findings } = checkDeclarations(diskSource(ROOT));
  expect(findings).toEqual([]);
  return workspace;
}

/** Every stack with settings. */
export const exampleStacks = ["dev", "local", "prod"] as const;
