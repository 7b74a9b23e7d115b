import { beforeEach, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import { AUDIENCE, authorizeUrl, partnerWorld, type World } from "../support/oauth.ts";
import { create } from "../support/tenant.ts";

let world: World;
let now: number;
beforeEach(async () => {
  world = await partnerWorld({ grant: { subject_type: "client" } });
  now = Date.parse("2026-11-01T12:00:00Z");
  world.tenant.now = () => now;
});

const policy = (consumer_selector: string, configuration: object) =>
  create(world.call, "/rate-limit-policies", {
    resource: "oauth_authentication_api",
    consumer: "client",
    consumer_selector,
    configuration,
  });
const form = { grant_type: "client_credentials", audience: AUDIENCE };
const ask = async (credentials = world.credentials) => {
  const { status, body, headers } = await world.token({ ...form, ...credentials });
  return {
    status,
    error: body.error,
    left: headers.get("auth0-ratelimit"),
    wait: headers.get("retry-after"),
  };
};

test("nothing is counted without a policy", async () => {
  expect(await ask()).toEqual({ status: 200, error: undefined, left: null, wait: null });
});

test("a limit holds for a second, and only for the application", async () => {
  await policy(`client_id:${world.client.client_id}`, { action: "block", limit: 2 });
  expect(await ask()).toMatchObject({ status: 200, left: "client;q=2;t=1;r=1" });
  expect(await ask()).toMatchObject({ status: 200, left: "client;q=2;t=1;r=0" });
  expect(await ask()).toMatchObject({ status: 429, error: "too_many_requests", wait: "1" });
  const { client_id, client_secret } = await create(world.call, "/clients", {
    ...{
      name: "Fieldbook",
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    },
  });
  expect(await ask({ client_id, client_secret })).toMatchObject({ status: 403, left: null });
  now += 1000;
  expect(await ask()).toMatchObject({ status: 200, left: "client;q=2;t=1;r=1" });
});

test("0 stops an application at once: its tokens, its revocations, its people", async () => {
  const { id } = await policy("third_party_clients", { action: "block", limit: 0 });
  expect(await ask()).toMatchObject({ status: 429 });
  const revoked = await world.app.request("https://tenant.example/oauth/revoke", {
    method: "POST",
    body: new URLSearchParams({ token: "none", ...world.credentials }),
  });
  expect(revoked.status).toBe(429);
  const page = await newBrowser(world.app).visit(authorizeUrl(world));
  expect([page.status, page.text.includes("Rate limit exceeded.")]).toEqual([429, true]);
  await world.call("PATCH", `/rate-limit-policies/${id}`, {
    configuration: { action: "redirect", limit: 0, redirect_uri: "https://acme.example/busy" },
  });
  expect((await newBrowser(world.app).visit(authorizeUrl(world))).url.href).toBe("https://acme.example/busy");
});

test("the nearest policy counts, third-party applications together, others one by one", async () => {
  const other = await create(world.call, "/clients", {
    ...{
      name: "Beacon",
      is_first_party: false,
      app_type: "regular_web",
      grant_types: ["client_credentials"],
    },
  });
  await policy("default", { action: "block", limit: 0 });
  const group = await policy("third_party_clients", { action: "block", limit: 1 });
  expect((await ask()).status).toBe(200);
  expect((await ask({ client_id: other.client_id, client_secret: other.client_secret })).status).toBe(429);
  await policy(`client_id:${world.client.client_id}`, { action: "allow" });
  expect(await ask()).toMatchObject({ status: 200, left: null });
  await world.call("DELETE", `/rate-limit-policies/${group.id}`);
  expect((await ask({ client_id: other.client_id, client_secret: other.client_secret })).status).toBe(429);
});

test("what is over is logged once a minute, and only logged where the policy says so", async () => {
  await policy(`client_id:${world.client.client_id}`, { action: "log", limit: 1 });
  for (let i = 0; i < 3; i += 1) expect((await ask()).status).toBe(200);
  const logged = async () => (await world.call("GET", "/logs?q=type:api_limit")).body;
  expect(await logged()).toMatchObject([{ client_id: world.client.client_id, details: { action: "log" } }]);
  now += 60_000;
  for (let i = 0; i < 2; i += 1) await ask();
  expect(await logged()).toHaveLength(2);
});

test("policies are listed by what they are for, and there is one for each", async () => {
  const { id } = await policy("default", { action: "block", limit: 5 });
  const { body } = await world.call("GET", "/rate-limit-policies?consumer_selector=default&take=10");
  expect(body.rate_limit_policies).toMatchObject([{ id, created_at: expect.any(String) }]);
  await expect(policy("default", { action: "allow" })).rejects.toThrow("409");
  await expect(policy("everybody", { action: "allow" })).rejects.toThrow("400");
  await expect(policy("cimd_clients", { action: "block" })).rejects.toThrow("400");
  expect((await world.call("GET", "/rate-limit-policies/none")).status).toBe(404);
});
