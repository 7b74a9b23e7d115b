import { expect, test } from "vitest";
import { ISSUER } from "../support/browser.ts";
import { partnerWorld } from "../support/oauth.ts";

const spa = {
  client: {
    app_type: "spa",
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code"],
    web_origins: ["https://app.acme.example"],
  },
};

test.for([
  { name: "the callback's", origin: "https://cms.acme.example", allowed: true },
  { name: "a listed one", origin: "https://app.acme.example", allowed: true },
  { name: "any other", origin: "https://evil.example", allowed: false },
  { name: "one without an address", origin: "null", allowed: false },
])("a page may ask for tokens from $name origin: $allowed", async ({ origin, allowed }) => {
  const { app } = await partnerWorld(spa);
  for (const path of ["oauth/token", "oauth/revoke", "userinfo", ".well-known/jwks.json"]) {
    for (const method of ["OPTIONS", path.startsWith(".") ? "GET" : "POST"]) {
      const { headers } = await app.request(`${ISSUER}${path}`, { method, headers: { origin } });
      expect(headers.get("access-control-allow-origin")).toBe(allowed ? origin : null);
    }
  }
  const { headers } = await app.request(`${ISSUER}api/v2/clients`, { headers: { origin } });
  expect(headers.has("access-control-allow-origin")).toBe(false);
});

test("a preflight allows the headers of Auth0's SDK for browsers", async () => {
  const { app } = await partnerWorld(spa);
  const asked = "auth0-client,authorization,content-type,dpop";
  const headers = {
    origin: "https://app.acme.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": asked,
  };
  for (const path of ["oauth/token", "oauth/revoke", "userinfo", ".well-known/jwks.json"]) {
    const answer = await app.request(`${ISSUER}${path}`, { method: "OPTIONS", headers });
    expect(answer.headers.get("access-control-allow-headers")).toBe(asked);
  }
});

test("the answer is for the origins of the application that asks", async () => {
  const { app, call, client } = await partnerWorld(spa);
  const other = { name: "Other", is_first_party: true, callbacks: ["https://other.example/callback"] };
  expect((await call("POST", "/clients", other)).status).toBe(201);
  const ask = async (origin: string) => {
    const body = new URLSearchParams({ client_id: client.client_id, grant_type: "refresh_token" });
    const { headers } = await app.request(`${ISSUER}oauth/token`, {
      method: "POST",
      headers: { origin },
      body,
    });
    return headers.get("access-control-allow-origin");
  };
  expect(await ask("https://app.acme.example")).toBe("https://app.acme.example");
  expect(await ask("https://other.example")).toBeNull();
});

test("a listed origin may have a placeholder, except for a strict application", async () => {
  const allowed_origins = ["https://*.acme.example", "https://app-*.acme.example:8443"];
  const ours = { is_first_party: true, third_party_security_mode: undefined, callbacks: [], allowed_origins };
  const { app } = await partnerWorld({ client: ours });
  const isAllowed = async (origin: string) => {
    const { headers } = await app.request(`${ISSUER}oauth/token`, { method: "OPTIONS", headers: { origin } });
    return headers.has("access-control-allow-origin");
  };
  expect(await isAllowed("https://a.acme.example")).toBe(true);
  expect(await isAllowed("https://app-1.acme.example:8443")).toBe(true);
  for (const origin of [
    "http://a.acme.example",
    "https://a.b.acme.example",
    "https://acme.example",
    "https://a.acme.example.evil.example",
  ])
    expect(await isAllowed(origin)).toBe(false);
});
