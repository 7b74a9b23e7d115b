// Plain `pulumi up` that is stopped in the worst places: recover puts state and tenant right, and the next run converges.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import listProcesses from "ps-list";
import { afterEach, describe, expect, test } from "vitest";
import type { FaultRule } from "../../emulator/faults/rule.ts";
import { keepPartners } from "../support/company.ts";
import { view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

/** One that signs with two keys, and one with a secret. */
const PARTNERS = ["acme-cms", "ember-mail"];
/** The provider asks again so often when no answer comes. Source: https://github.com/auth0/terraform-provider-auth0 (read 2026-11) */
const ATTEMPTS = 4;
const CREATE_APPLICATION = { method: "POST", path: /^\/clients$/ } as const;

let stack: PlainStack;

afterEach(() => stack?.close());

async function nothingDeployed(): Promise<void> {
  stack = await PlainStack.create();
  keepPartners(stack.root, PARTNERS);
}

const up = () => stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
const recover = (...options: string[]) => stack.verb("recover", "--stack", "dev", ...options);
const writes = () => stack.tenant.requests.filter(({ method }) => method !== "GET").length;

async function clientIds(): Promise<Record<string, readonly string[]>> {
  const { applications } = await view(stack.tenant);
  const ids = Object.entries(applications).map(([id, list]) => [id, list.map((one) => one.client_id).sort()]);
  return Object.fromEntries(ids);
}

/** The engine with its plugins, which are in process groups of their own: as a lost machine ends them. */
async function killAll(engine: number): Promise<void> {
  const plugins = (await listProcesses()).filter(({ ppid }) => ppid === engine);
  for (const pid of [engine, ...plugins.map((plugin) => plugin.pid)]) process.kill(pid, "SIGKILL");
}

/** Kills engine, plugins and program at once when the tenant has done what the rule is about. */
async function killAt(rule: Omit<FaultRule, "action" | "onHit">): Promise<void> {
  const { promise: hit, resolve } = Promise.withResolvers<void>();
  stack.tenant.faults.add({
    ...rule,
    action: { reset: "after" },
    onHit: () => {
      resolve();
      return new Promise(() => undefined);
    },
  });
  const { process: engine, ended } = stack.start(["up", "--yes", "--skip-preview", "--stack", "dev"]);
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

/** One application for each partner, known to the state, and nothing left to do. */
async function expectConverged(): Promise<void> {
  await stack.up("--skip-preview");
  const ids = await clientIds();
  expect(Object.keys(ids).sort()).toEqual(PARTNERS);
  const { partners } = await stack.outputs();
  expect(ids).toEqual(
    Object.fromEntries(Object.entries(partners).map(([id, { client_id }]) => [id, [client_id]])),
  );
  expect(await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev")).toMatchObject({ code: 0 });
  expect(await recover()).toMatchObject({ exit: 0, out: expect.stringMatching(/^nothing to recover: /) });
}

describe("recover", () => {
  test.for([
    { when: "the first application was created", rule: CREATE_APPLICATION },
    { when: "a grant was created", rule: { method: "POST", path: /^\/client-grants$/ } },
    { when: "a key was uploaded", rule: { method: "POST", path: /^\/clients\/[^/]+\/credentials$/ } },
    { when: "the API was created", rule: { method: "POST", path: /^\/resource-servers$/ } },
  ])("takes up what an engine left that was killed when $when", async ({ rule }) => {
    await nothingDeployed();
    await killAt(rule);
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

  test("deletes the application of a request that the provider repeated, and keeps the one in the state", async () => {
    await nothingDeployed();
    stack.tenant.faults.add({ ...CREATE_APPLICATION, action: { reset: "after" } });
    expect(await up()).toMatchObject({ code: 0 });
    const { partners } = await stack.outputs();
    expect(Object.values(await clientIds()).flat()).toHaveLength(3);
    const { exit, out } = await recover("--write");
    expect(out).toMatch(/^deleted in the tenant:\n {2}- application \S+ of \S+, made twice/);
    expect(exit).toBe(0);
    expect((await stack.outputs()).partners).toEqual(partners);
    await expectConverged();
    expect((await stack.outputs()).partners).toEqual(partners);
  });

  test("keeps one application of an update that gave up on it, and knows of no pending operation", async () => {
    await nothingDeployed();
    stack.delete("partners/ember-mail.yaml");
    stack.tenant.faults.add({ ...CREATE_APPLICATION, times: ATTEMPTS, action: { reset: "after" } });
    expect((await up()).code).not.toBe(0);
    expect((await clientIds())["acme-cms"]).toHaveLength(ATTEMPTS);
    const { exit, out } = await recover("--write");
    expect(out).not.toContain("operations");
    expect(exit).toBe(0);
    expect((await clientIds())["acme-cms"]).toHaveLength(1);
    expect(await up()).toMatchObject({ code: 0 });
    const { partners } = await stack.outputs();
    expect(await clientIds()).toEqual({ "acme-cms": [partners["acme-cms"]?.client_id] });
  });

  test("builds a lost state again: same client IDs, no key replaced, nothing created twice", async () => {
    stack = await PlainStack.deployed(PARTNERS);
    const before = await clientIds();
    await stack.pulumi("stack", "rm", "--force", "--yes", "--preserve-config", "--stack", "dev");
    expect(await recover("--write")).toMatchObject({
      exit: 3,
      err: expect.stringMatching(/^error: there is no stack dev in this backend: .*`pulumi stack init dev`/),
    });
    await stack.pulumi("stack", "init", "dev");
    const from = stack.tenant.requests.length;
    expect(await recover("--write")).toMatchObject({ exit: 0 });
    await expectConverged();
    expect(await clientIds()).toEqual(before);
    const made = stack.tenant.requests.slice(from).filter(({ method }) => method === "POST");
    expect(made).toEqual([]);
  });

  test("asks a person when two applications were in use and no state tells which is the partner's", async () => {
    stack = await PlainStack.deployed(PARTNERS);
    const id = (await clientIds())["acme-cms"]?.[0] ?? expect.fail("not deployed");
    const { client_id: other } = await stack.management<{ client_id: string }>("POST", "clients", {
      ...{ name: "Acme CMS", is_first_party: false, third_party_security_mode: "strict" },
      client_metadata: {
        partner_access_project: "partner-access",
        partner_access_stack: "dev",
        partner_access_partner: "acme-cms",
      },
    });
    await stack.management("POST", "client-grants", {
      client_id: other,
      audience: "https://api.our-app.example/contacts",
      subject_type: "user",
      scope: ["read:contacts"],
    });
    await stack.pulumi("stack", "rm", "--force", "--yes", "--preserve-config", "--stack", "dev");
    await stack.pulumi("stack", "init", "dev");
    const before = writes();
    const { exit, out } = await recover();
    expect(exit).toBe(1);
    expect(out).toContain("acme-cms has 2 applications, and more than one of them was in use");
    expect(out).toMatch(new RegExp(`${id}: 1 grant, 0 keys, 0 consents of users`));
    expect(writes()).toBe(before);
    expect(await recover("--write", "--keep", id)).toMatchObject({ exit: 0 });
    await expectConverged();
    expect((await clientIds())["acme-cms"]).toEqual([id]);
  });
});
