import { z } from "zod";
import { conflict, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

interface Role extends Document {
  id: string;
  name: string;
}

interface RolePermission extends Document {
  role_id: string;
  resource_server_identifier: string;
  permission_name: string;
}

// Source: https://auth0.com/docs/api/management/v2/roles/post-roles,
// https://auth0.com/docs/api/management/v2/roles/post-role-permission-assignment (read 2026-11)
const roleSchema = z.strictObject({ name: z.string().min(1), description: z.string().optional() });
const permissionsSchema = z.strictObject({
  permissions: z
    .array(z.strictObject({ resource_server_identifier: z.string(), permission_name: z.string() }))
    .min(1),
});
const assignmentSchema = z.strictObject({ roles: z.array(z.string().min(1)).min(1) });

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/** Permissions at an API that come to a person through roles. */
export function rolePermissionsAt(
  store: Store,
  user_id: string,
  resource_server_identifier: string,
): string[] {
  return store
    .list<Document & { role_id: string }>("user-role", { user_id })
    .flatMap(({ role_id }) =>
      store.list<RolePermission>("role-permission", { role_id, resource_server_identifier }),
    )
    .map(({ permission_name }) => permission_name);
}

function create({ store }: Tenant, call: Call): Reply {
  const sent = parseBody(roleSchema, call.body);
  if (store.list("role", { name: sent.name }).length > 0) throw conflict("The role already exists.");
  const role: Role = { id: newId.role(), ...sent };
  store.put("role", role.id, role);
  return ok(role);
}

function required({ store }: Tenant, id: string): Role {
  const role = store.get<Role>("role", id);
  if (role === undefined) throw notFound.role();
  return role;
}

function remove(tenant: Tenant, call: Call): Reply {
  const { id } = required(tenant, param(call, "id"));
  for (const kind of ["role-permission", "user-role"]) tenant.store.deleteWhere(kind, { role_id: id });
  tenant.store.delete("role", id);
  return ok({});
}

function addPermissions(tenant: Tenant, call: Call): Reply {
  const { id: role_id } = required(tenant, param(call, "id"));
  for (const permission of parseBody(permissionsSchema, call.body).permissions) {
    const { resource_server_identifier: identifier, permission_name } = permission;
    const key = keyOf(role_id, identifier, permission_name);
    tenant.store.put("role-permission", key, { role_id, ...permission });
  }
  return created(undefined);
}

function assign(tenant: Tenant, call: Call): Reply {
  const user_id = param(call, "id");
  if (tenant.store.get("user", user_id) === undefined) throw notFound.user();
  for (const role_id of parseBody(assignmentSchema, call.body).roles) {
    required(tenant, role_id);
    tenant.store.put("user-role", keyOf(user_id, role_id), { user_id, role_id });
  }
  return noContent;
}

export const roleRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/roles",
    scopes: ["read:roles"],
    handle: ({ store }, { query }) =>
      listReply(store.list("role"), query, { name: "roles", key: (item) => String(item.id) }),
  },
  { method: "POST", path: "/roles", scopes: ["create:roles"], handle: create },
  { method: "DELETE", path: "/roles/:id", scopes: ["delete:roles"], handle: remove },
  { method: "POST", path: "/roles/:id/permissions", scopes: ["update:roles"], handle: addPermissions },
  { method: "POST", path: "/users/:id/roles", scopes: ["update:users"], handle: assign },
];
