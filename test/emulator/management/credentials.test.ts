import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import { calculateJwkThumbprint, type JWK } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { certificatePem, publicPem } from "../support/keys.ts";
import { type Call, create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

const PEMS = [publicPem(), publicPem(), publicPem(), publicPem(), publicPem()];
const [PEM] = PEMS;
const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

let call: Call;
let clientId: string;
let credentials: string;
beforeEach(async () => {
  call = newTenant().call;
  const client = await create(call, "/clients", {
    ...STRICT_PARTNER,
    token_endpoint_auth_method: "client_secret_post",
  });
  clientId = client.client_id;
  credentials = `/clients/${clientId}/credentials`;
});

const add = (pem = PEM, more = {}) =>
  create(call, credentials, { credential_type: "public_key", pem, ...more });
const attach = (...ids: string[]) =>
  call("PATCH", `/clients/${clientId}`, {
    client_authentication_methods: { private_key_jwt: { credentials: ids.map((id) => ({ id })) } },
    token_endpoint_auth_method: null,
  });

describe("a public key", () => {
  test("is known by its RFC 7638 thumbprint, and never shown", async () => {
    const body = await add(PEM, { name: "2026" });
    const jwk = createPublicKey(String(PEM)).export({ format: "jwk" }) as JWK;
    expect(body).toEqual({
      id: expect.stringMatching(/^cred_[A-Za-z0-9]{22}$/),
      name: "2026",
      credential_type: "public_key",
      kid: await calculateJwkThumbprint(jwk),
      alg: "RS256",
      created_at: timestamp,
      updated_at: timestamp,
    });
    expect((await call("GET", `${credentials}/${body.id}`)).body).toEqual(body);
    expect((await call("GET", `${credentials}?include_totals=true`)).body).toEqual([body]);
  });

  test.for([
    { sent: { expires_at: "2096-05-13T09:33:13Z" }, expires_at: "2096-05-13T09:33:13.000Z" },
    { sent: { parse_expiry_from_cert: true }, expires_at: undefined },
  ])("expires as $sent says: $expires_at", async ({ sent, expires_at }) => {
    expect((await add(PEM, sent)).expires_at).toBe(expires_at);
  });

  test("in a certificate can expire with the certificate", async () => {
    const pem = await certificatePem(new Date("2040-01-02T03:04:05Z"));
    expect((await add(pem, { parse_expiry_from_cert: true })).expires_at).toBe("2040-01-02T03:04:05.000Z");
    const jwk = new X509Certificate(pem).publicKey.export({ format: "jwk" }) as JWK;
    const [{ kid }] = (await call("GET", credentials)).body;
    expect(kid).toBe(await calculateJwkThumbprint(jwk));
  });

  test("changes nothing but its expiry", async () => {
    const { id, ...before } = await add();
    const { status, body } = await call("PATCH", `${credentials}/${id}`, {
      expires_at: "2050-01-01T00:00:00Z",
    });
    expect(status).toBe(200);
    expect(body).toEqual({ id, ...before, updated_at: timestamp, expires_at: "2050-01-01T00:00:00.000Z" });
    expect((await call("PATCH", `${credentials}/${id}`, { name: "other" })).status).toBe(400);
  });

  test.for([
    { name: "text that is not a key", sent: { credential_type: "public_key", pem: "no key" } },
    { name: "no key", sent: { credential_type: "public_key" } },
    { name: "another algorithm", sent: { credential_type: "public_key", pem: PEM, alg: "ES256" } },
    { name: "a bare key as a certificate", sent: { credential_type: "x509_cert", pem: PEM } },
  ])("is not $name", async ({ sent }) => {
    expect((await call("POST", credentials, sent)).status).toBe(400);
  });
});

test("a certificate is known by its SHA-256 thumbprint and expires by itself", async () => {
  const pem = await certificatePem(new Date("2040-01-02T03:04:05Z"));
  const body = await create(call, credentials, { credential_type: "x509_cert", pem });
  const thumbprint_sha256 = createHash("sha256").update(new X509Certificate(pem).raw).digest("base64url");
  expect(body).toMatchObject({ thumbprint_sha256, expires_at: "2040-01-02T03:04:05.000Z" });
  expect(body).not.toHaveProperty("pem");
});

describe("the pool", () => {
  test("holds four keys, each once", async () => {
    for (const pem of PEMS.slice(0, 3)) await add(pem);
    const again = await call("POST", credentials, { credential_type: "public_key", pem: PEM });
    expect([again.status, again.body.message]).toEqual([
      400,
      "credentials contains public keys that already exist in client",
    ]);
    await add(PEMS[3]);
    const fifth = await call("POST", credentials, { credential_type: "public_key", pem: PEMS[4] });
    expect([fifth.status, fifth.body.message]).toEqual([
      400,
      "A client can have a maximum of 4 credentials.",
    ]);
  });

  test("belongs to one application", async () => {
    const { id } = await add();
    const other = await create(call, "/clients", { name: "Our app" });
    expect((await call("GET", `/clients/${other.client_id}/credentials/${id}`)).status).toBe(404);
    expect((await call("GET", "/clients/none/credentials")).status).toBe(404);
  });
});

describe("using credentials", () => {
  test("hides the secret until they are detached", async () => {
    const before = (await call("GET", `/clients/${clientId}`)).body;
    const { id } = await add();
    const { body } = await attach(id);
    expect(body.client_authentication_methods).toEqual({ private_key_jwt: { credentials: [{ id }] } });
    for (const key of ["client_secret", "token_endpoint_auth_method"]) expect(body).not.toHaveProperty(key);
    const detached = await call("PATCH", `/clients/${clientId}`, {
      client_authentication_methods: null,
      token_endpoint_auth_method: "client_secret_post",
    });
    expect(detached.body).toEqual(before);
  });

  test("is limited to two at a time, of the own pool", async () => {
    const [a, b, c] = [await add(PEMS[0]), await add(PEMS[1]), await add(PEMS[2])];
    expect((await attach(a.id, b.id)).status).toBe(200);
    const three = await attach(a.id, b.id, c.id);
    expect([three.status, three.body.message]).toEqual([
      400,
      "Payload validation error: 'Array is too long (3), maximum 2' on property client_authentication_methods.private_key_jwt.credentials.",
    ]);
    expect((await attach("cred_0000000000000000000000")).status).toBe(404);
  });

  test("protects them from being deleted", async () => {
    const { id } = await add();
    await attach(id);
    const refused = await call("DELETE", `${credentials}/${id}`);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      "Cannot delete credential still associated with a client",
    ]);
    await attach();
    expect((await call("DELETE", `${credentials}/${id}`)).status).toBe(204);
    expect((await call("DELETE", `${credentials}/${id}`)).status).toBe(204);
    expect((await call("GET", credentials)).body).toEqual([]);
  });

  test("of a signed request object merges like the rest of it", async () => {
    const own = await create(call, "/clients", { name: "Our app" });
    const path = `/clients/${own.client_id}`;
    const { id } = await create(call, `${path}/credentials`, { credential_type: "public_key", pem: PEM });
    await call("PATCH", path, { signed_request_object: { credentials: [{ id }], required: false } });
    const { body } = await call("PATCH", path, { signed_request_object: { required: true } });
    expect(body.signed_request_object).toEqual({ required: true, credentials: [{ id }] });
    expect((await call("DELETE", `${path}/credentials/${id}`)).status).toBe(400);
  });
});

describe("an application that is created with keys", () => {
  const withKeys = (...pems: unknown[]) => ({
    name: "Our service",
    jwt_configuration: { alg: "RS256" },
    client_authentication_methods: {
      private_key_jwt: { credentials: pems.map((pem) => ({ credential_type: "public_key", pem })) },
    },
  });

  test("has them in its pool, and shows its secret only this once", async () => {
    const created = await create(call, "/clients", withKeys(PEM));
    const [key] = created.client_authentication_methods.private_key_jwt.credentials;
    const path = `/clients/${created.client_id}`;
    expect((await call("GET", `${path}/credentials`)).body).toEqual([key]);
    const { body } = await call("GET", path);
    expect(body.client_authentication_methods.private_key_jwt.credentials).toEqual([{ id: key.id }]);
    expect([typeof created.client_secret, body.client_secret]).toEqual(["string", undefined]);
  });

  test("leaves nothing behind when one of them is wrong", async () => {
    const { call, tenant } = newTenant();
    expect((await call("POST", "/clients", withKeys(PEM, "no key"))).status).toBe(400);
    expect(tenant.store.list("credential")).toEqual([]);
    expect(tenant.store.list("client", { name: "Our service" })).toEqual([]);
  });
});
