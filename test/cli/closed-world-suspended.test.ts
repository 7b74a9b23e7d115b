// A partner that signs users in beside its grants, once it is suspended: neither sign-in nor a default grant gives it anything.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { askToken, type Caller, userToken } from "../../local/verify/tokens.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";
import { runCommand } from "../support/command.ts";

let local: LocalTenant;
beforeAll(async () => {
  local = await localTenant();
});
afterAll(() => local.close());

const call = <T = { id: string }>(method: string, path: string, body?: unknown) =>
  ask<T>(local.tenant, method, path, body);
const audience = () => local.plan.apis.contacts?.resourceServer.identifier ?? "";
const drift = async () => (await runDrift(local.root, ["--stack", "local"])).out;

/** What an update does of a status: the plan's grant types, and none of its grants. */
async function deployed(id: string): Promise<void> {
  const { workspace, findings } = checkDeclarations(diskSource(local.root));
  expect(findings).toEqual([]);
  const { application, grants } = planStack(workspace, "local").partners[id] ?? expect.fail("not planned");
  const path = `clients/${local.clientIds[id]}`;
  await call("PATCH", path, { grant_types: application.grantTypes });
  for (const one of await call<{ id: string }[]>("GET", `client-grants?client_id=${local.clientIds[id]}`))
    await call("DELETE", `client-grants/${one.id}`);
  for (const { scopes, subjectType } of Object.values(grants))
    await call("POST", "client-grants", {
      ...{ client_id: local.clientIds[id], audience: audience(), subject_type: subjectType, scope: scopes },
    });
}

const PROFILE = ["openid", "email"];

test.for(["fieldbook", "globe-directory"])("%s", async (id) => {
  const { workspace } = checkDeclarations(diskSource(local.root));
  const partner = workspace.partners.get(id)?.value ?? expect.fail("not declared");
  const caller: Caller = { tenant: local.tenant, partner, clientId: local.clientIds[id] ?? "" };
  const before = await userToken(caller, undefined, [...PROFILE, "offline_access"]);
  expect(before).toMatchObject({ id_token: expect.any(String) });

  const file = join(local.root, "partners", `${id}.yaml`);
  const active = readFileSync(file, "utf8");
  expect(await runCommand(["suspend", id, "--reason", "leaked", "--root", local.root])).toMatchObject({
    exit: 0,
    out: expect.stringContaining("Nobody can sign in with it"),
  });
  expect(await drift()).toContain("[grant-types-wider]");
  await deployed(id);
  expect(await drift()).toMatch(/^no drift:/);
  const refused = { error: "unauthorized_client" };
  expect(await userToken(caller, undefined, PROFILE)).toMatchObject(refused);
  const refresh = { grant_type: "refresh_token", refresh_token: before.refresh_token ?? "" };
  if (before.refresh_token !== undefined) expect(await askToken(caller, refresh)).toMatchObject(refused);

  const grant = { default_for: "third_party_clients", audience: audience(), subject_type: "user" };
  const { id: byDefault } = await call("POST", "client-grants", { ...grant, scope: ["read:contacts"] });
  expect(await userToken(caller, audience(), ["read:contacts"])).toMatchObject(refused);
  const who = await runCommand(["who", "read:contacts", "--root", local.root, "--stack", "local"]);
  expect(who.out).not.toContain(id);
  expect(await drift()).not.toContain("lets in again");
  await call("DELETE", `client-grants/${byDefault}`);

  expect(await runCommand(["resume", id, "--root", local.root])).toMatchObject({ exit: 0 });
  expect(readFileSync(file, "utf8")).toBe(active);
  await deployed(id);
  expect(await drift()).toMatch(/^no drift:/);
  expect(await userToken(caller, undefined, PROFILE)).toMatchObject({ id_token: expect.any(String) });
  if (before.refresh_token !== undefined) expect((await askToken(caller, refresh)).scope).toContain("openid");
  writeFileSync(file, active);
});
