// Two partners that swap ids, or one that takes the id of another that goes, keep their applications, or the run stops before it begins.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { livingStack, nameFormer, renamePartner } from "./support/renaming.ts";

const living = livingStack();

// Each test goes on from what the one before it left.
describe("two partners that swap ids", () => {
  const swap = () => {
    renamePartner(living.stack, "acme-cms", "between");
    renamePartner(living.stack, "beacon-crm", "acme-cms");
    renamePartner(living.stack, "between", "beacon-crm");
  };

  test("are refused by check --base and by the program, each with the way to do it", async () => {
    living.commit("src", "engine");
    swap();
    const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
    expect(exit).toBe(1);
    expect(out).toContain("rename to an id that is free, with former_ids: [beacon-crm], one at a time");
    expect(await living.refused()).toContain("give each the name that it had, and rename one at a time");
    swap();
  });

  test("can, one at a time, by an id that is free", async () => {
    renamePartner(living.stack, "acme-cms", "between");
    nameFormer(living.stack, "partners/between.yaml", "acme-cms");
    await living.keeps();
    nameFormer(living.stack, "partners/between.yaml");
    renamePartner(living.stack, "beacon-crm", "acme-cms");
    nameFormer(living.stack, "partners/acme-cms.yaml", "beacon-crm");
    await living.keeps();
    nameFormer(living.stack, "partners/acme-cms.yaml");
    renamePartner(living.stack, "between", "beacon-crm");
    nameFormer(living.stack, "partners/beacon-crm.yaml", "between");
    await living.keeps();
    expect(living.stack.read("partners/beacon-crm.yaml")).toContain("name: Acme CMS");
  });
});

test("a rename onto the id of a partner that goes in the same change is refused, with and without a former id", async () => {
  // Beacon CRM is acme-cms by now.
  living.commit("src", "engine");
  const [beacon, acme] = ["partners/acme-cms.yaml", "partners/beacon-crm.yaml"].map((file) => [
    file,
    living.stack.read(file),
  ]) as [[string, string], [string, string]];
  rmSync(join(living.stack.root, beacon[0]));
  renamePartner(living.stack, "beacon-crm", "acme-cms");
  expect(await living.refused()).toContain(
    "write former_ids: [between, beacon-crm] into partners/acme-cms.yaml",
  );
  nameFormer(living.stack, "partners/acme-cms.yaml", "beacon-crm");
  expect(await living.refused()).toContain("give each the name that it had, and rename one at a time");
  const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
  expect({ exit, out }).toEqual({ exit: 1, out: expect.stringContaining("which was another one, claims") });
  for (const [file, text] of [beacon, acme]) living.stack.write(file, text);
  await living.keeps();
});
