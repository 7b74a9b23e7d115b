// A stack that is called otherwise: refused before anything is taken up or made a second time.
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlainStack } from "../support/plain-stack.ts";
import { openRepository } from "../support/repository.ts";
import { firstUp } from "../support/used-tenant.ts";
import { type Ids, idsIn, kept, madeOrDeletedIn, PARTNERS, refusedUpdate } from "./support/renaming.ts";

let stack: PlainStack;
let before: Ids;

beforeAll(async () => {
  stack = await PlainStack.deployed(PARTNERS);
  before = await idsIn(stack.tenant);
});
afterAll(() => stack?.close());

/** In everything that names it but its own file. */
function callIt(to: string): void {
  stack.edit("Pulumi.prod.yaml", (text) => text.replace("after: dev", `after: ${to}`));
  for (const id of PARTNERS)
    stack.edit(`partners/${id}.yaml`, (text) => text.replace("\n  dev:\n", `\n  ${to}:\n`));
}

// Each test goes on from what the one before it left.
test("in the files: check --base refuses it and says what to write", async () => {
  const repository = openRepository(stack.root);
  repository.git("init", "--quiet", "--initial-branch=main");
  repository.write({ ".gitignore": ".local\n.pulumi\nnode_modules\nsrc\nengine\n" });
  repository.commit();
  renameSync(join(stack.root, "Pulumi.dev.yaml"), join(stack.root, "Pulumi.test.yaml"));
  callIt("test");
  const { exit, out } = await stack.verb("check", "--base", "HEAD");
  expect(exit).toBe(1);
  expect(out).toContain("call Pulumi.test.yaml Pulumi.dev.yaml again");
});

test("the first update under the new name makes no partner a second application, reviewed or not", async () => {
  expect((await stack.pulumi("stack", "init", "test")).code).toBe(0);
  const said =
    'the tenant has applications that stack "dev" made, and a tenant is one stack\'s: partners would get a second one. If test was called so, give it that name again';
  expect(await refusedUpdate(stack, before, "test")).toContain(said);
  // What was reviewed has to be what was committed.
  const repository = openRepository(stack.root);
  repository.write({ ".gitignore": ".local\n.pulumi\nnode_modules\n" });
  repository.commit();
  await expect(firstUp(stack, "test")).rejects.toThrow(said);
  expect(await idsIn(stack.tenant)).toEqual(before);
});

test("recover takes up nothing of it", async () => {
  const { exit, err } = await stack.verb("recover", "--stack", "test", "--write");
  expect(exit).toBe(3);
  expect(err).toContain(
    "2 applications marked as dev's, and no stack is called that any more: if test was called so, give it that name again",
  );
  const { output } = await stack.pulumi("stack", "export", "--stack", "test");
  expect(output).not.toContain("::contacts");
});

test("renamed at the engine as well, nothing is lost: drift knows the applications by their client IDs", async () => {
  expect((await stack.pulumi("stack", "rm", "--yes", "--force", "--preserve-config", "test")).code).toBe(0);
  renameSync(join(stack.root, "Pulumi.test.yaml"), join(stack.root, "Pulumi.dev.yaml"));
  expect((await stack.pulumi("stack", "rename", "test", "--stack", "dev")).code).toBe(0);
  const drift = await stack.verb("drift", "--stack", "test", "--deployed");
  expect(drift).toMatchObject({ exit: 0, out: expect.not.stringContaining("gone from the tenant") });
  const { exit, out } = await stack.verb("recover", "--stack", "test");
  expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining("agree") });
  expect(await kept(stack, before, "test")).toHaveLength(2);
  expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
});
