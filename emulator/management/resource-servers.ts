import { z } from "zod";
import { ApiError, conflict, invalidProperty, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { jwkThumbprint, readPublicPem } from "./keys.ts";
import { listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { enforce } from "./refusals.ts";
import { RESOURCE_SERVER, type ResourceServer } from "./resource-server-rules.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

// Source: https://auth0.com/docs/api/management/v2/resource-servers/post-resource-servers (read 2026-11)
const MAX_TOKEN_LIFETIME_SECONDS = 2_592_000;
const lifetime = z.int().min(0).max(MAX_TOKEN_LIFETIME_SECONDS);

const scope = z.strictObject({
  value: z.string().min(1).max(280),
  description: z.string().max(500).optional(),
});

const changeable = {
  name: z
    .string()
    .max(200)
    .regex(/^[^<>]+$/)
    .optional(),
  scopes: z.array(scope).max(1000).optional(),
  signing_alg: z.enum(["HS256", "RS256", "RS512", "PS256"]).optional(),
  signing_secret: z.string().min(16).optional(),
  allow_offline_access: z.boolean().optional(),
  allow_online_access: z.boolean().optional(),
  allow_online_access_with_ephemeral_sessions: z.boolean().optional(),
  token_lifetime: lifetime.optional(),
  token_lifetime_for_web: lifetime.optional(),
  token_lifetime_for_anonymous_access_tokens: lifetime.nullish(),
  token_dialect: z
    .enum(["access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"])
    .optional(),
  skip_consent_for_verifiable_first_party_clients: z.boolean().optional(),
  enforce_policies: z.boolean().optional(),
  verification_location: z.string().optional(),
  token_encryption: z
    .looseObject({
      format: z.enum(["compact-nested-jwe"]),
      encryption_key: z.looseObject({
        name: z.string().optional(),
        alg: z.enum(["RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"]),
        pem: z.string(),
      }),
    })
    .nullish(),
  consent_policy: z.enum(["transactional-authorization-with-mfa"]).nullish(),
  authorization_details: z.array(z.unknown()).nullish(),
  proof_of_possession: z
    .looseObject({
      mechanism: z.enum(["mtls", "dpop"]),
      required: z.boolean(),
      required_for: z.enum(["public_clients", "all_clients"]).optional(),
    })
    .nullish(),
  authorization_policy: z.looseObject({}).nullish(),
  subject_type_authorization: z
    .strictObject({
      user: z.strictObject({ policy: z.enum(["allow_all", "deny_all", "require_client_grant"]) }).optional(),
      client: z.strictObject({ policy: z.enum(["deny_all", "require_client_grant"]) }).optional(),
      anonymous_user: z.looseObject({ policy: z.string().optional() }).optional(),
    })
    .optional(),
};
const createSchema = z.strictObject({ identifier: z.string().min(1).max(600), ...changeable });
const updateSchema = z.strictObject(changeable);

/** What a new API gets without asking. Source: same page as the limits above. */
const DEFAULTS = {
  allow_offline_access: false,
  skip_consent_for_verifiable_first_party_clients: false,
  subject_type_authorization: {
    client: { policy: "require_client_grant" },
    user: { policy: "allow_all" },
  },
  token_lifetime: 86_400,
  token_lifetime_for_web: 7_200,
  signing_alg: "RS256",
};

/** Finds an API by id or by identifier, also when the identifier was percent-encoded twice. */
export function findResourceServer(store: Store, reference: string): ResourceServer | undefined {
  for (const candidate of new Set([reference, decoded(reference)])) {
    const found =
      store.get<ResourceServer>("resource-server", candidate) ??
      store.list<ResourceServer>("resource-server", { identifier: candidate })[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Stores a new API with Auth0's defaults, without checks of the caller's rights. */
export function insertResourceServer(store: Store, sent: Document & { identifier: string }): ResourceServer {
  const server: ResourceServer = {
    id: newId.resourceServer(),
    ...DEFAULTS,
    ...keepable(sent),
    identifier: sent.identifier,
    ...(sent.signing_alg === "HS256" && { signing_secret: sent.signing_secret ?? newId.clientSecret() }),
  };
  store.put("resource-server", server.id, server);
  return server;
}

function create({ store }: Tenant, call: Call): Reply {
  const sent = parseBody(createSchema, call.body);
  enforce(RESOURCE_SERVER, { next: { ...DEFAULTS, ...sent }, previous: undefined });
  if (findResourceServer(store, sent.identifier) !== undefined) {
    throw conflict("A resource server with the same identifier already exists", "resource_server_conflict");
  }
  return created(present(store, insertResourceServer(store, sent)));
}

function update({ store }: Tenant, call: Call): Reply {
  const current = required(store, call);
  const sent = parseBody(updateSchema, call.body);
  const next: ResourceServer = { ...current, ...keepable(sent) };
  for (const [key, value] of Object.entries(sent)) if (value === null) delete next[key];
  enforce(RESOURCE_SERVER, { next, previous: current });
  store.put("resource-server", current.id, next);
  return ok(present(store, next));
}

function remove({ store }: Tenant, call: Call): Reply {
  const server = findResourceServer(store, param(call, "id"));
  if (server === undefined) return noContent;
  if (server.is_system) throw new ApiError(403, "You cannot delete a system API.", "operation_not_allowed");
  store.delete("resource-server", server.id);
  for (const kind of ["client-grant", "user-grant", "refresh-token", "code"]) {
    store.deleteWhere(kind, { audience: server.identifier });
  }
  store.deleteWhere("user-permission", { resource_server_identifier: server.identifier });
  return noContent;
}

function list({ store }: Tenant, call: Call): Reply {
  const wanted = call.query.getAll("identifiers");
  const servers = store
    .list<ResourceServer>("resource-server")
    .filter((server) => wanted.length === 0 || wanted.includes(server.identifier));
  return listReply(servers, call.query, {
    name: "resource_servers",
    key: (item) => String(item.id),
    show: (item) => project(present(store, item as ResourceServer), call.query),
  });
}

function required(store: Store, call: Call): ResourceServer {
  const server = findResourceServer(store, param(call, "id"));
  if (server === undefined) throw notFound.resourceServer();
  return server;
}

// The application that represents an API makes the API carry its client id.
function present(store: Store, server: ResourceServer): Document {
  const [linked] = store.list("client", { resource_server_identifier: server.identifier });
  return linked === undefined ? server : { ...server, client_id: linked.client_id };
}

function keepable(sent: Document): Document {
  const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value != null));
  const encryption = kept.token_encryption as { encryption_key: Document & { pem: string } } | undefined;
  if (encryption !== undefined)
    kept.token_encryption = { ...encryption, encryption_key: keyWithoutPem(encryption.encryption_key) };
  return kept;
}

// Auth0 never returns the key, only its thumbprint.
function keyWithoutPem({ pem, kid: _, ...rest }: Document & { pem: string }): Document {
  const found = readPublicPem(pem);
  if (found === undefined)
    throw invalidProperty("Object is no certificate", "token_encryption.encryption_key.pem");
  return { ...rest, thumbprint_sha256: jwkThumbprint(found.key) };
}

export const resourceServerRoutes: readonly Route[] = [
  { method: "GET", path: "/resource-servers", scopes: ["read:resource_servers"], handle: list },
  { method: "POST", path: "/resource-servers", scopes: ["create:resource_servers"], handle: create },
  {
    method: "GET",
    path: "/resource-servers/:id",
    scopes: ["read:resource_servers"],
    handle: ({ store }, call) => ok(project(present(store, required(store, call)), call.query)),
  },
  { method: "PATCH", path: "/resource-servers/:id", scopes: ["update:resource_servers"], handle: update },
  { method: "DELETE", path: "/resource-servers/:id", scopes: ["delete:resource_servers"], handle: remove },
];
