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
  for (const method of ["OPTIONS", "POST"]) {
    const { headers } = await app.request(`${ISSUER}oauth/token`, { method, headers: { origin } });
    expect(headers.get("access-control-allow-origin")).toBe(allowed ? origin : null);
  }
  const { headers } = await app.request(`${ISSUER}api/v2/clients`, { headers: { origin } });
  expect(headers.has("access-control-allow-origin")).toBe(false);
});
