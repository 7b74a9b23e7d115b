// The declarations of the company, as `npm start` and `pulumi up` find them.
import { expect } from "vitest";
import { diskSource } from "../../src/load/source.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { COMPANY } from "./company.ts";

/** Its declarations, which have no findings. */
export function exampleWorkspace(): Workspace {
  const { workspace, findings } = checkDeclarations(diskSource(COMPANY));
  expect(findings).toEqual([]);
  return workspace;
}

/** Every stack with settings. */
export const exampleStacks = ["dev", "local", "prod"] as const;
