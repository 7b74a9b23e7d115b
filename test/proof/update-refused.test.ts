// A tenant that refuses what an update writes: the next one does not take it for done.
import { expect, onTestFinished, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { writesTo } from "../e2e/support/renaming.ts";
import { PlainStack } from "../support/plain-stack.ts";

const UP = ["up", "--yes", "--stack", "dev"] as const;

/** A stack in which Acme CMS loses a scope, which the tenant did not let through. */
async function afterRefusal(): Promise<PlainStack> {
  const stack = await PlainStack.deployed(["acme-cms"]);
  onTestFinished(() => stack.close());
  stack.edit("partners/acme-cms.yaml", (text) =>
    text.replace("[read:contacts, update:contacts]", "[read:contacts]"),
  );
  const times = Number.POSITIVE_INFINITY;
  const action = { status: 400 };
  stack.tenant.faults.add({ method: "PATCH", path: /\/client-grants\//, times, action });
  expect((await stack.pulumi(...UP, "--skip-preview")).code).not.toBe(0);
  stack.tenant.faults.clear();
  stack.tenant.requests.length = 0;
  return stack;
}

interface Grant {
  readonly subject_type: string;
  readonly scope: readonly string[];
}

const scopesOf = async ({ tenant }: PlainStack) =>
  (await ask<Grant[]>(tenant, "GET", "client-grants?per_page=100"))
    .filter(({ subject_type: subjectType }) => subjectType === "user")
    .map(({ scope }) => scope);

const NARROWED = [["read:contacts"]];

test("a plain update changes nothing and says what to run, which is the fix", async () => {
  const stack = await afterRefusal();
  const preview = await stack.pulumi("preview", "--stack", "dev");
  expect(preview.code).toBe(0);
  expect(preview.output).toContain("grant acme-cms/contacts/user: its last write failed");
  const { code, output } = await stack.pulumi(...UP, "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain("`recover --stack dev --write` reads that from the tenant");
  expect(writesTo(stack.tenant)).toEqual([]);
  const looked = await stack.verb("recover", "--stack", "dev");
  expect(looked).toMatchObject({
    exit: 1,
    out: expect.stringContaining("acme-cms/contacts/user: its last write failed"),
  });
  expect(await stack.verb("recover", "--stack", "dev", "--write")).toMatchObject({ exit: 0 });
  await stack.up("--skip-preview");
  expect(await scopesOf(stack)).toEqual(NARROWED);
});

test("and so does one with --refresh: what it has read is not in the state before it ends", async () => {
  const stack = await afterRefusal();
  const { code, output } = await stack.pulumi(...UP, "--refresh", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain("`recover --stack dev --write` reads that from the tenant");
  expect(writesTo(stack.tenant)).toEqual([]);
  expect(await stack.verb("recover", "--stack", "dev", "--write")).toMatchObject({ exit: 0 });
  await stack.up("--skip-preview");
  expect(await scopesOf(stack)).toEqual(NARROWED);
});
