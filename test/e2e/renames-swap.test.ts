// Two partners that swap ids keep their applications, or the run stops before it begins.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { openRepository } from "../support/repository.ts";
import {
  type Ids,
  idsIn,
  kept,
  madeOrDeletedIn,
  nameFormer,
  PARTNERS,
  refusedUpdate,
  renamePartner,
} from "./support/renaming.ts";

let stack: PlainStack;
let before: Ids;

beforeAll(async () => {
  stack = await PlainStack.deployed(PARTNERS);
  before = await idsIn(stack.tenant);
});
afterAll(() => stack?.close());

async function keeps(): Promise<void> {
  await kept(stack, before);
  expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
}
const refused = () => refusedUpdate(stack, before);

// Each test goes on from what the one before it left.
describe("two partners that swap ids", () => {
  const swap = () => {
    renamePartner(stack, "acme-cms", "between");
    renamePartner(stack, "beacon-crm", "acme-cms");
    renamePartner(stack, "between", "beacon-crm");
  };

  test("are refused by check --base and by the program, each with the way to do it", async () => {
    const repository = openRepository(stack.root);
    repository.git("init", "--quiet", "--initial-branch=main");
    repository.write({ ".gitignore": ".local\n.pulumi\nnode_modules\n" });
    repository.commit();
    swap();
    const { exit, out } = await runCommand(["check", "--root", stack.root, "--base", "HEAD"]);
    expect(exit).toBe(1);
    expect(out).toContain("rename to an id that is free, with former_ids: [beacon-crm], one at a time");
    expect(await refused()).toContain("give each the name that it had, and rename one at a time");
    swap();
  });

  test("can, one at a time, by an id that is free", async () => {
    renamePartner(stack, "acme-cms", "between");
    nameFormer(stack, "partners/between.yaml", "acme-cms");
    await keeps();
    nameFormer(stack, "partners/between.yaml");
    renamePartner(stack, "beacon-crm", "acme-cms");
    nameFormer(stack, "partners/acme-cms.yaml", "beacon-crm");
    await keeps();
    nameFormer(stack, "partners/acme-cms.yaml");
    renamePartner(stack, "between", "beacon-crm");
    nameFormer(stack, "partners/beacon-crm.yaml", "between");
    await keeps();
    expect(stack.read("partners/beacon-crm.yaml")).toContain("name: Acme CMS");
  });
});
