// A charity's tenant with a native, a single-page and a machine application, deployed for real.
import { test } from "vitest";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { Local } from "../support/local.ts";
import { everyoneGetsTheirs, folderOf } from "../support/tenants.ts";

test("everybody gets just what is declared", async () => {
  const local = await Local.create(folderOf("charity"));
  try {
    await local.deploy(async ({ outcome }, tenant) => {
      const { workspace } = checkDeclarations(diskSource(local.root));
      await everyoneGetsTheirs(workspace, tenant, outcome?.clientIds ?? {});
    });
  } finally {
    local.remove();
  }
});
