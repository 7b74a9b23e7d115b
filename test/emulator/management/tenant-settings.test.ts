import { expect, test } from "vitest";
import { newTenant } from "../support/tenant.ts";

const path = "/tenants/settings";

test.for([
  {
    name: "changes flags one by one",
    sent: { flags: { enable_sso: false } },
    after: { flags: { enable_sso: false, universal_login: true } },
  },
  {
    name: "keeps what is not sent",
    sent: { friendly_name: "Ours" },
    after: { friendly_name: "Ours", session_lifetime: 168 },
  },
  { name: "replaces lists", sent: { enabled_locales: ["de"] }, after: { enabled_locales: ["de"] } },
  { name: "keeps empty texts", sent: { default_audience: "" }, after: { default_audience: "" } },
])("$name", async ({ sent, after }) => {
  const { call } = newTenant();
  const { status, body } = await call("PATCH", path, sent);
  expect(status).toBe(200);
  expect(body).toMatchObject(after);
  expect((await call("GET", path)).body).toEqual({ ...body, sandbox_versions_available: ["22", "18"] });
});

test("null removes a setting", async () => {
  const { call } = newTenant();
  await call("PATCH", path, { mtls: { enable_endpoint_aliases: true } });
  expect((await call("PATCH", path, { mtls: null })).body).not.toHaveProperty("mtls");
});

test("registration in permissive mode needs a tenant that has it", async () => {
  const sent = { dynamic_client_registration_security_mode: "permissive" };
  expect((await newTenant().call("PATCH", path, sent)).status).toBe(200);
  expect((await newTenant({ permissiveAvailable: false }).call("PATCH", path, sent)).status).toBe(400);
});
