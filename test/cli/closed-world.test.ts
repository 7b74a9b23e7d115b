// What got past every comparison of objects before: each done to a tenant by hand, as somebody in the dashboard does it, and
// told by `drift` and `who`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tenantApp } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { driftReportSchema } from "../../src/drift/drift.ts";
import { LOCAL_DEPLOYMENT } from "../../src/tenant/way-in.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";
import { newBrowser } from "../emulator/support/browser.ts";
import { ANA, codeForm, proofKey, read } from "../emulator/support/oauth.ts";
import { runCommand } from "../support/command.ts";

let local: LocalTenant;
beforeAll(async () => {
  local = await localTenant();
});
afterAll(() => local.close());

const told = async () => {
  const { out } = await runDrift(local.root, ["--stack", "local", "--format", "json"]);
  return driftReportSchema
    .parse(JSON.parse(out))
    .drift.map(({ severity, rule, subject }) => `${severity} ${rule} ${subject.kind} ${subject.id}`);
};
const who = async (...words: string[]) => {
  const { out } = await runCommand(["who", "--root", local.root, "--stack", "local", ...words]);
  return out;
};
const contacts = () => local.plan.apis.contacts?.resourceServer.identifier ?? "";
const tenantItself = () => `tenant ${local.plan.domain}`;

/** The scopes of the token that Acme gets with Ana's consent when it asks for the one that it reads contacts with. */
async function scopesOfAcme(): Promise<string[]> {
  const issuer = `https://${local.plan.domain}/`;
  const app = tenantApp(local.tenant.tenant);
  const client_id = local.clientIds["acme-cms"] ?? "";
  const { client_secret } = await ask<{ client_secret: string }>(local.tenant, "GET", `clients/${client_id}`);
  const [redirect_uri = ""] = local.plan.partners["acme-cms"]?.application.callbacks ?? [];
  const { verifier, challenge } = proofKey();
  const request = new URLSearchParams({
    ...{ response_type: "code", client_id, redirect_uri, audience: contacts(), scope: "read:contacts" },
    ...{ state: "opaque", code_challenge: challenge, code_challenge_method: "S256" },
  });
  const browser = newBrowser(app, issuer);
  await browser.visit(`${issuer}authorize?${request}`);
  let { url } = await browser.submit(ANA);
  if (url.pathname === "/u/consent") url = (await browser.submit({ action: "accept" })).url;
  const form = { ...codeForm(url.searchParams, verifier), redirect_uri, client_id, client_secret };
  const answer = await app.request("/oauth/token", { method: "POST", body: new URLSearchParams(form) });
  const { access_token = "" } = (await answer.json()) as { access_token?: string };
  return String(read(access_token).claims.scope).split(" ");
}

test("an Action that somebody binds at the login gives Acme a scope that nobody granted it", async () => {
  expect(await scopesOfAcme()).toEqual(["read:contacts"]);
  const code =
    'exports.onExecutePostLogin = async (event, api) => api.accessToken.addScope("delete:contacts");';
  const supported_triggers = [{ id: "post-login", version: "v3" }];
  const { id } = await ask(local.tenant, "POST", "actions/actions", {
    name: "enrich",
    code,
    supported_triggers,
  });
  await ask(local.tenant, "POST", `actions/actions/${id}/deploy`);
  const path = "actions/triggers/post-login/bindings";
  const { bindings } = await ask<{ bindings: { action: { id: string } }[] }>(local.tenant, "GET", path);
  const bind = (ids: readonly unknown[]) =>
    ask(local.tenant, "PATCH", path, {
      bindings: ids.map((value) => ({ ref: { type: "action_id", value } })),
    });
  const before = bindings.map(({ action }) => action.id);
  await bind([...before, id]);
  expect(await scopesOfAcme()).toEqual(["read:contacts", "delete:contacts"]);
  expect(await told()).toEqual(["alarm action-undeclared action enrich"]);
  expect(await who("delete:contacts")).toMatch(
    /partner acme-cms \(tpc_\w+\), for users, by an Action: delete:contacts; .* {2}<- not declared\n/,
  );
  await bind(before);
  await ask(local.tenant, "DELETE", `actions/actions/${id}`);
  expect(await scopesOfAcme()).toEqual(["read:contacts"]);
  expect(await told()).toEqual([]);
});

test("anyone who holds a key that the tenant publishes beside its own makes a token that our API takes", async () => {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const kid = "theirs";
  const issuer = `https://${local.plan.domain}/`;
  const token = await new SignJWT({ scope: "delete:contacts" })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(issuer)
    .setAudience(contacts())
    .setExpirationTime("1h")
    .sign(privateKey);
  const taken = async () => {
    const answer = await tenantApp(local.tenant.tenant).request("/.well-known/jwks.json");
    const keys = createLocalJWKSet((await answer.json()) as JSONWebKeySet);
    const { payload } = await jwtVerify(token, keys, { issuer, audience: contacts() });
    return payload.scope;
  };
  await expect(taken()).rejects.toThrow("no applicable key");
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }];
  await ask(local.tenant, "PUT", "keys/custom-signing", { keys });
  expect(await taken()).toBe("delete:contacts");
  expect(await told()).toEqual([`alarm custom-signing-key ${tenantItself()}`]);
  expect(await who("delete:contacts")).toContain(
    '  anyone who holds the private key of "theirs", for users, by a signing key of somebody else: delete:contacts; every account  <- not declared\n',
  );
  await ask(local.tenant, "DELETE", "keys/custom-signing");
  expect(await told()).toEqual([]);
});

