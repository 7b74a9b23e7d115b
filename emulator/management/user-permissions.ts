import { z } from "zod";
import { invalidBody, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import type { ResourceServer } from "./resource-server-rules.ts";
import { rolePermissionsAt } from "./roles.ts";
import { type Call, noContent, param, type Reply, type Route } from "./route.ts";

interface UserPermission extends Document {
  user_id: string;
  resource_server_identifier: string;
  permission_name: string;
}

// Source: https://auth0.com/docs/api/management/v2/users/post-permissions
const schema = z.strictObject({
  permissions: z
    .array(z.strictObject({ resource_server_identifier: z.string(), permission_name: z.string() }))
    .min(1),
});

/**
 * What a person may do at an API that enforces permissions: by themselves and by their roles; in an organization by their
 * roles there only. Source: https://community.auth0.com/t/organization-permissions-claim-empty/99135 (read 2026-11)
 */
export function permissionsAt(
  store: Store,
  user_id: string,
  resource_server_identifier: string,
  organization_id?: string,
): string[] {
  if (organization_id !== undefined)
    return [...new Set(rolePermissionsAt(store, user_id, resource_server_identifier, organization_id))];
  const own = store
    .list<UserPermission>("user-permission", { user_id, resource_server_identifier })
    .map(({ permission_name }) => permission_name);
  return [...new Set([...own, ...rolePermissionsAt(store, user_id, resource_server_identifier)])];
}

const keyOf = ({ user_id, resource_server_identifier, permission_name }: UserPermission): string =>
  JSON.stringify([user_id, resource_server_identifier, permission_name]);

function sent(store: Store, call: Call): UserPermission[] {
  const user_id = param(call, "id");
  if (store.get("user", user_id) === undefined) throw notFound.user();
  return parseBody(schema, call.body).permissions.map((permission) => ({ user_id, ...permission }));
}

function add({ store }: Tenant, call: Call): Reply {
  for (const permission of sent(store, call)) {
    const { resource_server_identifier: identifier, permission_name } = permission;
    const [server] = store.list<ResourceServer>("resource-server", { identifier });
    if (!server?.scopes?.some(({ value }) => value === permission_name)) {
      throw invalidBody(`The permission ${permission_name} does not exist at ${identifier}.`);
    }
    store.put("user-permission", keyOf(permission), permission);
  }
  return { status: 201 };
}

function remove({ store }: Tenant, call: Call): Reply {
  for (const permission of sent(store, call)) store.delete("user-permission", keyOf(permission));
  return noContent;
}

function list({ store }: Tenant, call: Call): Reply {
  const permissions = store
    .list<UserPermission>("user-permission", { user_id: param(call, "id") })
    .map(({ user_id: _, ...permission }) => permission);
  return listReply(permissions, call.query, { name: "permissions", key: (item) => JSON.stringify(item) });
}

const PATH = "/users/:id/permissions";

export const userPermissionRoutes: readonly Route[] = [
  { method: "GET", path: PATH, scopes: ["read:users"], handle: list },
  { method: "POST", path: PATH, scopes: ["update:users"], handle: add },
  { method: "DELETE", path: PATH, scopes: ["update:users"], handle: remove },
];
