// What somebody did to a tenant and put back: `drift` reads it in the tenant's log.
import { afterAll, beforeAll, expect, test } from "vitest";
import { tenantApp } from "../../emulator/emulator.ts";
import { issueToken } from "../../emulator/management/access.ts";
import { ask } from "../../local/verify/ask.ts";
import { driftReportSchema } from "../../src/drift/drift.ts";
import { LOCAL_DEPLOYMENT } from "../../src/tenant/way-in.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";

let own: LocalTenant;
beforeAll(async () => {
  own = await localTenant();
});
afterAll(() => own.close());

/** Another application's token; it needs no grant, so that nothing else of the tenant differs. */
const as = (client: string, ...scopes: string[]) => {
  const token = issueToken(own.tenant.tenant.store, scopes, client);
  return async (method: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = { method, headers, body: JSON.stringify(body) };
    const answer = await tenantApp(own.tenant.tenant).request(`/api/v2/${path}`, sent);
    expect(answer.ok, path).toBe(true);
    return answer.json();
  };
};
const rulesOf = async () => {
  const { out } = await runDrift(own.root, ["--stack", "local", "--format", "json"]);
  return driftReportSchema.parse(JSON.parse(out)).drift.map(({ rule, what }) => ({ rule, what }));
};

test("tells of a grant that somebody widened, used and put back", async () => {
  const grants = await ask<{ id: string; client_id: string; scope: string[] }[]>(
    own.tenant,
    "GET",
    `client-grants?client_id=${own.clientIds["acme-cms"]}`,
  );
  const [{ id, scope } = expect.fail("no grant")] = grants;
  const call = as("intruder", "update:client_grants");
  await call("PATCH", `client-grants/${id}`, { scope: [...scope, "delete:contacts"] });
  await call("PATCH", `client-grants/${id}`, { scope });
  expect(await rulesOf()).toEqual([
    {
      rule: "changed-beside-deployments",
      what: expect.stringMatching(
        /^"" \(intruder\), which does not deploy, changed it 2 times, last 2\S+Z, by "PATCH \/client-grants": log line \d+$/,
      ),
    },
  ]);
});

test("tells of the deployment's own grant, also by the deployment itself", async () => {
  const grants = await ask<{ id: string; scope: string[] }[]>(
    own.tenant,
    "GET",
    `client-grants?client_id=${LOCAL_DEPLOYMENT}`,
  );
  const [{ id, scope } = expect.fail("no grant")] = grants;
  const call = as(LOCAL_DEPLOYMENT, "update:client_grants");
  await call("PATCH", `client-grants/${id}`, { scope: scope.filter((one) => one !== "update:users") });
  await call("PATCH", `client-grants/${id}`, { scope });
  expect((await rulesOf()).map(({ rule }) => rule)).toEqual([
    "deployment-changed",
    "changed-beside-deployments",
  ]);
});
