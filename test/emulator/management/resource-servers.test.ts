import { generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, type JWK } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { type Call, CONTACTS, create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

let call: Call;
beforeEach(() => {
  call = newTenant().call;
});

describe("creating an API", () => {
  test("answers 201 with Auth0's defaults and nothing that was not set", async () => {
    const { status, body } = await call("POST", "/resource-servers", { identifier: "https://api.example" });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      identifier: "https://api.example",
      allow_offline_access: false,
      skip_consent_for_verifiable_first_party_clients: false,
      subject_type_authorization: {
        client: { policy: "require_client_grant" },
        user: { policy: "allow_all" },
      },
      token_lifetime: 86_400,
      token_lifetime_for_web: 7_200,
      signing_alg: "RS256",
    });
  });

  test("refuses an identifier that exists", async () => {
    await create(call, "/resource-servers", CONTACTS);
    const { status, body } = await call("POST", "/resource-servers", CONTACTS);
    expect([status, body.error]).toEqual([409, "Conflict"]);
  });

  test.for([
    {
      name: "web tokens as long as other tokens",
      sent: { token_lifetime: 60, token_lifetime_for_web: 60 },
      status: 201,
    },
    {
      name: "web tokens longer than other tokens",
      sent: { token_lifetime: 60, token_lifetime_for_web: 61 },
      status: 400,
    },
    {
      name: "web tokens shorter than the default of other tokens",
      sent: { token_lifetime_for_web: 86_400 },
      status: 201,
    },
    {
      name: "other tokens shorter than the default of web tokens",
      sent: { token_lifetime: 7_199 },
      status: 400,
    },
    { name: "a lifetime of 30 days", sent: { token_lifetime: 2_592_000 }, status: 201 },
    { name: "a lifetime of more than 30 days", sent: { token_lifetime: 2_592_001 }, status: 400 },
    {
      name: "a known policy",
      sent: { subject_type_authorization: { user: { policy: "deny_all" } } },
      status: 201,
    },
    {
      name: "a policy for users used for applications",
      sent: { subject_type_authorization: { client: { policy: "allow_all" } } },
      status: 400,
    },
    { name: "a scope twice", sent: { scopes: [{ value: "read:a" }, { value: "read:a" }] }, status: 400 },
    { name: "a property that does not exist", sent: { lifetime: 60 }, status: 400 },
  ])("$name: $status", async ({ sent, status }) => {
    const answer = await call("POST", "/resource-servers", { identifier: "https://api.example", ...sent });
    expect(answer.status).toBe(status);
  });
});

describe("finding an API", () => {
  const encoded = encodeURIComponent(CONTACTS.identifier);
  test.for([
    { name: "by its identifier, encoded once", reference: encoded },
    { name: "by its identifier, encoded twice", reference: encodeURIComponent(encoded) },
    { name: "by its identifier with a bare colon", reference: encoded.replace("%3A", ":") },
  ])("$name", async ({ reference }) => {
    const { id } = await create(call, "/resource-servers", CONTACTS);
    const { status, body } = await call("GET", `/resource-servers/${reference}`);
    expect([status, body.id]).toEqual([200, id]);
  });

  test("that does not exist is a 404 with its own code", async () => {
    expect(await call("GET", "/resource-servers/none")).toMatchObject({
      status: 404,
      body: {
        statusCode: 404,
        error: "Not Found",
        message: "The resource server does not exist",
        errorCode: "inexistent_resource_server",
      },
    });
  });
});

