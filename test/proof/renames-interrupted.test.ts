// A rename whose update is killed, or fails, half-way: the state has components under the new name, and below them
// resources under the old one.
import { beforeEach, expect, onTestFinished, test } from "vitest";
import {
  type Ids,
  idsIn,
  kept,
  madeOrDeletedIn,
  nameFormer,
  renameApi,
  renamePartner,
} from "../e2e/support/renaming.ts";
import { killAll } from "../support/kill-all.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { belowKey } from "../support/several.ts";

let stack: PlainStack;
let before: Ids;

/** A partner, an API, and one that gets a key in its file. */
beforeEach(async () => {
  stack = await PlainStack.deployed(["acme-cms", "ember-mail"]);
  onTestFinished(() => stack.close());
  before = await idsIn(stack.tenant);
  renamePartner(stack, "acme-cms", "acme-web");
  nameFormer(stack, "partners/acme-web.yaml", "acme-cms");
  stack.edit("partners/ember-mail.yaml", (text) => belowKey(text, "web", "former_ids: [ember-mail]"));
  renameApi(stack, "contacts", "crm");
  nameFormer(stack, "apis/crm.yaml", "contacts");
  stack.tenant.requests.length = 0;
});

const UP = ["up", "--yes", "--skip-preview", "--stack", "dev"];

/** The next update goes on where the last one ended, and then no former id is needed. */
async function expectKept(): Promise<void> {
  expect(await stack.verb("recover", "--stack", "dev", "--write")).toMatchObject({ exit: 0 });
  await kept(stack, before);
  expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
  nameFormer(stack, "partners/acme-web.yaml");
  nameFormer(stack, "apis/crm.yaml");
  stack.edit("partners/ember-mail.yaml", (text) => text.replace("    former_ids: [ember-mail]\n", ""));
  expect(await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev")).toMatchObject({ code: 0 });
}

test("killed, and recovered: nothing is deleted or made anew", async () => {
  const { promise: hit, resolve } = Promise.withResolvers<void>();
  const onHit = () => {
    resolve();
    return new Promise<void>(() => undefined);
  };
  stack.tenant.faults.add({ method: "PATCH", path: /\/clients\//, action: { reset: "after" }, onHit });
  const { process: engine, ended } = stack.start(UP);
  await Promise.race([hit, ended.then(({ output }) => Promise.reject(new Error(`it ended: ${output}`)))]);
  await killAll(engine.pid ?? expect.fail("it never started"));
  await ended;
  stack.tenant.faults.clear();
  await stack.pulumi("cancel", "--yes", "--stack", "dev");
  await expectKept();
});

test("refused by the tenant, and recovered: nothing is deleted or made anew", async () => {
  const times = Number.POSITIVE_INFINITY;
  stack.tenant.faults.add({ method: "PATCH", path: /\/clients\//, times, action: { status: 400 } });
  expect((await stack.pulumi(...UP)).code).not.toBe(0);
  stack.tenant.faults.clear();
  expect(await stack.verb("recover", "--stack", "dev", "--write")).toMatchObject({ exit: 0 });
  await expectKept();
});
