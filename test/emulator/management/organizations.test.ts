import { beforeEach, describe, expect, test } from "vitest";
import { type Call, CONTACTS, create, newTenant } from "../support/tenant.ts";

let call: Call;
let id: string;
let path: string;
beforeEach(async () => {
  call = newTenant().call;
  id = (await create(call, "/organizations", { name: "first", display_name: "First Inc." })).id;
  path = `/organizations/${id}`;
});

describe("an organization", () => {
  test("keeps third-party applications out unless told", async () => {
    expect((await call("GET", "/organizations/name/first")).body).toEqual({
      id: expect.stringMatching(/^org_[A-Za-z0-9]{16}$/),
      name: "first",
      display_name: "First Inc.",
      third_party_client_access: "block",
      is_app_entitlement_active: false,
    });
  });

  test("replaces its metadata as a whole", async () => {
    await call("PATCH", path, { metadata: { a: "1" }, token_quota: {} });
    const { body } = await call("PATCH", path, { metadata: { b: "2" }, token_quota: null });
    expect(body.metadata).toEqual({ b: "2" });
    expect(body).not.toHaveProperty("token_quota");
  });

  test("needs a name of its own", async () => {
    expect((await call("POST", "/organizations", { name: "first" })).status).toBe(409);
    expect((await call("POST", "/organizations", { name: "First" })).status).toBe(400);
  });

  test("is gone for good, and deleting it again is a 404", async () => {
    expect((await call("DELETE", path)).status).toBe(204);
    for (const method of ["GET", "DELETE"]) {
      expect(await call(method, path)).toMatchObject({
        status: 404,
        body: { message: "No organization found by that id or name" },
      });
    }
  });
});

test("its applications are added, changed and removed in batches", async () => {
  const { client_id } = await create(call, "/clients", { name: "Our app", organization_usage: "allow" });
  const added = await call("POST", `${path}/clients`, {
    clients: [{ client_id, use_for_member_access: true }],
  });
  const shown = { name: "Our app", is_first_party: true, organization_usage: "allow" };
  expect(added).toMatchObject({
    status: 201,
    body: [{ client_id, use_for_member_access: true, client: shown }],
  });
  expect((await call("POST", `${path}/clients`, { clients: [{ client_id }] })).status).toBe(409);
  await call("PATCH", `${path}/clients/${client_id}`, { use_for_member_access: false });
  expect((await call("GET", `${path}/clients?take=50`)).body).toMatchObject({
    clients: [{ client_id, use_for_member_access: false }],
  });
  expect((await call("DELETE", `${path}/clients`, { clients: [client_id] })).status).toBe(204);
  expect((await call("GET", `${path}/clients`)).body).toEqual({ clients: [] });
});

test("its grants must allow organizations, and go away with the grant", async () => {
  await create(call, "/resource-servers", CONTACTS);
  const { client_id } = await create(call, "/clients", { name: "Our app" });
  const sent = { client_id, audience: CONTACTS.identifier, scope: ["read:contacts"] };
  const grant = await create(call, "/client-grants", sent);
  const grants = `${path}/client-grants`;
  expect((await call("POST", grants, { grant_id: grant.id })).status).toBe(400);
  await call("PATCH", `/client-grants/${grant.id}`, { organization_usage: "allow" });
  expect((await call("POST", grants, { grant_id: grant.id })).body).toEqual({
    grant_id: grant.id,
    ...sent,
    organization_usage: "allow",
  });
  expect((await call("GET", grants)).body).toEqual([{ ...grant, organization_usage: "allow" }]);
  expect((await call("GET", `/client-grants/${grant.id}/organizations`)).body).toMatchObject([{ id }]);
  await call("DELETE", `/client-grants/${grant.id}`);
  expect((await call("GET", grants)).body).toEqual([]);
});

describe.for(["connections", "enabled_connections"])("its connections under %s", (name) => {
  test("have settings of their own", async () => {
    const connection = await create(call, "/connections", { name: "people", strategy: "auth0" });
    const added = await create(call, `${path}/${name}`, { connection_id: connection.id });
    expect(added).toEqual({
      connection_id: connection.id,
      assign_membership_on_login: false,
      show_as_button: true,
      is_enabled: true,
      organization_access_level: "none",
      is_signup_enabled: false,
      connection: { name: "people", strategy: "auth0" },
    });
    const one = `${path}/${name}/${connection.id}`;
    expect((await call("PATCH", one, { is_signup_enabled: true })).status).toBe(400);
    expect(
      (await call("PATCH", one, { is_signup_enabled: true, assign_membership_on_login: true })).status,
    ).toBe(200);
    expect((await call("GET", `${path}/${name}?is_enabled=false`)).body).toEqual([]);
    expect((await call("DELETE", one)).status).toBe(204);
    expect(await call("GET", one)).toMatchObject({
      status: 404,
      body: { message: "No connection found by that id" },
    });
  });
});

test("its members are people of the tenant", async () => {
  expect((await call("POST", `${path}/members`, { members: ["auth0|ana"] })).status).toBe(204);
  expect((await call("POST", `${path}/members`, { members: ["auth0|nobody"] })).status).toBe(404);
  expect((await call("GET", `${path}/members?fields=user_id&take=10`)).body).toEqual({
    members: [{ user_id: "auth0|ana" }],
  });
  await call("DELETE", `${path}/members`, { members: ["auth0|ana"] });
  expect((await call("GET", `${path}/members`)).body).toEqual([]);
});
