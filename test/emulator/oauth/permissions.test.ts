import { expect, test } from "vitest";
import { AUDIENCE, BEN, partnerWorld, read, refreshWith, tokensOf } from "../support/oauth.ts";

const enforcing = {
  server: { enforce_policies: true, token_dialect: "access_token_authz" },
  grant: { scope: ["read:contacts", "write:contacts"] },
};
const request = { scope: "read:contacts write:contacts offline_access" };
const permission = (permission_name: string) => ({
  permissions: [{ resource_server_identifier: AUDIENCE, permission_name }],
});

test("an API that enforces permissions gives a person's token no scope beyond them", async () => {
  const world = await partnerWorld(enforcing);
  const path = "/users/auth0%7Cana/permissions";
  expect((await world.call("POST", path, permission("write:contacts"))).status).toBe(201);
  const ana = await tokensOf(world, request);
  expect(ana.scope).toBe("write:contacts offline_access");
  expect(read(ana.access_token).claims.permissions).toEqual(["write:contacts"]);
  const ben = await tokensOf(world, request, undefined, BEN);
  expect(ben.scope).toBe("offline_access");
  await world.call("DELETE", path, permission("write:contacts"));
  expect((await refreshWith(world, ana.refresh_token)).body.scope).toBe("offline_access");
});

test("permissions do not widen a grant, and mean nothing where they are not enforced", async () => {
  const narrow = await partnerWorld({ ...enforcing, grant: { scope: ["read:contacts"] } });
  const path = "/users/auth0%7Cana/permissions";
  await narrow.call("POST", path, permission("write:contacts"));
  expect((await tokensOf(narrow, request)).scope).toBe("offline_access");
  const lax = await partnerWorld({ grant: enforcing.grant });
  expect((await tokensOf(lax, request)).scope).toBe(request.scope);
});

test("a permission is a scope of an API, and belongs to a person", async () => {
  const { call } = await partnerWorld(enforcing);
  expect((await call("POST", "/users/auth0%7Cana/permissions", permission("other"))).status).toBe(400);
  expect((await call("POST", "/users/none/permissions", permission("read:contacts"))).status).toBe(404);
  await call("POST", "/users/auth0%7Cana/permissions", permission("read:contacts"));
  expect((await call("GET", "/users/auth0%7Cana/permissions")).body).toEqual([
    { resource_server_identifier: AUDIENCE, permission_name: "read:contacts" },
  ]);
});

test("a machine's token carries its scopes as permissions", async () => {
  const world = await partnerWorld({ ...enforcing, grant: { subject_type: "client" } });
  const form = { grant_type: "client_credentials", audience: AUDIENCE };
  const { body } = await world.token({ ...form, ...world.credentials });
  expect(read(body.access_token).claims).toMatchObject({
    scope: "read:contacts",
    permissions: ["read:contacts"],
  });
});
