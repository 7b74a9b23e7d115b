import { z } from "zod";
import { notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import {
  type EnabledConnection,
  enableConnection,
  enabledConnection,
  enabledConnectionChange,
  keepEnabled,
  presentEnabled,
} from "./organization-connections.ts";
import { findOrganization, type Organization } from "./organizations.ts";
import { booleanFilter, listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

const membersSchema = z.strictObject({ members: z.array(z.string()).min(1).max(10) });

function addConnection({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  return created(enableConnection(store, id, parseBody(enabledConnection, call.body)));
}

function requiredConnection(store: Store, call: Call): EnabledConnection {
  const { id } = findOrganization(store, call);
  const found = store.get<EnabledConnection>(
    "organization-connection",
    `${id}::${param(call, "connectionId")}`,
  );
  if (found === undefined) throw notFound.organizationConnection();
  return found;
}

function listConnections({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const wanted = booleanFilter(call.query, "is_enabled");
  const connections = store
    .list<EnabledConnection>("organization-connection", { organization_id: id })
    .filter(({ is_enabled }) => wanted === undefined || is_enabled === wanted)
    .map((enabled) => presentEnabled(store, enabled));
  return listReply(connections, call.query, { name: name(call), key: (item) => String(item.connection_id) });
}

// The older path names its list after itself.
function name(call: Call): string {
  return call.params.style === "enabled_connections" ? "enabled_connections" : "connections";
}

function removeConnection({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  store.delete("organization-connection", `${id}::${param(call, "connectionId")}`);
  return noContent;
}

function listMembers({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const members = store
    .list<Document & { user_id: string }>("organization-member", { organization_id: id })
    .map(({ user_id }) => {
      const { email, name: full, picture } = store.get("user", user_id) ?? {};
      const shown = Object.entries({ user_id, email, name: full, picture });
      return Object.fromEntries(shown.filter(([, value]) => value !== undefined)) as Document;
    });
  return listReply(members, call.query, {
    name: "members",
    key: (item) => String(item.user_id),
    show: (item) => project(item, call.query),
  });
}

function addMembers({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  for (const user_id of parseBody(membersSchema, call.body).members) {
    if (store.get("user", user_id) === undefined) throw notFound.user();
    store.put("organization-member", `${id}::${user_id}`, { organization_id: id, user_id });
  }
  return noContent;
}

function removeMembers({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  for (const userId of parseBody(membersSchema, call.body).members) {
    store.delete("organization-member", `${id}::${userId}`);
    store.deleteWhere("member-role", { organization_id: id, user_id: userId });
  }
  return noContent;
}

// The organizations that a person belongs to.
function listOrganizations({ store }: Tenant, call: Call): Reply {
  const user_id = param(call, "id");
  if (store.get("user", user_id) === undefined) throw notFound.user();
  const organizations = store
    .list<Document & { organization_id: string }>("organization-member", { user_id })
    .flatMap(({ organization_id }) => store.get<Organization>("organization", organization_id) ?? []);
  return listReply(organizations, call.query, { name: "organizations", key: (item) => String(item.id) });
}

// Two names for the same list: SDKs of different age use one or the other.
const STYLES = ["connections", "enabled_connections"];
const MEMBERS = "/organizations/:id/members";

export const organizationMemberRoutes: readonly Route[] = [
  ...STYLES.flatMap((style): Route[] => {
    const path = `/organizations/:id/:style{${style}}`;
    return [
      { method: "GET", path, scopes: ["read:organization_connections"], handle: listConnections },
      { method: "POST", path, scopes: ["create:organization_connections"], handle: addConnection },
      {
        method: "GET",
        path: `${path}/:connectionId`,
        scopes: ["read:organization_connections"],
        handle: ({ store }, call) => ok(presentEnabled(store, requiredConnection(store, call))),
      },
      {
        method: "PATCH",
        path: `${path}/:connectionId`,
        scopes: ["update:organization_connections"],
        handle: ({ store }, call) =>
          ok(
            keepEnabled(store, {
              ...requiredConnection(store, call),
              ...parseBody(enabledConnectionChange, call.body),
            }),
          ),
      },
      {
        method: "DELETE",
        path: `${path}/:connectionId`,
        scopes: ["delete:organization_connections"],
        handle: removeConnection,
      },
    ];
  }),
  {
    method: "GET",
    path: "/users/:id/organizations",
    scopes: ["read:organizations"],
    handle: listOrganizations,
  },
  { method: "GET", path: MEMBERS, scopes: ["read:organization_members"], handle: listMembers },
  { method: "POST", path: MEMBERS, scopes: ["create:organization_members"], handle: addMembers },
  { method: "DELETE", path: MEMBERS, scopes: ["delete:organization_members"], handle: removeMembers },
];
