import { z } from "zod";
import { conflict, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { findOrganization } from "./organizations.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import type { ResourceServer } from "./resource-server-rules.ts";
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
const changeable = { name: z.string().min(1), description: z.string().optional() };
const createSchema = z.strictObject({
  ...changeable,
  type: z.enum(["tenant", "organization"]).default("tenant"),
  owner_id: z.string().optional(),
});
const updateSchema = z.strictObject(changeable).partial();
const permissionsSchema = z.strictObject({
  permissions: z
    .array(z.strictObject({ resource_server_identifier: z.string(), permission_name: z.string() }))
    .min(1),
});
const usersSchema = z.strictObject({ users: z.array(z.string().min(1)).min(1) });
const assignmentSchema = z.strictObject({ roles: z.array(z.string().min(1)).min(1) });

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/**
 * Permissions at an API that come to a person through roles: those of a person, or in an organization those of a member
 * of it. Source: https://community.auth0.com/t/organization-permissions-claim-empty/99135 (read 2026-11)
 */
export function rolePermissionsAt(
  store: Store,
  user_id: string,
  resource_server_identifier: string,
  organization_id?: string,
): string[] {
  const [kind, of] =
    organization_id === undefined
      ? ["user-role", { user_id }]
      : ["member-role", { user_id, organization_id }];
  return store
    .list<Document & { role_id: string }>(kind as string, of as Record<string, string>)
    .flatMap(({ role_id }) =>
      store.list<RolePermission>("role-permission", { role_id, resource_server_identifier }),
    )
    .map(({ permission_name }) => permission_name);
}

function create({ store }: Tenant, call: Call): Reply {
  const sent = parseBody(createSchema, call.body);
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

/** What is read of a role has a description, if an empty one; what a write answers has not. */
const presentRole = (role: Role): Document => ({ description: "", ...role });

function update(tenant: Tenant, call: Call): Reply {
  const next = {
    ...required(tenant, param(call, "id")),
    ...parseBody(updateSchema, call.body),
  } as Role;
  tenant.store.put("role", next.id, next);
  return ok(next);
}

function remove(tenant: Tenant, call: Call): Reply {
  const { id } = required(tenant, param(call, "id"));
  for (const kind of ["role-permission", "user-role", "member-role"]) {
    tenant.store.deleteWhere(kind, { role_id: id });
  }
  tenant.store.delete("role", id);
  return ok({});
}

function list({ store }: Tenant, { query }: Call): Reply {
  const filter = query.get("name_filter")?.toLowerCase() ?? "";
  const named = store.list<Role>("role").filter(({ name }) => name.toLowerCase().includes(filter));
  const roles = named.map(presentRole);
  return listReply(roles, query, { name: "roles", key: (item) => String(item.id) });
}

function permissionsOf(tenant: Tenant, call: Call): RolePermission[] {
  const { id: role_id } = required(tenant, param(call, "id"));
  return parseBody(permissionsSchema, call.body).permissions.map((one) => ({ role_id, ...one }));
}

const permissionKey = (one: RolePermission): string =>
  keyOf(one.role_id, one.resource_server_identifier, one.permission_name);

function addPermissions(tenant: Tenant, call: Call): Reply {
  for (const one of permissionsOf(tenant, call)) tenant.store.put("role-permission", permissionKey(one), one);
  return created({});
}

function removePermissions(tenant: Tenant, call: Call): Reply {
  for (const one of permissionsOf(tenant, call)) tenant.store.delete("role-permission", permissionKey(one));
  return noContent;
}

function listPermissions(tenant: Tenant, call: Call): Reply {
  const { id: role_id } = required(tenant, param(call, "id"));
  const { store } = tenant;
  const sorted = store
    .list<RolePermission>("role-permission", { role_id })
    .sort((a, b) => (permissionKey(a) < permissionKey(b) ? -1 : 1));
  const shown = sorted.map((one) => {
    const { resource_server_identifier: identifier, permission_name } = one;
    const server = store.list<ResourceServer>("resource-server", { identifier })[0];
    const description = server?.scopes?.find(({ value }) => value === permission_name)?.description;
    return {
      ...{ permission_name, resource_server_identifier: identifier },
      ...(server !== undefined && { resource_server_name: server.name }),
      ...(description !== undefined && { description }),
    };
  });
  return listReply(shown, call.query, { name: "permissions", key: (item) => JSON.stringify(item) });
}

function listUsers(tenant: Tenant, call: Call): Reply {
  const { id: role_id } = required(tenant, param(call, "id"));
  const users = tenant.store
    .list<Document & { user_id: string }>("user-role", { role_id })
    .map(({ user_id }) => {
      const { email, name, picture } = tenant.store.get("user", user_id) ?? {};
      return JSON.parse(JSON.stringify({ user_id, email, name, picture })) as Document;
    });
  return listReply(users, call.query, { name: "users", key: (item) => String(item.user_id) });
}

function assignUsers(tenant: Tenant, call: Call): Reply {
  const { id: role_id } = required(tenant, param(call, "id"));
  for (const user_id of parseBody(usersSchema, call.body).users) {
    if (tenant.store.get("user", user_id) === undefined) throw notFound.user();
    tenant.store.put("user-role", keyOf(user_id, role_id), { user_id, role_id });
  }
  return ok(undefined);
}

/** To whom a role is given: a person, or a person as a member of one organization. */
interface Holder {
  readonly kind: "user-role" | "member-role";
  readonly of: Record<string, string>;
}

function personOf({ store }: Tenant, call: Call): Holder {
  const user_id = param(call, "id");
  if (store.get("user", user_id) === undefined) throw notFound.user();
  return { kind: "user-role", of: { user_id } };
}

function memberOf({ store }: Tenant, call: Call): Holder {
  const organization_id = findOrganization(store, call).id;
  const user_id = param(call, "userId");
  if (store.get("organization-member", `${organization_id}::${user_id}`) === undefined) throw notFound.user();
  return { kind: "member-role", of: { organization_id, user_id } };
}

/** The three endpoints of what somebody holds. */
function holderRoutes(path: string, holderOf: typeof personOf, scopes: Record<string, string>): Route[] {
  const change = (tenant: Tenant, call: Call, write: (kind: string, id: string, body: Document) => void) => {
    const { kind, of } = holderOf(tenant, call);
    for (const role_id of parseBody(assignmentSchema, call.body).roles) {
      required(tenant, role_id);
      write(kind, keyOf(...Object.values(of), role_id), { ...of, role_id });
    }
    return noContent;
  };
  const listed = (tenant: Tenant, call: Call): Reply => {
    const { kind, of } = holderOf(tenant, call);
    const roles = tenant.store
      .list<Document & { role_id: string }>(kind, of)
      .map(({ role_id }) => presentRole(required(tenant, role_id)));
    return listReply(roles, call.query, { name: "roles", key: (item) => String(item.id) });
  };
  const { read = "", add = "", take = "" } = scopes;
  return [
    { method: "GET", path, scopes: [read], handle: listed },
    {
      method: "POST",
      path,
      scopes: [add],
      handle: (tenant, call) => change(tenant, call, (...args) => tenant.store.put(...args)),
    },
    {
      method: "DELETE",
      path,
      scopes: [take],
      handle: (tenant, call) => change(tenant, call, (kind, id) => tenant.store.delete(kind, id)),
    },
  ];
}

const PERMISSIONS = "/roles/:id/permissions";

export const roleRoutes: readonly Route[] = [
  { method: "GET", path: "/roles", scopes: ["read:roles"], handle: list },
  { method: "POST", path: "/roles", scopes: ["create:roles"], handle: create },
  {
    method: "GET",
    path: "/roles/:id",
    scopes: ["read:roles"],
    handle: (tenant, call) => ok(presentRole(required(tenant, param(call, "id")))),
  },
  { method: "PATCH", path: "/roles/:id", scopes: ["update:roles"], handle: update },
  { method: "DELETE", path: "/roles/:id", scopes: ["delete:roles"], handle: remove },
  { method: "GET", path: "/roles/:id/users", scopes: ["read:users"], handle: listUsers },
  { method: "POST", path: "/roles/:id/users", scopes: ["update:roles"], handle: assignUsers },
  { method: "GET", path: PERMISSIONS, scopes: ["read:roles"], handle: listPermissions },
  { method: "POST", path: PERMISSIONS, scopes: ["update:roles"], handle: addPermissions },
  { method: "DELETE", path: PERMISSIONS, scopes: ["update:roles"], handle: removePermissions },
  ...holderRoutes("/users/:id/roles", personOf, {
    read: "read:users",
    add: "update:users",
    take: "update:users",
  }),
  ...holderRoutes("/organizations/:id/members/:userId/roles", memberOf, {
    read: "read:organization_member_roles",
    add: "create:organization_member_roles",
    take: "delete:organization_member_roles",
  }),
];
