// Plain `pulumi up` that is killed in the worst places: recover puts state and tenant right, and the next run converges.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FaultRule } from "../../emulator/faults/rule.ts";
import {
  CREATE_APPLICATION,
  clientIds,
  expectConverged,
  nothingDeployed,
  recover,
  stack,
  writes,
} from "../e2e/support/recovering.ts";
import { killAll } from "../support/kill-all.ts";

/** Kills engine, plugins and program at once when the tenant has done what the rule is about. */
async function killAt(rule: Omit<FaultRule, "action" | "onHit">, env = {}): Promise<void> {
  const { promise: hit, resolve } = Promise.withResolvers<void>();
  stack.tenant.faults.add({
    ...rule,
    action: { reset: "after" },
    onHit: () => {
      resolve();
      return new Promise(() => undefined);
    },
  });
  const { process: engine, ended } = stack.start(["up", "--yes", "--skip-preview", "--stack", "dev"], env);
  await Promise.race([hit, ended.then(({ output }) => Promise.reject(new Error(`it ended: ${output}`)))]);
  await killAll(engine.pid ?? expect.fail("it never started"));
  await ended;
  stack.tenant.faults.clear();
}

/** What recover says to do when the kill came in the middle of a write, which is a matter of luck. */
async function takeAdvice(): Promise<void> {
  const isDamaged = async () => (await recover()).err.startsWith("error: the state of dev is damaged:");
  const file = join(stack.root, ".pulumi/stacks/partner-access/dev.json");
  if (await isDamaged()) rmSync(`${file}.attrs`, { force: true });
  if (await isDamaged()) copyFileSync(`${file}.bak`, file);
}

describe("recover", () => {
  test.for([
    { when: "the first application was created", rule: CREATE_APPLICATION },
    { when: "a grant was created", rule: { method: "POST", path: /^\/client-grants$/ } },
    { when: "a key was uploaded", rule: { method: "POST", path: /^\/clients\/[^/]+\/credentials$/ } },
    { when: "the API was created", rule: { method: "POST", path: /^\/resource-servers$/ } },
    {
      when: "a grant was created with no checkpoint",
      rule: { method: "POST", path: /^\/client-grants$/ },
      env: { PULUMI_SKIP_CHECKPOINTS: "true" },
    },
  ])("takes up what an engine left that was killed when $when", async ({ rule, env }) => {
    await nothingDeployed();
    await killAt(rule, env);
    const made = await clientIds();
    const before = writes();
    await takeAdvice();
    expect(await recover()).toMatchObject({ exit: 1, err: "" });
    expect(writes()).toBe(before);
    // The lock of the killed engine is still there: nobody but a person can know that it is gone.
    expect(await recover("--write")).toMatchObject({
      exit: 3,
      err: expect.stringMatching(/^error: somebody else is working on the stack dev, or was killed at it/),
    });
    expect(writes()).toBe(before);
    await stack.pulumi("cancel", "--yes", "--stack", "dev");
    expect(await recover("--write")).toMatchObject({ exit: 0 });
    expect(await recover()).toMatchObject({ exit: 0 });
    await expectConverged();
    expect(await clientIds()).toMatchObject(made);
  });
});
