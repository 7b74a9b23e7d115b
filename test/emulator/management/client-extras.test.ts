// Settings of applications that are only kept, and the search among applications.
import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { issueToken } from "../../../emulator/management/access.ts";
import { CONTACTS, create, newTenant } from "../support/tenant.ts";

test("a session transfer gets Auth0's defaults", async () => {
  const { call } = newTenant();
  const session_transfer = { can_create_session_transfer_token: true };
  expect(
    await create(call, "/clients", { name: "Phone", app_type: "native", session_transfer }),
  ).toMatchObject({
    session_transfer: {
      can_create_session_transfer_token: true,
      allowed_authentication_methods: [],
      enforce_device_binding: "ip",
      allow_refresh_token: false,
      enforce_cascade_revocation: true,
      enforce_online_refresh_tokens: true,
    },
  });
  expect(await create(call, "/clients", { name: "Our app" })).not.toHaveProperty("session_transfer");
});

test("applications show the tenant's certificate to those who may see keys, and never a private one", async () => {
  const { tenant, call } = newTenant();
  const { client_id, signing_keys } = await create(call, "/clients", { name: "Our app" });
  const [{ cert, pkcs7, subject }] = signing_keys;
  expect(new X509Certificate(cert).subject).toBe("CN=localhost");
  expect([subject, pkcs7.split("\r\n")[0]]).toEqual(["/CN=localhost", "-----BEGIN PKCS7-----"]);
  expect(Buffer.from(pkcs7, "utf8").includes("PRIVATE")).toBe(false);
  expect((await call("GET", `/clients/${client_id}`)).body.signing_keys).toEqual(signing_keys);
  expect((await call("GET", `/clients/${client_id}?fields=name`)).body).not.toHaveProperty("signing_keys");
  const narrow = issueToken(tenant.store, ["read:clients"]);
  expect((await call("GET", `/clients/${client_id}`, undefined, narrow)).body).not.toHaveProperty(
    "signing_keys",
  );
});

test.for(["identity_assertion_authorization_grant", "cross_app_access_resource_app", "anonymous_sessions"])(
  "%s comes back as it was sent",
  async (name) => {
    const { call } = newTenant();
    expect(await create(call, "/clients", { name: "Agent", [name]: { active: true } })).toMatchObject({
      [name]: { active: true },
    });
  },
);

test("a search finds applications by their grants for organizations, and refuses anything else", async () => {
  const { call } = newTenant();
  await create(call, "/resource-servers", CONTACTS);
  const organization = await create(call, "/organizations", { name: "first" });
  const names = async (q: string) => {
    const { body } = await call("GET", `/clients?q=${encodeURIComponent(q)}`);
    return body.map(({ name }: { name: string }) => name);
  };
  for (const [name, allow_any_organization] of [
    ["One", false],
    ["Other", true],
  ] as const) {
    const { client_id } = await create(call, "/clients", { name, app_type: "non_interactive" });
    const organizations = { organization_usage: "allow", allow_any_organization };
    const grant = { client_id, audience: CONTACTS.identifier, scope: [], ...organizations };
    const { id } = await create(call, "/client-grants", grant);
    if (name === "One")
      await create(call, `/organizations/${organization.id}/client-grants`, { grant_id: id });
  }
  expect(await names(`client_grant.organization_id:${organization.id}`)).toEqual(["One"]);
  expect(await names("client_grant.allow_any_organization:true")).toEqual(["Other"]);
  expect((await call("GET", "/clients?q=name:One")).status).toBe(400);
});

test("the Management API describes each of its scopes", async () => {
  const { call } = newTenant();
  const { body } = await call("GET", "/resource-servers");
  const { scopes } = body.find(({ is_system }: { is_system?: boolean }) => is_system === true);
  expect(scopes).toContainEqual({ value: "read:client_grants", description: "Read Client Grants" });
  expect(scopes).toContainEqual({ value: "create:custom_domains", description: "Create Custom Domains" });
  expect(scopes.length).toBeGreaterThanOrEqual(184);
});
