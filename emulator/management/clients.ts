import { invalidBody, invalidQuery, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { clientSigningKeys } from "../oauth/signing-key.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { changedClient, kindOf, resolveCredentials, withoutLogoutAlias } from "./client-change.ts";
import { clientDefaults } from "./client-defaults.ts";
import { ANY_CLIENT } from "./client-rules.ts";
import {
  type AuthenticationMethods,
  type Client,
  createClientSchema,
  updateClientSchema,
} from "./client-schema.ts";
import { type Credential, presentCredential } from "./credentials.ts";
import { booleanFilter, listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { enforce } from "./refusals.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";
import { STRICT_CLIENT } from "./strict-client.ts";

function create(tenant: Tenant, call: Call): Reply {
  const sent = withoutNulls(parseBody(createClientSchema, call.body));
  const client = insertClient(tenant, sent);
  const shown = { ...present(client, call), encrypted: true };
  const { client_authentication_methods: methods, client_secret } = client;
  if (methods === undefined) return created(shown);
  // Only here are credentials shown in full, and a secret beside them.
  return created({
    ...shown,
    client_secret,
    client_authentication_methods: withCredentials(tenant.store, methods),
  });
}

function withCredentials(store: Store, methods: AuthenticationMethods): Document {
  const expanded = Object.entries(methods).map(([method, { credentials }]) => {
    const shown = credentials.map(({ id }) => presentCredential(store.get<Credential>("credential", id)));
    return [method, { credentials: shown }];
  });
  return Object.fromEntries(expanded);
}

/** Stores a new application with Auth0's defaults after all checks; used by the seed too. */
export function insertClient(tenant: Tenant, sent: Document): Client {
  const thirdParty = sent.is_first_party === false;
  const mode = sent.third_party_security_mode ?? (thirdParty ? tenant.traits.defaultSecurityMode : undefined);
  const asked = withoutLogoutAlias({
    ...sent,
    ...(mode !== undefined && { third_party_security_mode: mode }),
  });
  const kind = kindOf(asked);
  const client: Document = {
    tenant: tenant.name,
    global: false,
    callback_url_template: false,
    cross_origin_auth: false,
    client_id: kind.mode === "strict" ? newId.strictClient() : newId.client(),
    client_secret: newId.clientSecret(),
    ...clientDefaults(kind, asked),
  };
  // As with a change: an empty one is none.
  if (client.initiate_login_uri === "") delete client.initiate_login_uri;
  return keepNew(tenant, client as Client);
}

function keepNew(tenant: Tenant, client: Client): Client {
  resolveCredentials(tenant.store, client, true);
  check(tenant, client, undefined);
  tenant.store.put("client", client.client_id, client);
  return client;
}

function update(tenant: Tenant, call: Call): Reply {
  const current = required(tenant.store, call);
  const sent = parseBody(updateClientSchema, call.body);
  if (Object.keys(sent).length === 0) {
    throw invalidBody("Payload validation error: 'Too few properties defined (0), minimum 1'.");
  }
  const next = changedClient(current, withoutLogoutAlias(sent));
  resolveCredentials(tenant.store, next, false);
  check(tenant, next, current);
  tenant.store.put("client", next.client_id, next);
  return ok(present(next, call));
}

function check(tenant: Tenant, next: Client, previous: Client | undefined): void {
  enforce(ANY_CLIENT, { tenant, next, previous });
  if (next.third_party_security_mode === "strict") enforce(STRICT_CLIENT, next);
  const organization = next.default_organization as { organization_id: string } | undefined;
  const changed = JSON.stringify(organization) !== JSON.stringify(previous?.default_organization);
  if (
    organization !== undefined &&
    changed &&
    tenant.store.get("organization", organization.organization_id) === undefined
  ) {
    throw invalidBody("default_organization.organization_id does not exist");
  }
}

const OWNED = [
  "client-grant",
  "credential",
  "connection-client",
  "organization-client",
  "user-grant",
  "refresh-token",
  "code",
  "userinfo-token",
];

// Deleting an application also takes away its access: its grants, its place in every connection, and what
// people allowed it.
function remove({ store }: Tenant, call: Call): Reply {
  const id = param(call, "id");
  for (const grant of store.list("client-grant", { client_id: id })) {
    store.deleteWhere("organization-grant", { grant_id: String(grant.id) });
  }
  for (const kind of OWNED) store.deleteWhere(kind, { client_id: id });
  store.delete("client", id);
  return noContent;
}

// The only searches that Auth0 permits. Source: https://auth0.com/docs/api/management/v2/clients/get-clients
const SEARCHES = /^client_grant\.(?:organization_id:org_\w+|allow_any_organization:true)$/;

function isFound(store: Store, { client_id }: Client, search: string): boolean {
  const grants = store.list<Document & { id: string }>("client-grant", { client_id });
  const [, organization_id] = /organization_id:(.*)/.exec(search) ?? [];
  if (organization_id === undefined) return grants.some((grant) => grant.allow_any_organization === true);
  return grants.some(
    ({ id }) => store.list("organization-grant", { grant_id: id, organization_id }).length > 0,
  );
}

function list({ store }: Tenant, call: Call): Reply {
  const firstParty = booleanFilter(call.query, "is_first_party");
  const global = booleanFilter(call.query, "is_global");
  const types = call.query.get("app_type")?.split(",");
  const external = call.query.get("external_client_id");
  const search = call.query.get("q");
  if (search !== null && !SEARCHES.test(search)) {
    throw invalidQuery(`Invalid query: ${search}`, "q");
  }
  const clients = store
    .list<Client>("client")
    .filter((client) => firstParty === undefined || client.is_first_party === firstParty)
    .filter((client) => global === undefined || client.global === global)
    .filter((client) => types === undefined || types.includes(client.app_type ?? ""))
    .filter((client) => external === null || client.external_client_id === external)
    .filter((client) => search === null || isFound(store, client, search));
  return listReply(clients, call.query, {
    name: "clients",
    key: (item) => String(item.client_id),
    show: (item) => visible(item as Client, call),
  });
}

/** The application of the path, or 404. */
function required(store: Store, call: Call): Client {
  const client = store.get<Client>("client", param(call, "id"));
  if (client === undefined) throw notFound.client();
  return client;
}

function visible(client: Client, call: Call): Document {
  return project(present(client, call), call.query, ["tenant"]);
}

/**
 * What a caller sees: secret and signing keys only with `read:client_keys`, and neither secret nor authentication method
 * while credentials replace them.
 * Source: https://auth0.com/docs/api/management/v2/clients/get-clients-by-id (read 2026-11)
 */
function present(client: Client, { scopes, prepared }: Call): Document {
  const { client_secret, token_endpoint_auth_method, ...rest } = client;
  const logout = rest.oidc_logout as { backchannel_logout_urls?: string[] } | undefined;
  const usesSecret = client.client_authentication_methods === undefined;
  return {
    ...rest,
    ...(logout?.backchannel_logout_urls !== undefined && {
      oidc_backchannel_logout: { backchannel_logout_urls: logout.backchannel_logout_urls },
    }),
    ...(scopes.has("read:client_keys") && { signing_keys: prepared, ...(usesSecret && { client_secret }) }),
    ...(usesSecret && token_endpoint_auth_method !== undefined && { token_endpoint_auth_method }),
  };
}

function withoutNulls(sent: Document): Document {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));
}

const before = clientSigningKeys;

export const clientRoutes: readonly Route[] = [
  { method: "GET", path: "/clients", scopes: ["read:clients"], before, handle: list },
  { method: "POST", path: "/clients", scopes: ["create:clients"], before, handle: create },
  {
    method: "GET",
    path: "/clients/:id",
    scopes: ["read:clients"],
    before,
    handle: ({ store }, call) => ok(visible(required(store, call), call)),
  },
  { method: "PATCH", path: "/clients/:id", scopes: ["update:clients"], before, handle: update },
  { method: "DELETE", path: "/clients/:id", scopes: ["delete:clients"], handle: remove },
  {
    method: "POST",
    path: "/clients/:id/rotate-secret",
    scopes: ["update:client_keys"],
    before,
    handle: ({ store }, call) => {
      const client = { ...required(store, call), client_secret: newId.clientSecret() };
      store.put("client", client.client_id, client);
      return ok(present(client, call));
    },
  },
];
