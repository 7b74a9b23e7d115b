import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { ISSUER } from "../support/browser.ts";
import { AUDIENCE, codeForm, partnerWorld, proofKey, signIn, type World } from "../support/oauth.ts";
import { create } from "../support/tenant.ts";

const form = { grant_type: "client_credentials", audience: AUDIENCE };
const machine = { grant: { subject_type: "client" } };
const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });

describe("a secret", () => {
  test.for([
    { token_endpoint_auth_method: "client_secret_post" },
    { token_endpoint_auth_method: "client_secret_basic" },
  ])("is taken from the body and from a Basic header: %o", async (client) => {
    const world = await partnerWorld({ ...machine, client });
    const { client_id, client_secret } = world.credentials;
    expect((await world.token({ ...form, ...world.credentials })).status).toBe(200);
    expect((await world.token(form, basic(client_id, client_secret))).status).toBe(200);
  });

  test.for<{ name: string; send: (world: World) => ReturnType<World["token"]>; error: [number, string] }>([
    {
      name: "that is wrong",
      send: (world) => world.token({ ...form, ...world.credentials, client_secret: "wrong" }),
      error: [401, "access_denied"],
    },
    {
      name: "that is wrong in a header",
      send: (world) => world.token(form, basic(world.client.client_id, "wrong")),
      error: [401, "access_denied"],
    },
    {
      name: "that is missing",
      send: (world) => world.token({ ...form, client_id: world.client.client_id }),
      error: [401, "access_denied"],
    },
    {
      name: "that comes twice",
      send: (world) =>
        world.token(
          { ...form, ...world.credentials },
          basic(world.client.client_id, world.client.client_secret),
        ),
      error: [400, "invalid_request"],
    },
    {
      name: "of nobody",
      send: (world) => world.token({ ...form, client_id: "none", client_secret: "none" }),
      error: [401, "access_denied"],
    },
  ])("$name is refused", async ({ send, error }) => {
    const { status, body } = await send(await partnerWorld(machine));
    expect([status, body.error]).toEqual(error);
  });

  test("that has been rotated is refused, and the new one taken", async () => {
    const world = await partnerWorld(machine);
    const { client_id } = world.client;
    const { client_secret } = (await world.call("POST", `/clients/${client_id}/rotate-secret`)).body;
    expect((await world.token({ ...form, ...world.credentials })).status).toBe(401);
    expect((await world.token({ ...form, client_id, client_secret })).status).toBe(200);
  });
});

describe("a public application", () => {
  const publicApp = {
    client: {
      app_type: "spa",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
    },
  };

  test("gets tokens with its proof key alone", async () => {
    const world = await partnerWorld(publicApp);
    const { verifier, challenge } = proofKey();
    const back = await signIn(world, { code_challenge: challenge });
    const answer = await world.token({
      client_id: world.client.client_id,
      ...codeForm(back, verifier),
    });
    expect(answer.status).toBe(200);
  });

  test("never acts for itself", async () => {
    const world = await partnerWorld({
      client: {
        is_first_party: true,
        third_party_security_mode: undefined,
        app_type: "native",
        grant_types: ["client_credentials"],
      },
      ...machine,
    });
    const { status } = await world.token({ ...form, client_id: world.client.client_id });
    expect(status).toBe(401);
  });
});

