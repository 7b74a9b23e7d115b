import { beforeEach, describe, expect, test } from "vitest";
import { MANAGEMENT_CLIENT } from "../../../emulator/management/access.ts";
import { managementScopes, routes } from "../../../emulator/management/routes.ts";
import { type Answer, create, newTenant } from "../support/tenant.ts";

const AUDIENCE = "https://tenant.example/api/v2/";
type World = ReturnType<typeof newTenant>;

let world: World;
beforeEach(() => {
  world = newTenant();
});

async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await world.app.request("https://tenant.example/oauth/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
const request = { grant_type: "client_credentials", audience: AUDIENCE };

describe("the Management API", () => {
  test.for([
    { name: "no header", headers: {}, status: 400, message: "Bad HTTP authentication header format" },
    {
      name: "another scheme",
      headers: { authorization: "Basic bG9jYWw6" },
      status: 400,
      message: "Bad HTTP authentication header format",
    },
    {
      name: "an empty token",
      headers: { authorization: "Bearer " },
      status: 400,
      message: "Bad HTTP authentication header format",
    },
    {
      name: "a token of somebody else",
      headers: { authorization: "Bearer foreign" },
      status: 401,
      message: "Invalid token",
    },
  ])("refuses $name", async ({ headers, status, message }) => {
    const response = await world.app.request("/api/v2/clients", { headers });
    expect([response.status, ((await response.json()) as Answer["body"]).message]).toEqual([status, message]);
  });

  test("has no other endpoints", async () => {
    expect(await world.call("GET", "/forms")).toMatchObject({
      status: 404,
      body: { statusCode: 404, error: "Not Found", message: "Not Found" },
    });
    expect((await world.call("PATCH", "/clients", {})).status).toBe(404);
  });

  test("refuses a body that is not JSON", async () => {
    const response = await world.app.request("/api/v2/clients", {
      method: "POST",
      headers: { authorization: "Bearer local" },
      body: "{",
    });
    expect([response.status, ((await response.json()) as Answer["body"]).errorCode]).toEqual([
      400,
      "invalid_body",
    ]);
  });

  test("tells how many requests are left, and refuses them when told", async () => {
    const { headers } = await world.call("GET", "/clients");
    expect(Number(headers.get("x-ratelimit-remaining"))).toBeGreaterThan(0);
    world.faults.add({ action: { status: 429 } });
    const before = Date.now() / 1000;
    const refused = await world.call("GET", "/clients");
    expect(refused).toMatchObject({
      status: 429,
      body: { message: "Global limit has been reached", errorCode: "too_many_requests" },
    });
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(Number(refused.headers.get("x-ratelimit-reset"))).toBeGreaterThan(before);
    expect((await world.call("GET", "/clients")).status).toBe(200);
  });

  test("has one handler for each method and path", () => {
    const names = routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("a token of the deploying application", () => {
  test.for([
    { name: "with the secret in the body", form: { ...request, ...MANAGEMENT_CLIENT }, headers: {} },
    {
      name: "with the secret in a header",
      form: request,
      headers: {
        authorization: `Basic ${btoa(`${MANAGEMENT_CLIENT.client_id}:${MANAGEMENT_CLIENT.client_secret}`)}`,
      },
    },
  ])("is issued $name", async ({ form, headers }) => {
    const { status, body } = await token(form, headers);
    expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 86_400]);
    expect(body.scope.split(" ")).toEqual(managementScopes);
    expect((await world.call("GET", "/clients", undefined, body.access_token)).status).toBe(200);
  });

  test("is issued for JSON as well", async () => {
    const response = await world.app.request("/oauth/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...request, ...MANAGEMENT_CLIENT }),
    });
    expect(response.status).toBe(200);
  });

  test.for([
    { name: "a wrong secret", form: { client_secret: "wrong" }, status: 401, error: "access_denied" },
    { name: "an unknown application", form: { client_id: "none" }, status: 401, error: "access_denied" },
    { name: "another API", form: { audience: "https://api.example" }, status: 403, error: "access_denied" },
    {
      name: "another grant type",
      form: { grant_type: "urn:ietf:params:oauth:grant-type:device_code" },
      status: 403,
      error: "unsupported_grant_type",
    },
  ])("is refused for $name", async ({ form, status, error }) => {
    const answer = await token({ ...request, ...MANAGEMENT_CLIENT, ...form });
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });
});

describe("a token of an application with few rights", () => {
  async function tokenFor(scope: string[], client: object = { name: "Reader" }) {
    const { client_id, client_secret } = await create(world.call, "/clients", client);
    await create(world.call, "/client-grants", { client_id, audience: AUDIENCE, scope });
    return (await token({ ...request, client_id, client_secret })).body.access_token;
  }

  test("may do what its grant says, and nothing else", async () => {
    const reader = await tokenFor(["read:clients"]);
    expect((await world.call("GET", "/clients", undefined, reader)).status).toBe(200);
    expect(await world.call("POST", "/clients", { name: "x" }, reader)).toMatchObject({
      status: 403,
      body: {
        message: "Insufficient scope, expected any of: create:clients",
        errorCode: "insufficient_scope",
      },
    });
  });

  test("sees secrets only when its grant says so", async () => {
    const { client_id } = await create(world.call, "/clients", { name: "Our app" });
    const seenBy = async (scope: string[]) =>
      (await world.call("GET", `/clients/${client_id}`, undefined, await tokenFor(scope))).body.client_secret;
    expect(await seenBy(["read:clients"])).toBeUndefined();
    expect(await seenBy(["read:clients", "read:client_keys"])).toEqual(expect.any(String));
  });

  test("needs a grant at all, and the grant type", async () => {
    const { client_id, client_secret } = await create(world.call, "/clients", { name: "Reader" });
    const without = await token({ ...request, client_id, client_secret });
    expect([without.status, without.body.error]).toEqual([403, "access_denied"]);
    await world.call("PATCH", `/clients/${client_id}`, { grant_types: ["authorization_code"] });
    const forbidden = await token({ ...request, client_id, client_secret });
    expect([forbidden.status, forbidden.body.error]).toEqual([403, "unauthorized_client"]);
  });
});
