import { z } from "zod";
import { conflict, invalidQuery, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { tokenQuota } from "./client-settings.ts";
import { enableConnection, enabledConnection } from "./organization-connections.ts";
import { listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

/** A group of users with connections and applications of its own. */
export interface Organization extends Document {
  id: string;
  name: string;
}

const changeable = {
  name: z
    .string()
    .max(50)
    .regex(/^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/)
    .optional(),
  display_name: z.string().min(1).max(255).optional(),
  branding: z
    .looseObject({
      logo_url: z.string().optional(),
      colors: z
        .looseObject({ primary: z.string().optional(), page_background: z.string().optional() })
        .optional(),
    })
    .optional(),
  metadata: z.record(z.string().max(255), z.string().max(255).nullable()).optional(),
  token_quota: tokenQuota.nullish(),
  third_party_client_access: z.enum(["allow", "block"]).optional(),
  is_app_entitlement_active: z.boolean().optional(),
};
// Source: https://auth0.com/docs/api/management/v2/organizations/post-organizations (read 2026-11)
const createSchema = z.strictObject({
  ...changeable,
  name: changeable.name.unwrap(),
  enabled_connections: z.array(enabledConnection).optional(),
});
const updateSchema = z.strictObject(changeable);

function create({ store }: Tenant, call: Call): Reply {
  const { enabled_connections = [], ...sent } = parseBody(createSchema, call.body);
  if (store.list("organization", { name: sent.name }).length > 0) {
    throw conflict("An organization with this name already exists.");
  }
  const organization: Organization = {
    id: newId.organization(),
    third_party_client_access: "block",
    is_app_entitlement_active: false,
    ...withoutNulls(sent),
    name: sent.name,
  };
  store.put("organization", organization.id, organization);
  for (const one of enabled_connections) enableConnection(store, organization.id, one);
  return created(organization);
}

// Metadata is replaced as a whole; an empty object clears it.
function update({ store }: Tenant, call: Call): Reply {
  const current = findOrganization(store, call);
  const sent = parseBody(updateSchema, call.body);
  const next = withoutNulls({ ...current, ...sent }) as Organization;
  store.put("organization", next.id, next);
  return ok(next);
}

function remove({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  for (const kind of [
    "organization-connection",
    "organization-client",
    "organization-grant",
    "organization-member",
    "member-role",
    "user-grant",
    "refresh-token",
    "code",
  ]) {
    store.deleteWhere(kind, { organization_id: id });
  }
  store.delete("organization", id);
  return noContent;
}

function withoutNulls(sent: Document): Document {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));
}

// Source: https://auth0.com/docs/manage-users/organizations/configure-organizations/retrieve-organizations
function sorted(organizations: Organization[], sort: string | null): Organization[] {
  if (sort === null) return organizations;
  const [, field, direction] = /^(name|display_name|created_at):(-?1)$/.exec(sort) ?? [];
  if (field === undefined) throw invalidQuery(`String does not match pattern: ${sort}`, "sort");
  const of = (one: Organization) => String(one[field] ?? "");
  return organizations.toSorted((a, b) => of(a).localeCompare(of(b)) * Number(direction));
}

/** With what an application asked about is to each, where it is something. */
function list({ store }: Tenant, { query }: Call): Reply {
  const client = query.get("include_client_association_for");
  const organizations = sorted(store.list<Organization>("organization"), query.get("sort")).map((one) => {
    const found = client === null ? undefined : store.get("organization-client", `${one.id}::${client}`);
    return found === undefined
      ? one
      : { ...one, client: { use_for_member_access: found.use_for_member_access } };
  });
  return listReply(organizations, query, { name: "organizations", key: (item) => String(item.id) });
}

/** The organization of the path (by id or name), or 404. */
export function findOrganization(store: Store, call: Call): Organization {
  const reference = param(call, "id");
  const found =
    store.get<Organization>("organization", reference) ??
    store.list<Organization>("organization", { name: reference })[0];
  if (found === undefined) throw notFound.organization();
  return found;
}

export const organizationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/organizations",
    scopes: ["read:organizations"],
    handle: list,
  },
  { method: "POST", path: "/organizations", scopes: ["create:organizations"], handle: create },
  {
    method: "GET",
    path: "/organizations/name/:id",
    scopes: ["read:organizations"],
    handle: ({ store }, call) => ok(findOrganization(store, call)),
  },
  {
    method: "GET",
    path: "/organizations/:id",
    scopes: ["read:organizations"],
    handle: ({ store }, call) => ok(project(findOrganization(store, call), call.query)),
  },
  { method: "PATCH", path: "/organizations/:id", scopes: ["update:organizations"], handle: update },
  { method: "DELETE", path: "/organizations/:id", scopes: ["delete:organizations"], handle: remove },
];
