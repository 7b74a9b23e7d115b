import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { ISSUER } from "../support/browser.ts";
import { AUDIENCE, partnerWorld, read } from "../support/oauth.ts";

const machine = { subject_type: "client", scope: ["read:contacts", "write:contacts"] };
const form = { grant_type: "client_credentials", audience: AUDIENCE };

test("an application acts for itself with everything it is granted", async () => {
  const world = await partnerWorld({
    grant: machine,
    server: { token_lifetime: 600, token_lifetime_for_web: 600 },
  });
  const { status, body } = await world.token({ ...form, ...world.credentials });
  expect([status, body.scope, body.expires_in]).toEqual([200, "read:contacts write:contacts", 600]);
  expect(body).not.toHaveProperty("refresh_token");
  const { client_id } = world.client;
  expect(read(body.access_token).claims).toEqual({
    iss: ISSUER,
    sub: `${client_id}@clients`,
    aud: AUDIENCE,
    azp: client_id,
    gty: "client-credentials",
    scope: "read:contacts write:contacts",
    iat: expect.any(Number),
    exp: expect.any(Number),
  });
});

test("an API with the RFC 9068 profile gets its dialect", async () => {
  const world = await partnerWorld({ grant: machine, server: { token_dialect: "rfc9068_profile" } });
  const { body } = await world.token({ ...form, ...world.credentials });
  const { header, claims } = read(body.access_token);
  expect(header.typ).toBe("at+jwt");
  expect(claims).toMatchObject({ client_id: world.client.client_id, jti: expect.any(String) });
  expect(claims).not.toHaveProperty("azp");
});

test.for(["RS256", "RS512", "PS256"])("tokens of an API that has %s are signed with it", async (alg) => {
  const world = await partnerWorld({ grant: machine, server: { signing_alg: alg } });
  const { body } = await world.token({ ...form, ...world.credentials });
  const { header } = read(body.access_token);
  expect(header.alg).toBe(alg);
  const response = await world.app.request(`${ISSUER}.well-known/jwks.json`);
  const { keys } = (await response.json()) as JSONWebKeySet;
  expect(keys.find(({ kid }) => kid === header.kid)).toMatchObject({ alg, kty: "RSA" });
  const verified = await jwtVerify(body.access_token, createLocalJWKSet({ keys }), { audience: AUDIENCE });
  expect(verified.protectedHeader.kid).toBe(header.kid);
});

test("an application may ask for less", async () => {
  const world = await partnerWorld({ grant: machine });
  const { body } = await world.token({ ...form, ...world.credentials, scope: "write:contacts" });
  expect(body.scope).toBe("write:contacts");
});

const NOT_GRANTED = {
  error: "access_denied",
  error_description: `Client is not authorized to access "${AUDIENCE}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
};

test.for([
  {
    name: "no audience",
    world: { grant: machine },
    change: { audience: "" },
    error: {
      error: "access_denied",
      error_description: "Non-global clients are not allowed access to APIv1",
    },
  },
  {
    name: "an unknown audience",
    world: { grant: machine },
    change: { audience: "https://other.example" },
    error: {
      error: "access_denied",
      error_description: "Service not enabled within domain: https://other.example",
    },
  },
  {
    name: "no grant",
    world: { grant: null },
    change: {},
    error: NOT_GRANTED,
  },
  {
    name: "a grant for users only",
    world: {},
    change: {},
    error: NOT_GRANTED,
  },
  {
    name: "an API that denies machines",
    world: {
      grant: machine,
      server: { subject_type_authorization: { client: { policy: "deny_all" } } },
    },
    change: {},
    error: NOT_GRANTED,
  },
  {
    name: "scopes that are not granted",
    world: { grant: { subject_type: "client", scope: ["read:contacts"] } },
    change: { scope: "read:contacts write:contacts" },
    error: {
      error: "access_denied",
      error_description: "Client has not been granted scopes: write:contacts",
    },
  },
  {
    name: "another grant type of the application",
    world: { grant: machine, client: { grant_types: ["authorization_code"] } },
    change: {},
    error: {
      error: "unauthorized_client",
      error_description: "Grant type 'client_credentials' not allowed for the client.",
      error_uri: "https://auth0.com/docs/clients/client-grant-types",
    },
  },
])("a token without a user is refused for $name", async ({ world: change, change: sent, error }) => {
  const world = await partnerWorld(change);
  const { status, body } = await world.token({ ...form, ...world.credentials, ...sent });
  expect([status, body]).toEqual([403, error]);
});

test("a grant that narrows takes effect with the next token", async () => {
  const world = await partnerWorld({ grant: machine });
  await world.call("PATCH", `/client-grants/${world.grantId}`, { scope: ["read:contacts"] });
  expect((await world.token({ ...form, ...world.credentials })).body.scope).toBe("read:contacts");
  await world.call("DELETE", `/client-grants/${world.grantId}`);
  expect((await world.token({ ...form, ...world.credentials })).status).toBe(403);
});

// As Auth0's SDKs for Python and Ruby send what nobody asked for.
test.for([
  { organization: null, scope: null },
  { organization: "", scope: "" },
])("in JSON, %o is the same as nothing", async (nothing) => {
  const world = await partnerWorld({ grant: machine });
  const response = await world.app.request(`${ISSUER}oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...form, ...world.credentials, ...nothing }),
  });
  expect(await response.json()).toMatchObject({ scope: "read:contacts write:contacts" });
});

test("a parameter without a value is the same as none", async () => {
  const world = await partnerWorld({ grant: machine });
  const { body } = await world.token({ ...form, ...world.credentials, organization: "", scope: "" });
  expect(body.scope).toBe("read:contacts write:contacts");
});
