// What an update leaves that was not killed, but heard no answer: applications made twice.
import { expect, test } from "vitest";
import {
  CREATE_APPLICATION,
  clientIds,
  expectConverged,
  nothingDeployed,
  recover,
  stack,
  up,
} from "../e2e/support/recovering.ts";

/** The provider asks again so often when no answer comes. Source: https://github.com/auth0/terraform-provider-auth0 (read 2026-11) */
const ATTEMPTS = 4;

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
