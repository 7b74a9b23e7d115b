// A partner gets a new secret: the old one ends at once, and the state takes the new one up.
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { PlainStack } from "../support/plain-stack.ts";

let stack: PlainStack;

beforeAll(async () => {
  stack = await PlainStack.deployed(["beacon-crm"]);
});

afterAll(() => stack?.close());

test("a client secret is new at once for everybody, and one targeted update takes it into the state without showing it", async () => {
  const { out } = await runCommand(["rotate", "beacon-crm", "--stack", "dev", "--root", stack.root]);
  const [, targeted = ""] = /pulumi (up .*)$/m.exec(out) ?? [];
  const clientId = (await stack.outputs()).partners["beacon-crm"]?.client_id ?? "";
  const secretOf = async () =>
    (await stack.management<{ client_secret: string }>("GET", `clients/${clientId}`)).client_secret;
  const old = await secretOf();
  await stack.management("POST", `clients/${clientId}/rotate-secret`);
  const fresh = await secretOf();
  expect(fresh).not.toBe(old);

  const args = targeted.split(" ").map((word) => word.replaceAll("'", ""));
  const { code, output } = await stack.pulumi(...args, "--yes");
  expect({ code, output }).toMatchObject({ code: 0 });
  const shown = await stack.pulumi("stack", "export", "--show-secrets", "--stack", "dev");
  expect(shown.output).toContain(fresh);
  expect(shown.output).not.toContain(old);
  expect(output).not.toContain(fresh);
  expect((await stack.pulumi("stack", "export", "--stack", "dev")).output).not.toContain(fresh);
  expect((await stack.pulumi("preview", "--stack", "dev", "--expect-no-changes")).code).toBe(0);
});
