// Settings of applications that are only kept, and the search among applications.
import { expect, test } from "vitest";
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
