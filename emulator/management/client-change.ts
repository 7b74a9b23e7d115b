import { invalidBody, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import { type Kind, refreshToken, SESSION_TRANSFER } from "./client-defaults.ts";
import type { AuthenticationMethods, Client } from "./client-schema.ts";
import { addCredential } from "./credentials.ts";

// Nested settings where a request changes only the keys it names.
const MERGED = ["jwt_configuration", "mobile", "native_social_login", "signed_request_object"];

/** The application after `PATCH /clients/{id}`; nothing is stored or checked yet. */
export function changedClient(current: Client, sent: Document): Client {
  const next: Client = { ...current };
  for (const [key, value] of Object.entries(sent)) {
    if (key === "client_metadata")
      next.client_metadata = mergeMetadata(current.client_metadata, value as Document);
    else if (key === "refresh_token")
      next.refresh_token = changedRefreshToken(current, value as Document | null);
    else if (key === "session_transfer" && value !== null)
      next.session_transfer = withoutNulls({
        ...SESSION_TRANSFER,
        ...(current.session_transfer as Document | undefined),
        ...(value as Document),
      });
    else if (value === null || (key === "initiate_login_uri" && value === "")) delete next[key];
    else if (MERGED.includes(key))
      next[key] = { ...(current[key] as Document | undefined), ...(value as Document) };
    else next[key] = value;
  }
  return next;
}

const withoutNulls = (sent: Document): Document =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));

// A key set to null goes away; the last one to go leaves an empty object.
function mergeMetadata(current: Record<string, string> = {}, sent: Document): Record<string, string> {
  const merged: Document = { ...current, ...sent };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]])),
  );
}

function changedRefreshToken(current: Client, sent: Document | null): Document {
  return sent === null ? refreshToken(kindOf(current), undefined) : { ...current.refresh_token, ...sent };
}

/** Which defaults apply to an application. */
export function kindOf(client: Document): Kind {
  const mode = client.third_party_security_mode as Kind["mode"] | undefined;
  return {
    mode: client.is_first_party === false ? (mode ?? "strict") : "first-party",
    appType: client.app_type as string | undefined,
    authMethod: client.token_endpoint_auth_method as string | undefined,
  };
}

/**
 * Back-channel logout has an old and a new name; both show the same addresses, and `null` under either name
 * removes both. Returns what was sent, under the new name only.
 */
export function withoutLogoutAlias({ oidc_backchannel_logout: old, ...sent }: Document): Document {
  if (old === undefined || sent.oidc_logout !== undefined) return sent;
  return { ...sent, oidc_logout: old };
}

/**
 * Turns inline credentials (`POST /clients` only) into credentials of the application's pool, and makes
 * sure that every credential that is named belongs to that pool.
 */
export function resolveCredentials(store: Store, client: Client, inline: boolean): void {
  const resolve = (credentials: Document[]) =>
    credentials.map((credential) => ({ id: credentialId(store, client.client_id, credential, inline) }));
  if (client.client_authentication_methods !== undefined) {
    const methods = Object.entries(client.client_authentication_methods);
    client.client_authentication_methods = Object.fromEntries(
      methods.map(([method, { credentials }]) => [method, { credentials: resolve(credentials) }]),
    ) satisfies AuthenticationMethods;
  }
  const signed = client.signed_request_object;
  if (signed?.credentials !== undefined) {
    client.signed_request_object = { ...signed, credentials: resolve(signed.credentials) };
  }
}

function credentialId(store: Store, clientId: string, credential: Document, inline: boolean): string {
  if (inline && credential.id === undefined) return addCredential(store, clientId, credential).id;
  if (typeof credential.id !== "string")
    throw invalidBody("Payload validation error: 'Missing required property: id'.");
  const found = store.get("credential", credential.id);
  if (found?.client_id !== clientId) throw notFound.credential();
  return credential.id;
}
