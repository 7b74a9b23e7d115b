import { z } from "zod";
import { conflict, invalidBody, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import type { ClientGrant } from "./client-grant-rules.ts";
import type { Client } from "./client-schema.ts";
import { findOrganization } from "./organizations.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

/** An application's or a grant's place in an organization. */
interface Association extends Document {
  organization_id: string;
  client_id: string;
}

// Source: https://auth0.com/docs/api/management/v2/organizations/post-organization-clients (read 2026-11)
const clientsSchema = z.strictObject({
  clients: z
    .array(z.strictObject({ client_id: z.string(), use_for_member_access: z.boolean().optional() }))
    .min(1)
    .max(10),
});
const clientIdsSchema = z.strictObject({ clients: z.array(z.string()).min(1).max(10) });
const memberAccessSchema = z.strictObject({ use_for_member_access: z.boolean() });
const grantSchema = z.strictObject({ grant_id: z.string().min(1) });

function addClients({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const added = parseBody(clientsSchema, call.body).clients.map(
    ({ client_id, use_for_member_access = false }) => {
      if (store.get("client", client_id) === undefined) throw notFound.client();
      const key = `${id}::${client_id}`;
      if (store.get("organization-client", key) !== undefined) {
        throw conflict("One or more clients are already associated with the organization.");
      }
      const association = { organization_id: id, client_id, use_for_member_access };
      store.put("organization-client", key, association);
      return presentClient(store, association);
    },
  );
  return created(added);
}

function requiredClient(store: Store, call: Call): Association {
  const { id } = findOrganization(store, call);
  const found = store.get<Association>("organization-client", `${id}::${param(call, "clientId")}`);
  if (found === undefined) throw notFound.organizationClient();
  return found;
}

function presentClient(store: Store, association: Association): Document {
  const client = store.get<Client>("client", association.client_id);
  const shown = ["name", "is_first_party", "grant_types", "app_type", "organization_usage"].filter(
    (key) => client?.[key] !== undefined,
  );
  return {
    client_id: association.client_id,
    use_for_member_access: association.use_for_member_access,
    client: Object.fromEntries(shown.map((key) => [key, client?.[key]])),
  };
}

function listClients({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const clients = store
    .list<Association>("organization-client", { organization_id: id })
    .map((association) => presentClient(store, association));
  return listReply(clients, call.query, {
    name: "clients",
    key: (item) => String(item.client_id),
    checkpointOnly: true,
  });
}

function changeClient({ store }: Tenant, call: Call): Reply {
  const next = { ...requiredClient(store, call), ...parseBody(memberAccessSchema, call.body) };
  store.put("organization-client", `${next.organization_id}::${next.client_id}`, next);
  return ok(presentClient(store, next));
}

function removeClients({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  for (const clientId of parseBody(clientIdsSchema, call.body).clients) {
    store.delete("organization-client", `${id}::${clientId}`);
  }
  return noContent;
}

function addGrant({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const { grant_id } = parseBody(grantSchema, call.body);
  const grant = store.get<ClientGrant>("client-grant", grant_id);
  if (grant === undefined) throw notFound.clientGrant();
  if (grant.organization_usage === undefined || grant.organization_usage === "deny") {
    throw invalidBody("The client grant does not allow organizations.");
  }
  const key = `${id}::${grant_id}`;
  if (store.get("organization-grant", key) !== undefined) {
    throw conflict("The client grant is already associated with the organization.");
  }
  store.put("organization-grant", key, { organization_id: id, grant_id, client_id: grant.client_id });
  const { id: _, subject_type: __, ...rest } = grant;
  return created({ grant_id, ...rest });
}

function listGrants({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const grants = store
    .list<Document & { grant_id: string }>("organization-grant", { organization_id: id })
    .flatMap(({ grant_id }) => store.get<ClientGrant>("client-grant", grant_id) ?? [])
    .filter((grant) =>
      ["client_id", "audience"].every((key) => [null, grant[key]].includes(call.query.get(key))),
    );
  return listReply(grants, call.query, { name: "client_grants", key: (item) => String(item.id) });
}

function removeGrant({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  store.delete("organization-grant", `${id}::${param(call, "grantId")}`);
  return noContent;
}

const CLIENTS = "/organizations/:id/clients";
const GRANTS = "/organizations/:id/client-grants";

export const organizationAccessRoutes: readonly Route[] = [
  { method: "GET", path: CLIENTS, scopes: ["read:organization_clients"], handle: listClients },
  { method: "POST", path: CLIENTS, scopes: ["create:organization_clients"], handle: addClients },
  { method: "DELETE", path: CLIENTS, scopes: ["delete:organization_clients"], handle: removeClients },
  {
    method: "GET",
    path: `${CLIENTS}/:clientId`,
    scopes: ["read:organization_clients"],
    handle: ({ store }, call) => ok(presentClient(store, requiredClient(store, call))),
  },
  {
    method: "PATCH",
    path: `${CLIENTS}/:clientId`,
    scopes: ["update:organization_clients"],
    handle: changeClient,
  },
  { method: "GET", path: GRANTS, scopes: ["read:organization_client_grants"], handle: listGrants },
  { method: "POST", path: GRANTS, scopes: ["create:organization_client_grants"], handle: addGrant },
  {
    method: "DELETE",
    path: `${GRANTS}/:grantId`,
    scopes: ["delete:organization_client_grants"],
    handle: removeGrant,
  },
];
