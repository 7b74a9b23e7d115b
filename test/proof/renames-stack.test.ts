// A stack that is called otherwise: refused before anything is taken up or made a second time.
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idsIn, livingStack, PARTNERS } from "../e2e/support/renaming.ts";
import { unwrapped } from "../support/command.ts";
import { firstUp } from "../support/used-tenant.ts";

const living = livingStack();

/** In everything that names it but its own file. */
function callIt(to: string): void {
  const { stack } = living;
  stack.edit("Pulumi.prod.yaml", (text) => text.replace("after: dev", `after: ${to}`));
  for (const id of PARTNERS)
    stack.edit(`partners/${id}.yaml`, (text) => text.replace("\n  dev:\n", `\n  ${to}:\n`));
}

// Each test goes on from what the one before it left.
test("in the files: check --base refuses it and says what to write", async () => {
  living.commit("src", "engine");
  renameSync(join(living.stack.root, "Pulumi.dev.yaml"), join(living.stack.root, "Pulumi.test.yaml"));
  callIt("test");
  const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
  expect(exit).toBe(1);
  expect(unwrapped(out)).toContain("call Pulumi.test.yaml Pulumi.dev.yaml again");
});

test("the first update under the new name makes no partner a second application, reviewed or not", async () => {
  expect((await living.stack.pulumi("stack", "init", "test")).code).toBe(0);
  const said =
    'the tenant has applications that stack "dev" made, and a tenant is one stack\'s: partners would get a second one. If test was called so, give it that name again';
  expect(await living.refused("test")).toContain(said);
  // What was reviewed has to be what was committed.
  living.commit();
  await expect(firstUp(living.stack, "test")).rejects.toThrow(said);
  expect(await idsIn(living.stack.tenant)).toEqual(living.before);
});

test("recover takes up nothing of it", async () => {
  const { exit, err } = await living.stack.verb("recover", "--stack", "test", "--write");
  expect(exit).toBe(3);
  expect(err).toContain(
    "2 applications marked as dev's, and no stack is called that any more: if test was called so, give it that name again",
  );
  const { output } = await living.stack.pulumi("stack", "export", "--stack", "test");
  expect(output).not.toContain("::contacts");
});

test("renamed at the engine as well, nothing is lost: drift knows the applications by their client IDs", async () => {
  expect(
    (await living.stack.pulumi("stack", "rm", "--yes", "--force", "--preserve-config", "test")).code,
  ).toBe(0);
  renameSync(join(living.stack.root, "Pulumi.test.yaml"), join(living.stack.root, "Pulumi.dev.yaml"));
  expect((await living.stack.pulumi("stack", "rename", "test", "--stack", "dev")).code).toBe(0);
  const drift = await living.stack.verb("drift", "--stack", "test", "--deployed");
  expect(drift).toMatchObject({ exit: 0, out: expect.not.stringContaining("gone from the tenant") });
  const { exit, out } = await living.stack.verb("recover", "--stack", "test");
  expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining("agree") });
  expect(await living.keeps("test")).toHaveLength(2);
});