test("a default grant of an API without a file reaches every partner", async () => {
  const identifier = "https://elsewhere.example/";
  const scopes = [{ value: "read:all", description: "Everything" }];
  const { id: api } = await ask(local.tenant, "POST", "resource-servers", {
    identifier,
    name: "Elsewhere",
    scopes,
  });
  const { id } = await ask(local.tenant, "POST", "client-grants", {
    ...{
      default_for: "third_party_clients",
      audience: identifier,
      subject_type: "user",
      scope: ["read:all"],
    },
  });
  expect(await told()).toEqual([`alarm default-grant ${tenantItself()}`]);
  await ask(local.tenant, "DELETE", `client-grants/${id}`);
  await ask(local.tenant, "DELETE", `resource-servers/${api}`);
});

test("a default grant gives a suspended partner access again, and who names it as suspended", async () => {
  const file = join(local.root, "partners/acme-cms.yaml");
  const active = readFileSync(file, "utf8");
  writeFileSync(file, active.replace(/^application:/m, "status: suspended\napplication:"));
  const own = await ask<{ id: string; audience: string; subject_type: string; scope: string[] }[]>(
    local.tenant,
    "GET",
    `client-grants?client_id=${local.clientIds["acme-cms"]}`,
  );
  for (const { id } of own) await ask(local.tenant, "DELETE", `client-grants/${id}`);
  expect(await told()).toEqual([]);
  expect(await who("read:contacts")).not.toContain("acme-cms");
  const { id } = await ask(local.tenant, "POST", "client-grants", {
    ...{
      default_for: "third_party_clients",
      audience: contacts(),
      subject_type: "user",
      scope: ["read:contacts"],
    },
  });
  expect(await told()).toEqual(["alarm default-grant api contacts"]);
  expect(await who("read:contacts")).toMatch(
    /partner acme-cms, which is suspended \(tpc_\w+\), for users, by a default grant for third-party applications: read:contacts;.*<- not declared/,
  );
  await ask(local.tenant, "DELETE", `client-grants/${id}`);
  for (const { audience, subject_type, scope } of own)
    await ask(local.tenant, "POST", "client-grants", {
      ...{ client_id: local.clientIds["acme-cms"], audience, subject_type, scope },
    });
  writeFileSync(file, active);
  expect(await told()).toEqual([]);
});

/** An application with just these rights of the Management API; its token, and its grant. */
async function deployerWith(scope: readonly string[]) {
  const made = await ask<{ client_id: string; client_secret: string }>(local.tenant, "POST", "clients", {
    ...{ name: "Deployment", app_type: "non_interactive", grant_types: ["client_credentials"] },
  });
  const { client_id, client_secret } = made;
  const audience = `https://${local.plan.domain}/api/v2/`;
  const { id } = await ask(local.tenant, "POST", "client-grants", { client_id, audience, scope });
  const app = tenantApp(local.tenant.tenant);
  const call = async (method: string, path: string, body: unknown) => {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id,
      client_secret,
      audience,
    });
    const answer = await app.request("/oauth/token", { method: "POST", body: form });
    const { access_token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    return (await app.request(`/api/v2/${path}`, { method, headers, body: JSON.stringify(body) })).status;
  };
  return { client_id, id, call };
}

test("an application that may change grants gives itself users, moves one to another account, and is told", async () => {
  const page = readFileSync("docs/ci.md", "utf8");
  const rights = /```text deploy\n([^`]+)\n```/.exec(page)?.[1]?.split("\n") ?? [];
  const { client_id, id, call } = await deployerWith(rights);
  const move = () => call("PATCH", "users/auth0%7Cana", { app_metadata: { account: "second" } });
  expect(await move()).toBe(403);
  expect(await call("PATCH", `client-grants/${id}`, { scope: [...rights, "update:users"] })).toBe(200);
  expect(await move()).toBe(200);
  expect(await told()).toEqual([`alarm management-rights-undeclared application ${client_id}`]);
  expect(await who()).toMatch(/Who may change the tenant, [\s\S]*"Deployment".*update:users/);
  await ask(local.tenant, "PATCH", "users/auth0%7Cana", { app_metadata: { account: "first" } });
  await ask(local.tenant, "DELETE", `clients/${client_id}`);
});

test.for([
  "update:users_app_metadata",
  "update:actions",
  "update:connections",
  "create:signing_keys",
  "update:clients",
])("an application with %s alone is told", async (scope) => {
  const { client_id } = await deployerWith([scope]);
  expect(await told()).toEqual([`alarm management-rights-undeclared application ${client_id}`]);
  await ask(local.tenant, "DELETE", `clients/${client_id}`);
});

test("the local tenant's own deployment is the one exception, since it listens on this machine only", async () => {
  expect(await told()).toEqual([]);
  expect(await who()).not.toContain(LOCAL_DEPLOYMENT);
});