describe("changing an API", () => {
  const settings = {
    scopes: [{ value: "read:contacts", description: "See your contacts" }],
    proof_of_possession: { mechanism: "dpop", required: true, required_for: "all_clients" },
    consent_policy: "transactional-authorization-with-mfa",
    authorization_details: [{ type: "payment" }],
  };

  test.for([
    { name: "keeps what is not sent", sent: { name: "New" }, after: { ...settings, name: "New" } },
    {
      name: "replaces scopes as a whole",
      sent: { scopes: [{ value: "a:b" }] },
      after: { scopes: [{ value: "a:b" }] },
    },
    { name: "keeps an empty list of scopes", sent: { scopes: [] }, after: { scopes: [] } },
    {
      name: "replaces nested settings",
      sent: { proof_of_possession: { mechanism: "mtls", required: false } },
      after: { proof_of_possession: { mechanism: "mtls", required: false } },
    },
    {
      name: "removes what is set to null",
      sent: { consent_policy: null, authorization_details: null, proof_of_possession: null },
      after: { consent_policy: undefined, authorization_details: undefined, proof_of_possession: undefined },
    },
  ])("$name", async ({ sent, after }) => {
    const { id } = await create(call, "/resource-servers", { ...CONTACTS, ...settings });
    const { status, body } = await call("PATCH", `/resource-servers/${id}`, sent);
    expect(status).toBe(200);
    for (const [key, value] of Object.entries(after)) expect(body[key]).toEqual(value);
    expect((await call("GET", `/resource-servers/${id}`)).body).toEqual(body);
  });

  test("cannot change the identifier", async () => {
    const { id } = await create(call, "/resource-servers", CONTACTS);
    const { status, body } = await call("PATCH", `/resource-servers/${id}`, {
      identifier: "https://b.example",
    });
    expect([status, body.message]).toEqual([
      400,
      "Payload validation error: 'Additional properties not allowed: identifier'.",
    ]);
  });

  test("never shows the key that encrypts its tokens", async () => {
    const { id } = await create(call, "/resource-servers", CONTACTS);
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const encryption_key = { name: "key", alg: "RSA-OAEP-256", pem };
    const { body } = await call("PATCH", `/resource-servers/${id}`, {
      token_encryption: { format: "compact-nested-jwe", encryption_key },
    });
    const thumbprint_sha256 = await calculateJwkThumbprint(publicKey.export({ format: "jwk" }) as JWK);
    expect(body.token_encryption.encryption_key).toEqual({
      name: "key",
      alg: "RSA-OAEP-256",
      thumbprint_sha256,
    });
  });
});

describe("the Management API itself", () => {
  const path = `/resource-servers/${encodeURIComponent("https://tenant.example/api/v2/")}`;
  test.for([
    { name: "accepts a shorter lifetime", method: "PATCH", sent: { token_lifetime: 7_200 }, status: 200 },
    { name: "refuses another name", method: "PATCH", sent: { name: "Ours" }, status: 400 },
    { name: "refuses other scopes", method: "PATCH", sent: { scopes: [] }, status: 400 },
    { name: "cannot be deleted", method: "DELETE", sent: undefined, status: 403 },
  ])("$name", async ({ method, sent, status }) => {
    expect((await call(method, path, sent)).status).toBe(status);
    expect((await call("GET", path)).body).toMatchObject({ name: "Auth0 Management API", is_system: true });
  });
});

test("deleting an API takes its grants along, and deleting it again changes nothing", async () => {
  const { id } = await create(call, "/resource-servers", CONTACTS);
  const client = await create(call, "/clients", STRICT_PARTNER);
  const grant = await create(call, "/client-grants", {
    client_id: client.client_id,
    audience: CONTACTS.identifier,
    scope: [],
    subject_type: "user",
  });
  expect(await call("DELETE", `/resource-servers/${id}`)).toMatchObject({ status: 204, body: undefined });
  expect((await call("GET", `/client-grants/${grant.id}`)).status).toBe(404);
  expect((await call("DELETE", `/resource-servers/${id}`)).status).toBe(204);
});

test("an application that represents an API gives it its client id", async () => {
  const { id } = await create(call, "/resource-servers", CONTACTS);
  const { client_id } = await create(call, "/clients", {
    name: "Contacts API",
    app_type: "resource_server",
    resource_server_identifier: CONTACTS.identifier,
  });
  expect((await call("GET", `/resource-servers/${id}`)).body.client_id).toBe(client_id);
});
