import { z } from "zod";
import { conflict, invalidBody, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { CLIENT_GRANT, type ClientGrant } from "./client-grant-rules.ts";
import type { Client } from "./client-schema.ts";
import { booleanFilter, listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { enforce } from "./refusals.ts";
import { findResourceServer } from "./resource-servers.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

const changeable = {
  scope: z.array(z.string().min(1).max(280)).optional(),
  organization_usage: z.enum(["deny", "allow", "require"]).nullish(),
  allow_any_organization: z.boolean().nullish(),
  authorization_details_types: z.array(z.string().min(1).max(255)).optional(),
  allow_all_scopes: z.boolean().optional(),
};
// Source: https://auth0.com/docs/api/management/v2/client-grants/post-client-grants (read 2026-11)
const createSchema = z.strictObject({
  client_id: z.string().optional(),
  default_for: z.enum(["third_party_clients"]).optional(),
  audience: z.string().min(1),
  subject_type: z.enum(["client", "user"]).optional(),
  ...changeable,
});
const updateSchema = z.strictObject({
  ...changeable,
  scope: changeable.scope.nullable(),
  allow_all_scopes: changeable.allow_all_scopes.nullable(),
});

function create({ store }: Tenant, call: Call): Reply {
  const sent = parseBody(createSchema, call.body);
  if ((sent.client_id === undefined) === (sent.default_for === undefined)) {
    throw invalidBody("Exactly one of client_id and default_for is required");
  }
  if (sent.scope === undefined && sent.allow_all_scopes !== true) {
    throw invalidBody("Payload validation error: 'Missing required property: scope'.");
  }
  return created(insertGrant(store, sent));
}

/** Stores a new grant after all checks; used by the seed too. */
export function insertGrant(store: Store, sent: Document & { audience: string }): ClientGrant {
  const asked = Object.fromEntries(Object.entries(sent).filter(([, value]) => value != null));
  const grant = withScopeRule({ id: newId.clientGrant(), subject_type: "client", ...asked } as ClientGrant);
  check(store, grant);
  const { client_id, default_for, audience, subject_type } = grant;
  const owner: Record<string, string> =
    client_id === undefined ? { default_for: String(default_for) } : { client_id };
  if (store.list("client-grant", { ...owner, audience, subject_type }).length > 0) {
    throw conflict(
      `A client grant already exists between ${client_id ?? default_for} and ${audience}`,
      "grant_conflict",
    );
  }
  store.put("client-grant", grant.id, grant);
  return grant;
}

function check(store: Store, grant: ClientGrant): void {
  const server = findResourceServer(store, grant.audience);
  if (server === undefined) throw notFound.resourceServer();
  const client = grant.client_id === undefined ? undefined : store.get<Client>("client", grant.client_id);
  if (grant.client_id !== undefined && client === undefined) throw notFound.client();
  enforce(CLIENT_GRANT, { grant, client, server });
}

function update({ store }: Tenant, call: Call): Reply {
  const current = required(store, call);
  const sent = parseBody(updateSchema, call.body);
  const next = { ...current, ...sent };
  for (const [key, value] of Object.entries(sent)) if (value === null) delete next[key as keyof typeof next];
  const grant = withScopeRule(next as ClientGrant);
  check(store, grant);
  store.put("client-grant", grant.id, grant);
  return ok(grant);
}

// A grant of all scopes lists none.
function withScopeRule(grant: ClientGrant): ClientGrant {
  if (grant.allow_all_scopes !== true) return grant;
  const { scope: _, ...rest } = grant;
  return rest as ClientGrant;
}

function required(store: Store, call: Call): ClientGrant {
  const grant = store.get<ClientGrant>("client-grant", param(call, "id"));
  if (grant === undefined) throw notFound.clientGrant();
  return grant;
}

function list({ store }: Tenant, call: Call): Reply {
  const anyOrganization = booleanFilter(call.query, "allow_any_organization");
  const criteria: Record<string, string> = {};
  for (const key of ["client_id", "audience", "subject_type", "default_for"]) {
    const value = call.query.get(key);
    if (value !== null) criteria[key] = value;
  }
  const grants = store
    .list<ClientGrant>("client-grant", criteria)
    .filter(
      (grant) => anyOrganization === undefined || (grant.allow_any_organization ?? false) === anyOrganization,
    );
  return listReply(grants, call.query, { name: "client_grants", key: (item) => String(item.id) });
}

function remove({ store }: Tenant, call: Call): Reply {
  const id = param(call, "id");
  store.deleteWhere("organization-grant", { grant_id: id });
  store.delete("client-grant", id);
  return noContent;
}

function organizations({ store }: Tenant, call: Call): Reply {
  const grant = required(store, call);
  const found = store
    .list<Document & { organization_id: string }>("organization-grant", { grant_id: grant.id })
    .map(({ organization_id }) => store.get("organization", organization_id))
    .filter((organization) => organization !== undefined);
  return listReply(found, call.query, { name: "organizations", key: (item) => String(item.id) });
}

export const clientGrantRoutes: readonly Route[] = [
  { method: "GET", path: "/client-grants", scopes: ["read:client_grants"], handle: list },
  { method: "POST", path: "/client-grants", scopes: ["create:client_grants"], handle: create },
  {
    method: "GET",
    path: "/client-grants/:id",
    scopes: ["read:client_grants"],
    handle: ({ store }, call) => ok(required(store, call)),
  },
  { method: "PATCH", path: "/client-grants/:id", scopes: ["update:client_grants"], handle: update },
  { method: "DELETE", path: "/client-grants/:id", scopes: ["delete:client_grants"], handle: remove },
  {
    method: "GET",
    path: "/client-grants/:id/organizations",
    scopes: ["read:organization_client_grants"],
    handle: organizations,
  },
];
