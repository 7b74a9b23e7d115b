// Roles, rules, hooks and profiles of token exchanges at the local tenant's Management API.
import { describe, expect, test } from "vitest";
import { AUDIENCE, partnerWorld, read, tokensOf } from "../support/oauth.ts";
import { CONTACTS, create, newTenant } from "../support/tenant.ts";

test("a role's permissions are its users'", async () => {
  const world = await partnerWorld({ server: { enforce_policies: true } });
  const { body: role } = await world.call("POST", "/roles", { name: "reader" });
  const permissions = [{ resource_server_identifier: AUDIENCE, permission_name: "read:contacts" }];
  await world.call("POST", `/roles/${role.id}/permissions`, { permissions });
  expect((await tokensOf(world)).scope).toBe("offline_access");
  expect((await world.call("POST", "/users/auth0%7Cana/roles", { roles: [role.id] })).status).toBe(204);
  expect((await tokensOf(world)).scope).toBe("read:contacts offline_access");
  expect((await world.call("POST", "/users/auth0%7Cana/roles", { roles: ["rol_none"] })).status).toBe(404);
  await world.call("DELETE", `/roles/${role.id}`);
  expect((await tokensOf(world)).scope).toBe("offline_access");
});

test("a member's roles count in the organization, and a person's own outside of it", async () => {
  const world = await partnerWorld({
    server: { enforce_policies: true, token_dialect: "access_token_authz" },
    grant: { scope: ["read:contacts", "write:contacts"] },
  });
  const [reader, writer] = await Promise.all(
    ["read", "write"].map(async (verb) => {
      const role = await create(world.call, "/roles", { name: verb });
      const permissions = [{ resource_server_identifier: AUDIENCE, permission_name: `${verb}:contacts` }];
      await create(world.call, `/roles/${role.id}/permissions`, { permissions });
      return String(role.id);
    }),
  );
  const organization = (
    await create(world.call, "/organizations", { name: "first", third_party_client_access: "allow" })
  ).id;
  const [database] = (await world.call("GET", "/connections")).body;
  const path = `/organizations/${organization}`;
  await create(world.call, `${path}/enabled_connections`, { connection_id: database.id });
  const member = `${path}/members/auth0%7Cana/roles`;
  expect((await world.call("POST", member, { roles: [writer] })).status).toBe(404);
  await create(world.call, `${path}/members`, { members: ["auth0|ana"] });
  await create(world.call, member, { roles: [writer] });
  await create(world.call, "/users/auth0%7Cana/roles", { roles: [reader] });
  expect((await world.call("GET", member)).body).toMatchObject([{ id: writer }]);

  const scope = "read:contacts write:contacts";
  const permissions = async (changes: Record<string, string>) =>
    read((await tokensOf(world, { scope, ...changes })).access_token).claims.permissions;
  expect(await permissions({})).toEqual(["read:contacts"]);
  expect(await permissions({ organization })).toEqual(["write:contacts"]);
  await world.call("DELETE", member, { roles: [writer] });
  expect(await permissions({ organization })).toEqual([]);
});

