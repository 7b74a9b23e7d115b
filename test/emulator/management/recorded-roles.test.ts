// Roles and their permissions, by the recordings of the Terraform provider's tests (TestAccRole*).
import { expect, test } from "vitest";
import { CONTACTS, create, newTenant } from "../support/tenant.ts";

test("a role is the tenant's unless it is an organization's, and only what is read has a description", async () => {
  const { call } = newTenant();
  const made = await create(call, "/roles", { name: "reader" });
  expect(made).toEqual({ id: made.id, name: "reader", type: "tenant" });
  expect((await call("GET", `/roles/${made.id}`)).body).toEqual({ ...made, description: "" });
  expect((await call("GET", "/roles")).body).toEqual([{ ...made, description: "" }]);
  const of = { type: "organization", owner_id: "org_1" };
  expect(await create(call, "/roles", { name: "operator", ...of })).toMatchObject(of);
  expect((await call("PATCH", `/roles/${made.id}`, { type: "organization" })).status).toBe(400);
});

test("permissions of a role are answered with an empty object, and listed by name", async () => {
  const { call } = newTenant();
  await create(call, "/resource-servers", CONTACTS);
  const { id } = await create(call, "/roles", { name: "editor" });
  const permissions = ["update:contacts", "create:contacts"].map((permission_name) => ({
    permission_name,
    resource_server_identifier: CONTACTS.identifier,
  }));
  const { status, body } = await call("POST", `/roles/${id}/permissions`, { permissions });
  expect([status, body]).toEqual([201, {}]);
  const listed = (await call("GET", `/roles/${id}/permissions`)).body as { permission_name: string }[];
  expect(listed.map((one) => one.permission_name)).toEqual(["create:contacts", "update:contacts"]);
});

test("organizations are listed with what an application is to them, where it is asked about", async () => {
  const { call } = newTenant();
  const { client_id } = await create(call, "/clients", { name: "Our app" });
  const [with_, without] = [
    await create(call, "/organizations", { name: "with" }),
    await create(call, "/organizations", { name: "without" }),
  ];
  const clients = [{ client_id, use_for_member_access: true }];
  await call("POST", `/organizations/${with_.id}/clients`, { clients });
  const listed = (await call("GET", `/organizations?include_client_association_for=${client_id}`)).body;
  expect(listed).toEqual([{ ...with_, client: { use_for_member_access: true } }, without]);
  expect((await call("GET", "/organizations")).body).toEqual([with_, without]);
});

test("a change of session transfer that names nothing brings its defaults", async () => {
  const { call } = newTenant();
  const { client_id } = await create(call, "/clients", { name: "Our app", app_type: "native" });
  const change = { session_transfer: { delegation: null } };
  const { session_transfer } = (await call("PATCH", `/clients/${client_id}`, change)).body;
  expect(session_transfer).toMatchObject({ can_create_session_transfer_token: false });
  expect(session_transfer).not.toHaveProperty("delegation");
});
