import { beforeEach, describe, expect, test } from "vitest";
import { type Call, CONTACTS, create, newTenant } from "./support/tenant.ts";

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
