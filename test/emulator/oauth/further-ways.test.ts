// Ways to a token beside sign-ins and grants: refresh tokens for several APIs, passwords, others' tokens, registration.
import { jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { ISSUER } from "../support/browser.ts";
import {
  ANA,
  AUDIENCE,
  CALLBACK,
  partnerWorld,
  read,
  refreshWith,
  tokensOf,
  type World,
} from "../support/oauth.ts";
import { CONTACTS, create } from "../support/tenant.ts";

const OTHER = "https://api.our-app.example/reports";
const OURS = { is_first_party: true, third_party_security_mode: undefined };

/** Our application, and a second API without a grant rule that people need not be asked about. */
async function ours(client: object = {}, server: object = {}) {
  const world = await partnerWorld({
    client: { ...OURS, ...client },
    server: { skip_consent_for_verifiable_first_party_clients: true },
  });
  await create(world.call, "/resource-servers", {
    ...CONTACTS,
    identifier: OTHER,
    skip_consent_for_verifiable_first_party_clients: true,
    ...server,
  });
  return world;
}

const withPolicies = (policies: object[]) => ({
  refresh_token: { rotation_type: "non-rotating", expiration_type: "non-expiring", policies },
});
const READS_OTHER = withPolicies([{ audience: OTHER, scope: ["read:contacts"] }]);

describe("a refresh token for several APIs", () => {
  const other = async (world: World) => {
    const { refresh_token } = await tokensOf(world);
    const { body } = await refreshWith(world, refresh_token, { audience: OTHER });
    const { aud, scope } = read(body.access_token).claims;
    return { aud, scope };
  };

  test("gives the policy's scopes of another API", async () => {
    expect(await other(await ours(READS_OTHER))).toMatchObject({ aud: OTHER, scope: "read:contacts" });
  });

  test.for([
    ["without a policy", {}, {}],
    [
      "of an API that must ask people",
      READS_OTHER,
      { skip_consent_for_verifiable_first_party_clients: false },
    ],
  ] as const)("%s stays with its own API", async ([, client, server]) => {
    expect((await other(await ours(client, server))).aud).toBe(AUDIENCE);
  });

  test("goes no further than the application's grant", async () => {
    const world = await ours(READS_OTHER, {
      subject_type_authorization: { user: { policy: "require_client_grant" } },
    });
    const { refresh_token } = await tokensOf(world);
    const { status, body } = await refreshWith(world, refresh_token, { audience: OTHER });
    expect([status, body.error]).toEqual([403, "unauthorized_client"]);
  });
});

describe("a password", () => {
  const form = { grant_type: "password", audience: AUDIENCE, ...ANA };
  const world = () => ours({ grant_types: ["password"] });

  test("gives every scope that the application may have, where none is asked for", async () => {
    const made = await world();
    const [{ name }] = (await made.call("GET", "/connections")).body;
    await made.call("PATCH", "/tenants/settings", { default_directory: name });
    const { body } = await made.token({ ...form, ...made.credentials });
    expect(body.scope).toBe("read:contacts write:contacts");
    expect(read(body.access_token).claims.gty).toBe("password");
    const realm = { grant_type: "http://auth0.com/oauth/grant-type/password-realm", realm: name };
    expect((await made.token({ ...form, ...realm, ...made.credentials })).body.error).toBe(
      "unauthorized_client",
    );
    const wrong = await made.token({ ...form, ...made.credentials, password: "wrong" });
    expect([wrong.status, wrong.body.error]).toEqual([403, "invalid_grant"]);
  });

  test("needs a directory to be looked for in", async () => {
    const made = await world();
    expect((await made.token({ ...form, ...made.credentials })).status).toBe(400);
  });
});

describe("somebody else's token", () => {
  const TYPE = "urn:acme:legacy-token";
  const form = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    ...{ subject_token: "anything", subject_token_type: TYPE, audience: AUDIENCE, scope: "read:contacts" },
  };
  const MAY = {
    oidc_conformant: true,
    token_exchange: { allow_any_profile_of_type: ["custom_authentication"] },
  };

  async function exchanging(client: object, code: string) {
    const world = await ours({ grant_types: ["client_credentials"], ...client });
    const action = await create(world.call, "/actions/actions", {
      name: "exchange",
      supported_triggers: [{ id: "custom-token-exchange", version: "v1" }],
      code: `exports.onExecuteCustomTokenExchange = async (event, api) => { ${code} };`,
    });
    await world.call("POST", `/actions/actions/${action.id}/deploy`);
    const profile = { name: "Legacy", type: "custom_authentication", subject_token_type: TYPE };
    await create(world.call, "/token-exchange-profiles", { ...profile, action_id: action.id });
    return world.token({ ...form, ...world.credentials });
  }
  const ANA_IS_MEANT = 'api.authentication.setUserById("auth0|ana");';

  test("gives tokens of the user whom the Action names, whatever the grant types", async () => {
    const { body } = await exchanging(MAY, ANA_IS_MEANT);
    expect(read(body.access_token).claims).toMatchObject({ sub: "auth0|ana", scope: "read:contacts" });
  });

  test.for([
    ["an application that may not", {}, ANA_IS_MEANT],
    ["an application that is not conformant", { ...MAY, oidc_conformant: false }, ANA_IS_MEANT],
    ["an Action that names nobody", MAY, ""],
    ["an Action that refuses", MAY, 'api.access.deny("access_denied", "no");'],
  ] as const)("is refused for %s", async ([, client, code]) => {
    expect((await exchanging(client, code)).status).toBe(403);
  });
});

describe("registration by anybody", () => {
  const register = (world: World, body: object) =>
    world.app.request(`${ISSUER}oidc/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ redirect_uris: [CALLBACK], ...body }),
    });

  test("is closed until the tenant opens it", async () => {
    const world = await partnerWorld();
    expect((await register(world, {})).status).toBe(404);
    await world.call("PATCH", "/tenants/settings", { flags: { enable_dynamic_client_registration: true } });
    expect((await register(world, { redirect_uris: [] })).status).toBe(400);
    const response = await register(world, { grant_types: ["authorization_code", "client_credentials"] });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      client_id: expect.stringMatching(/^tpc_/),
      grant_types: ["authorization_code"],
    });
  });
});

describe("an organization in a token without a user", () => {
  const form = { grant_type: "client_credentials", audience: AUDIENCE };

  test("is asked for, and only one that the grant may be used with", async () => {
    const world = await partnerWorld({
      grant: { subject_type: "client", scope: ["read:contacts"], organization_usage: "require" },
    });
    const { id: organization } = await create(world.call, "/organizations", { name: "first" });
    const ask = (more: object) => world.token({ ...form, ...world.credentials, ...more });
    expect((await ask({})).status).toBe(403);
    expect((await ask({ organization })).status).toBe(403);
    await create(world.call, `/organizations/${organization}/client-grants`, { grant_id: world.grantId });
    expect(read((await ask({ organization })).body.access_token).claims).toMatchObject({
      org_id: organization,
    });
  });
});

test("an API that signs with a secret can make the tenant's tokens itself", async () => {
  const world = await partnerWorld({
    server: { signing_alg: "HS256" },
    grant: { subject_type: "client", scope: ["read:contacts"] },
  });
  const [, server] = (await world.call("GET", "/resource-servers")).body;
  const { body } = await world.token({
    ...{ grant_type: "client_credentials", audience: AUDIENCE },
    ...world.credentials,
  });
  const secret = new TextEncoder().encode(server.signing_secret);
  await expect(jwtVerify(body.access_token, secret)).resolves.toMatchObject({
    protectedHeader: { alg: "HS256" },
  });
});
