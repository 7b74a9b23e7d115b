import { z } from "zod";
import { ApiError, invalidBody, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { findOrganization } from "./organizations.ts";
import { booleanFilter, listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

interface EnabledConnection extends Document {
  organization_id: string;
  connection_id: string;
}

const settings = {
  assign_membership_on_login: z.boolean().optional(),
  show_as_button: z.boolean().optional(),
  is_signup_enabled: z.boolean().optional(),
  is_enabled: z.boolean().optional(),
  organization_access_level: z.enum(["none", "readonly", "limited", "full"]).optional(),
  organization_connection_name: z.string().optional(),
};
// Source: https://auth0.com/docs/api/management/v2/organizations/post-enabled-connections (read 2026-11)
const createSchema = z.strictObject({ connection_id: z.string().min(1), ...settings });
const updateSchema = z.strictObject(settings);
const membersSchema = z.strictObject({ members: z.array(z.string()).min(1).max(10) });

function addConnection({ store }: Tenant, call: Call): Reply {
  const { id } = findOrganization(store, call);
  const sent = parseBody(createSchema, call.body);
  const connection = store.get("connection", sent.connection_id);
  if (connection === undefined) throw notFound.connection();
  const key = `${id}::${sent.connection_id}`;
  if (store.get("organization-connection", key) !== undefined) {
    throw new ApiError(409, "The connection is already enabled for the organization.");
  }
  const enabled: EnabledConnection = {
    organization_id: id,
    assign_membership_on_login: false,
    show_as_button: true,
    is_enabled: true,
    organization_access_level: "none",
    ...(connection.strategy === "auth0" && { is_signup_enabled: false }),
    ...sent,
  };
  return created(keep(store, enabled));
}

function keep(store: Store, enabled: EnabledConnection): Document {
  const connection = store.get("connection", enabled.connection_id);
  if (
    enabled.is_signup_enabled === true &&
    (connection?.strategy !== "auth0" || enabled.assign_membership_on_login !== true)
  ) {
    throw invalidBody(
      "Only database connections with assign_membership_on_login = true support is_signup_enabled = true.",
    );
  }
  store.put("organization-connection", `${enabled.organization_id}::${enabled.connection_id}`, enabled);
  return present(store, enabled);
}

function present(store: Store, { organization_id: _, ...enabled }: EnabledConnection): Document {
  const connection = store.get("connection", enabled.connection_id as string);
  return { ...enabled, connection: { name: connection?.name, strategy: connection?.strategy } };
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
    .map((enabled) => present(store, enabled));
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
      return project(Object.fromEntries(shown.filter(([, value]) => value !== undefined)), call.query);
    });
  return listReply(members, call.query, { name: "members", key: (item) => String(item.user_id) });
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
        handle: ({ store }, call) => ok(present(store, requiredConnection(store, call))),
      },
      {
        method: "PATCH",
        path: `${path}/:connectionId`,
        scopes: ["update:organization_connections"],
        handle: ({ store }, call) =>
          ok(keep(store, { ...requiredConnection(store, call), ...parseBody(updateSchema, call.body) })),
      },
      {
        method: "DELETE",
        path: `${path}/:connectionId`,
        scopes: ["delete:organization_connections"],
        handle: removeConnection,
      },
    ];
  }),
  { method: "GET", path: MEMBERS, scopes: ["read:organization_members"], handle: listMembers },
  { method: "POST", path: MEMBERS, scopes: ["create:organization_members"], handle: addMembers },
  { method: "DELETE", path: MEMBERS, scopes: ["delete:organization_members"], handle: removeMembers },
];