test("roles are found, changed, and show their permissions and holders", async () => {
  const { call } = newTenant();
  await create(call, "/resource-servers", CONTACTS);
  const { id } = await create(call, "/roles", { name: "reader" });
  const permissions = [{ resource_server_identifier: AUDIENCE, permission_name: "read:contacts" }];
  await create(call, `/roles/${id}/permissions`, { permissions });
  expect((await call("GET", `/roles/${id}/permissions`)).body).toEqual([
    { ...permissions[0], resource_server_name: "Contacts", description: "See your contacts" },
  ]);
  expect((await call("PATCH", `/roles/${id}`, { description: "reads" })).body).toMatchObject({
    ...{ id, name: "reader", description: "reads" },
  });
  expect((await call("GET", "/roles?name_filter=READ&include_totals=true")).body).toMatchObject({ total: 1 });
  await create(call, "/users/auth0%7Cana/roles", { roles: [id] });
  expect((await call("GET", "/users/auth0%7Cana/roles")).body).toMatchObject([{ id }]);
  await call("POST", `/roles/${id}/users`, { users: ["auth0|ben"] });
  expect((await call("GET", `/roles/${id}/users`)).body).toMatchObject([
    { user_id: "auth0|ana", email: "ana@first.example" },
    { user_id: "auth0|ben" },
  ]);
  expect((await call("POST", `/roles/${id}/users`, { users: ["auth0|none"] })).status).toBe(404);
  await call("DELETE", "/users/auth0%7Cana/roles", { roles: [id] });
  expect((await call("GET", "/users/auth0%7Cana/roles")).body).toEqual([]);
  await call("DELETE", `/roles/${id}/permissions`, { permissions });
  expect((await call("GET", `/roles/${id}/permissions`)).body).toEqual([]);
  expect((await call("GET", "/roles/rol_none")).status).toBe(404);
});

describe.for(["rules", "hooks"] as const)("%s", (kind) => {
  const more = kind === "hooks" ? { triggerId: "credentials-exchange" } : {};

  test("are kept, switched on and off, and listed", async () => {
    const { call } = newTenant();
    const sent = { name: "enrich", script: "function (user, context, next) {}", enabled: true, ...more };
    const { id } = await create(call, `/${kind}`, sent);
    const names = async () =>
      (await call("GET", `/${kind}?enabled=true`)).body.map((one: typeof sent) => one.name);
    expect(await names()).toEqual(["enrich"]);
    await call("PATCH", `/${kind}/${id}`, { enabled: false });
    expect(await names()).toEqual([]);
    expect((await call("DELETE", `/${kind}/${id}`)).status).toBe(204);
    const message = { rules: "The rule does not exist", hooks: "Error: Hook does not exist" }[kind];
    expect(await call("GET", `/${kind}/${id}`)).toMatchObject({ status: 404, body: { message } });
    expect((await call("PATCH", `/${kind}/${id}`, { enabled: true })).status).toBe(404);
  });
});

test("a profile of token exchanges belongs to an Action of that trigger, and has a type that is nobody's", async () => {
  const { call } = newTenant();
  await create(call, "/resource-servers", CONTACTS);
  const action = await create(call, "/actions/actions", {
    name: "exchange",
    supported_triggers: [{ id: "custom-token-exchange", version: "v1" }],
  });
  const login = await create(call, "/actions/actions", {
    name: "login",
    supported_triggers: [{ id: "post-login", version: "v3" }],
  });
  const post = async (change: object) =>
    (
      await call("POST", "/token-exchange-profiles", {
        name: "Legacy",
        type: "custom_authentication",
        subject_token_type: "urn:acme:legacy-token",
        action_id: action.id,
        ...change,
      })
    ).status;
  expect(await post({ action_id: login.id })).toBe(400);
  expect(await post({ subject_token_type: "urn:ietf:params:oauth:token-type:jwt" })).toBe(400);
  expect(await post({})).toBe(201);
  expect(await post({})).toBe(409);
  const { token_exchange_profiles: all } = (await call("GET", "/token-exchange-profiles")).body;
  expect(all).toHaveLength(1);
  expect((await call("GET", `/token-exchange-profiles/${all[0].id}`)).status).toBe(200);
  const path = `/token-exchange-profiles/${all[0].id}`;
  const renamed = await call("PATCH", path, { name: "Older" });
  const times = { created_at: expect.any(String), updated_at: expect.any(String) };
  expect([renamed.status, renamed.body]).toEqual([200, expect.objectContaining({ name: "Older", ...times })]);
  expect((await call("GET", path)).body).toMatchObject({ name: "Older", action_id: action.id });
  expect((await call("PATCH", path, { action_id: login.id })).status).toBe(400);
  await call("DELETE", `/token-exchange-profiles/${all[0].id}`);
  expect((await call("GET", `/token-exchange-profiles/${all[0].id}`)).status).toBe(404);
});
