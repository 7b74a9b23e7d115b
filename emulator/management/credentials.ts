import { z } from "zod";
import { ApiError, invalidBody, invalidProperty, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import type { Client } from "./client-schema.ts";
import { certificateThumbprint, jwkThumbprint, type PublicPem, readPublicPem } from "./keys.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

/** One credential of an application's pool; `pem` stays inside the tenant. */
export interface Credential extends Document {
  id: string;
  client_id: string;
  kid?: string;
  pem?: string;
}

// Source: https://auth0.com/docs/secure/application-credentials (read 2026-11)
const MAX_CREDENTIALS = 4;

const timestamp = z.string().refine((text) => !Number.isNaN(Date.parse(text)), {
  error: ({ input }) => `Object didn't pass validation for format date-time: ${String(input)}`,
});
const createSchema = z.strictObject({
  credential_type: z.enum(["public_key", "cert_subject_dn", "x509_cert"]),
  name: z.string().max(128).optional(),
  pem: z.string().max(4096).optional(),
  alg: z.enum(["RS256", "RS384", "PS256"]).optional(),
  subject_dn: z.string().max(256).optional(),
  parse_expiry_from_cert: z.boolean().optional(),
  expires_at: timestamp.nullish(),
  kid: z.string().optional(),
});
const updateSchema = z.strictObject({ expires_at: timestamp.nullable() });
type Sent = z.infer<typeof createSchema>;

/**
 * Adds a credential to an application's pool and answers with its id.
 * Source: https://auth0.com/docs/api/management/v2/clients/post-credentials (read 2026-11)
 */
export function addCredential(store: Store, clientId: string, body: unknown): Credential {
  const sent = parseBody(createSchema, body);
  const pool = store.list<Credential>("credential", { client_id: clientId });
  if (pool.length >= MAX_CREDENTIALS) throw invalidBody("A client can have a maximum of 4 credentials.");
  const derived = derive(sent);
  if (derived.kid !== undefined && pool.some(({ kid }) => kid === derived.kid)) {
    throw invalidBody("credentials contains public keys that already exist in client");
  }
  const now = new Date().toISOString();
  const credential: Credential = {
    id: newId.credential(),
    client_id: clientId,
    credential_type: sent.credential_type,
    ...(sent.name !== undefined && { name: sent.name }),
    ...derived,
    ...(sent.pem !== undefined && { pem: sent.pem }),
    created_at: now,
    updated_at: now,
  };
  store.put("credential", credential.id, credential);
  return credential;
}

// What Auth0 computes from the key material: key id, thumbprint, subject and expiry.
function derive(sent: Sent): Document & { kid?: string } {
  const explicit = sent.expires_at == null ? {} : { expires_at: new Date(sent.expires_at).toISOString() };
  if (sent.credential_type === "cert_subject_dn") return { ...subjectOf(sent), ...explicit };
  const { key, certificate } = readPem(sent.pem);
  if (sent.credential_type === "public_key") {
    const expiry = sent.parse_expiry_from_cert ? notAfter(certificate) : {};
    return { kid: sent.kid ?? jwkThumbprint(key), alg: sent.alg ?? "RS256", ...expiry, ...explicit };
  }
  if (certificate === undefined) throw invalidProperty("Object is not a certificate", "pem");
  return { thumbprint_sha256: certificateThumbprint(certificate), ...notAfter(certificate), ...explicit };
}

function subjectOf(sent: Sent): Document {
  if (sent.subject_dn !== undefined) return { subject_dn: sent.subject_dn };
  const { certificate } = readPem(sent.pem);
  if (certificate === undefined) throw invalidProperty("Missing required property: subject_dn", "body");
  return { subject_dn: certificate.subject };
}

function readPem(pem: string | undefined): PublicPem {
  if (pem === undefined) throw invalidBody("Payload validation error: 'Missing required property: pem'.");
  const found = readPublicPem(pem);
  if (found === undefined) throw invalidProperty("Object is neither a public key nor a certificate", "pem");
  return found;
}

function notAfter(certificate: PublicPem["certificate"]): Document {
  return certificate === undefined ? {} : { expires_at: new Date(certificate.validTo).toISOString() };
}

/** What a caller sees of a credential. */
export function presentCredential({ pem: _, client_id: __, ...visible }: Document = {}): Document {
  return visible;
}

function pool(store: Store, call: Call): { client: Client; credentials: Credential[] } {
  const client = store.get<Client>("client", param(call, "clientId"));
  if (client === undefined) throw notFound.client();
  return { client, credentials: store.list<Credential>("credential", { client_id: client.client_id }) };
}

function required(store: Store, call: Call): Credential {
  const found = pool(store, call).credentials.find(({ id }) => id === param(call, "id"));
  if (found === undefined) throw notFound.credential();
  return found;
}

function update({ store }: Tenant, call: Call): Reply {
  const { expires_at: _, ...current } = required(store, call);
  const { expires_at: at } = parseBody(updateSchema, call.body);
  const next: Credential = {
    ...(current as Credential),
    updated_at: new Date().toISOString(),
    ...(at !== null && { expires_at: new Date(at).toISOString() }),
  };
  store.put("credential", next.id, next);
  return ok(presentCredential(next));
}

/** Ids of the credentials that an application uses at the moment, in any role. */
export function attachedIds(client: Client): string[] {
  const methods = Object.values(client.client_authentication_methods ?? {});
  return [...methods, client.signed_request_object ?? {}].flatMap(({ credentials = [] }) =>
    credentials.map(({ id }) => id),
  );
}

function remove({ store }: Tenant, call: Call): Reply {
  const { client, credentials } = pool(store, call);
  const id = param(call, "id");
  if (!credentials.some((credential) => credential.id === id)) return noContent;
  if (attachedIds(client).includes(id)) {
    throw new ApiError(400, "Cannot delete credential still associated with a client", "invalid_operation");
  }
  store.delete("credential", id);
  return noContent;
}

export const credentialRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/clients/:clientId/credentials",
    scopes: ["read:client_credentials"],
    handle: ({ store }, call) =>
      ok(pool(store, call).credentials.map((credential) => presentCredential(credential))),
  },
  {
    method: "POST",
    path: "/clients/:clientId/credentials",
    scopes: ["create:client_credentials"],
    handle: ({ store }, call) => {
      const { client } = pool(store, call);
      return created(presentCredential(addCredential(store, client.client_id, call.body)));
    },
  },
  {
    method: "GET",
    path: "/clients/:clientId/credentials/:id",
    scopes: ["read:client_credentials"],
    handle: ({ store }, call) => ok(presentCredential(required(store, call))),
  },
  {
    method: "PATCH",
    path: "/clients/:clientId/credentials/:id",
    scopes: ["update:client_credentials"],
    handle: update,
  },
  {
    method: "DELETE",
    path: "/clients/:clientId/credentials/:id",
    scopes: ["delete:client_credentials"],
    handle: remove,
  },
];
