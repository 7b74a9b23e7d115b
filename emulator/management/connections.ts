import { z } from "zod";
import { ApiError, conflict, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { enabledClients, setClients } from "./connection-clients.ts";
import { changedOptions, newOptions } from "./connection-options.ts";
import { listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

/** One way for users to sign in. Enabled applications are kept apart: lists of hundreds change one by one. */
export interface Connection extends Document {
  id: string;
  name: string;
  strategy: string;
  is_domain_connection: boolean;
  options: Document;
}

// Source: https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (ConnectionIdentityProviderEnum, version 7.1.0)
const STRATEGIES = (
  "ad adfs amazon apple dropbox bitbucket auth0-oidc auth0 auth0-adldap baidu bitly box custom daccount dwolla email " +
  "evernote-sandbox evernote exact facebook fitbit github google-apps google-oauth2 instagram ip line linkedin oauth1 " +
  "oauth2 office365 oidc okta paypal paypal-sandbox pingfederate planningcenter salesforce-community " +
  "salesforce-sandbox salesforce samlp sharepoint shopify shop sms soundcloud thirtysevensignals twitter untappd " +
  "vkontakte waad weibo windowslive wordpress yahoo yandex notion-mcp asana atlassian cloudflare-mcp gitlab " +
  "hubspot-mcp linear-mcp sentry-mcp slack"
).split(" ");

const changeable = {
  display_name: z.string().max(128).optional(),
  options: z.looseObject({}).optional(),
  enabled_clients: z.array(z.string()).optional(),
  is_domain_connection: z.boolean().optional(),
  show_as_button: z.boolean().optional(),
  realms: z.array(z.string().max(128)).optional(),
  metadata: z.record(z.string().max(255), z.string().max(255).nullable()).optional(),
  authentication: z.looseObject({ active: z.boolean() }).optional(),
  connected_accounts: z.looseObject({ active: z.boolean() }).optional(),
  cross_app_access_requesting_app: z.looseObject({ active: z.boolean() }).optional(),
  cross_app_access_resource_app: z.looseObject({}).nullish(),
};
// Source: https://auth0.com/docs/api/management/v2/connections/post-connections (read 2026-11)
const createSchema = z.strictObject({
  name: z
    .string()
    .max(128)
    .regex(/^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/),
  strategy: z.enum(STRATEGIES),
  ...changeable,
});
// Neither the name nor the strategy of a connection can change.
const updateSchema = z.strictObject({
  ...changeable,
  options: changeable.options.nullable(),
  enabled_clients: changeable.enabled_clients.nullable(),
});

const ALWAYS_SHOWN = ["id", "is_domain_connection", "authentication", "connected_accounts"];

function create(tenant: Tenant, call: Call): Reply {
  const { enabled_clients = [], ...sent } = parseBody(createSchema, call.body);
  const connection = insertConnection(tenant.store, sent);
  setClients(
    tenant.store,
    connection,
    enabled_clients.map((client_id) => ({ client_id, status: true })),
  );
  return created(present(tenant.store, connection));
}

/** Stores a new connection with the defaults of its strategy; used by the seed too. */
export function insertConnection(
  store: Store,
  sent: Document & { name: string; strategy: string },
): Connection {
  if (store.list("connection", { name: sent.name }).length > 0) {
    throw conflict("A connection with the same name already exists");
  }
  checkCrossAppAccess(sent.strategy, sent);
  const connection: Connection = {
    id: newId.connection(),
    is_domain_connection: false,
    ...(sent.strategy !== "auth0" && { show_as_button: false }),
    authentication: { active: true },
    connected_accounts: { active: false },
    realms: [sent.name],
    ...sent,
    options: newOptions(sent.strategy, (sent.options as Document | undefined) ?? {}),
  };
  store.put("connection", connection.id, connection);
  return connection;
}

// Source: https://auth0.com/docs/ai-agents-mcp/cross-app-access
function checkCrossAppAccess(strategy: string, sent: Document): void {
  const asked = sent.cross_app_access_requesting_app as { active?: boolean } | undefined;
  if (strategy !== "auth0" || asked?.active !== true) return;
  const message = "Cross App Access Requesting App is not supported for this connection.";
  throw new ApiError(400, message, "operation_not_supported");
}

function update({ store }: Tenant, call: Call): Reply {
  const current = required(store, call);
  const { enabled_clients, options, ...sent } = parseBody(updateSchema, call.body);
  checkCrossAppAccess(current.strategy, sent);
  const next: Connection = {
    ...current,
    ...sent,
    ...(options != null && { options: changedOptions(current.strategy, options, current.options) }),
  };
  store.put("connection", next.id, next);
  if (enabled_clients != null) {
    const gone = enabledClients(store, next.id).filter((id) => !enabled_clients.includes(id));
    setClients(store, next, [
      ...gone.map((client_id) => ({ client_id, status: false })),
      ...enabled_clients.map((client_id) => ({ client_id, status: true })),
    ]);
  }
  return ok(present(store, next));
}

function remove({ store }: Tenant, call: Call): Reply {
  const connection = store.get<Connection>("connection", param(call, "id"));
  if (connection === undefined) return noContent;
  store.delete("connection", connection.id);
  for (const kind of ["connection-client", "organization-connection"]) {
    store.deleteWhere(kind, { connection_id: connection.id });
  }
  // Users live in their connection.
  store.deleteWhere("user", { connection: connection.name });
  return { status: 202, body: { deleted_at: new Date().toISOString() } };
}

function list({ store }: Tenant, call: Call): Reply {
  const name = call.query.get("name");
  const strategies = call.query.getAll("strategy");
  const connections = store
    .list<Connection>("connection", name === null ? {} : { name })
    .filter(({ strategy }) => strategies.length === 0 || strategies.includes(strategy));
  return listReply(connections, call.query, {
    name: "connections",
    key: (item) => String(item.id),
    show: (item) => project(present(store, item as Connection), call.query, ALWAYS_SHOWN),
  });
}

// Source: https://auth0.com/docs/api/management/v2/clients/get-client-connections
function listOfClient({ store }: Tenant, call: Call): Reply {
  const client_id = param(call, "id");
  if (store.get("client", client_id) === undefined) throw notFound.client();
  const strategies = call.query.getAll("strategy");
  const connections = store
    .list<Document & { connection_id: string }>("connection-client", { client_id })
    .flatMap(({ connection_id }) => store.get<Connection>("connection", connection_id) ?? [])
    .filter(({ strategy }) => strategies.length === 0 || strategies.includes(strategy));
  return listReply(connections, call.query, {
    name: "connections",
    key: (item) => String(item.id),
    show: (item) => project(present(store, item as Connection), call.query, ALWAYS_SHOWN),
    checkpointOnly: true,
  });
}

function required(store: Store, call: Call): Connection {
  const connection = store.get<Connection>("connection", param(call, "id"));
  if (connection === undefined) throw notFound.connection();
  return connection;
}

function present(store: Store, connection: Connection): Document {
  return { ...connection, enabled_clients: enabledClients(store, connection.id) };
}

export const connectionRoutes: readonly Route[] = [
  { method: "GET", path: "/connections", scopes: ["read:connections"], handle: list },
  { method: "GET", path: "/clients/:id/connections", scopes: ["read:connections"], handle: listOfClient },
  { method: "POST", path: "/connections", scopes: ["create:connections"], handle: create },
  {
    method: "GET",
    path: "/connections/:id",
    scopes: ["read:connections"],
    handle: ({ store }, call) => ok(project(present(store, required(store, call)), call.query, ALWAYS_SHOWN)),
  },
  { method: "PATCH", path: "/connections/:id", scopes: ["update:connections"], handle: update },
  { method: "DELETE", path: "/connections/:id", scopes: ["delete:connections"], handle: remove },
];