describe("private_key_jwt", () => {
  const newKey = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [current, next, stranger] = [newKey(), newKey(), newKey()];
  const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" });
  const ASSERTION = { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" };

  async function keyWorld() {
    const world = await partnerWorld({
      ...machine,
      client: {
        client_authentication_methods: {
          private_key_jwt: {
            credentials: [
              { name: "current", credential_type: "public_key", pem: pem(current.publicKey), alg: "RS256" },
              { name: "next", credential_type: "public_key", pem: pem(next.publicKey), alg: "RS256" },
            ],
          },
        },
      },
    });
    const { client_id } = world.client;
    const claims = () => ({
      iss: client_id,
      sub: client_id,
      aud: ISSUER,
      jti: randomUUID(),
      exp: Math.floor(Date.now() / 1000) + 60,
    });
    const sign = (changes: object = {}, key = current.privateKey, header: object = {}) =>
      new SignJWT({ ...claims(), ...changes }).setProtectedHeader({ alg: "RS256", ...header }).sign(key);
    const send = (client_assertion: string, more: object = {}) =>
      world.token({ ...form, ...ASSERTION, client_assertion, ...more });
    return { ...world, sign, send };
  }

  test("takes either of two keys at once, for the tenant or for its token endpoint", async () => {
    const { sign, send, client } = await keyWorld();
    expect((await send(await sign())).status).toBe(200);
    expect((await send(await sign({}, next.privateKey))).status).toBe(200);
    expect((await send(await sign({ aud: `${ISSUER}oauth/token` }))).status).toBe(200);
    expect((await send(await sign(), { client_id: client.client_id })).status).toBe(200);
  });

  test("takes the key that is named, and no other", async () => {
    const { sign, send, call, client } = await keyWorld();
    const { body: credentials } = await call("GET", `/clients/${client.client_id}/credentials`);
    const { kid } = credentials.find(({ name }: { name: string }) => name === "current");
    expect((await send(await sign({}, current.privateKey, { kid }))).status).toBe(200);
    expect((await send(await sign({}, next.privateKey, { kid }))).status).toBe(401);
  });

  test.for([
    { name: "for somebody else", changes: { aud: "https://other.example/" } },
    { name: "for the tenant without its slash", changes: { aud: ISSUER.slice(0, -1) } },
    { name: "of another application", changes: { iss: "other" } },
    { name: "about another application", changes: { sub: "other" } },
    { name: "that has expired", changes: { exp: Math.floor(Date.now() / 1000) - 1 } },
    { name: "that never expires", changes: { exp: undefined } },
    { name: "that expires too late", changes: { exp: Math.floor(Date.now() / 1000) + 400 } },
    { name: "without an identifier", changes: { jti: undefined } },
  ])("refuses an assertion $name", async ({ changes }) => {
    const { sign, send } = await keyWorld();
    expect((await send(await sign(changes))).status).toBe(401);
  });

  test("refuses the key of a stranger, and an algorithm that was not agreed", async () => {
    const { sign, send } = await keyWorld();
    expect((await send(await sign({}, stranger.privateKey))).status).toBe(401);
    expect((await send(await sign({}, current.privateKey, { alg: "PS256" }))).status).toBe(401);
  });

  test("takes an assertion once", async () => {
    const { sign, send } = await keyWorld();
    const assertion = await sign();
    expect((await send(assertion)).status).toBe(200);
    expect(await send(assertion)).toMatchObject({
      status: 401,
      body: { error_description: "The client assertion has been used before" },
    });
  });

  test("refuses a credential that has expired or is no longer attached", async () => {
    const { sign, send, call, client } = await keyWorld();
    const path = `/clients/${client.client_id}`;
    const { body: credentials } = await call("GET", `${path}/credentials`);
    const [first, second] = credentials as { id: string }[];
    await call("PATCH", `${path}/credentials/${first?.id}`, { expires_at: "2020-01-01T00:00:00.000Z" });
    expect((await send(await sign())).status).toBe(401);
    await call("PATCH", path, {
      client_authentication_methods: { private_key_jwt: { credentials: [{ id: first?.id }] } },
    });
    expect(second).toBeDefined();
    expect((await send(await sign({}, next.privateKey))).status).toBe(401);
  });

  test("leaves the secret without effect", async () => {
    const world = await keyWorld();
    expect((await world.token({ ...form, ...world.credentials })).status).toBe(401);
    const { sign, send, client } = world;
    const assertion = await sign();
    expect((await send(assertion, { client_secret: client.client_secret })).status).toBe(400);
    expect((await send(assertion, { client_assertion_type: "jwt" })).status).toBe(401);
  });

  test("is nothing for an application without keys", async () => {
    const { sign, call, token } = await keyWorld();
    const { client_id } = await create(call, "/clients", { name: "Other" });
    const client_assertion = await sign({ iss: client_id, sub: client_id });
    expect((await token({ ...form, ...ASSERTION, client_assertion })).status).toBe(401);
    await call("PATCH", `/clients/${client_id}`, {
      token_endpoint_auth_method: "none",
      grant_types: ["refresh_token"],
    });
    const refresh = { grant_type: "refresh_token", refresh_token: "none", ...ASSERTION, client_assertion };
    expect((await token(refresh)).status).toBe(401);
  });
});

test.for([
  { name: "JSON that is none", body: "{", headers: { "content-type": "application/json" } },
  { name: "JSON that is not an object", body: "[]", headers: { "content-type": "application/json" } },
  { name: "a parameter that is repeated", body: "grant_type=a&grant_type=b", headers: {} },
])("a token request with $name is refused", async ({ body, headers }) => {
  const { app } = await partnerWorld();
  const answer = await app.request(`${ISSUER}oauth/token`, { method: "POST", body, headers });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: "invalid_request", error_description: expect.any(String) },
  ]);
});
