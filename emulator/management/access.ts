import { createHash } from "node:crypto";
import { ApiError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import { managementScopes } from "./routes.ts";

/**
 * The application that deploys to the local tenant, for tools that cannot be given the token `local`.
 * The secret is not secret: the tenant only listens on this machine.
 */
export const MANAGEMENT_CLIENT = {
  client_id: "localManagementClient00000000000",
  client_secret: "local-management-secret",
};

/** A token that this tenant always accepts, with every scope: it only listens on the local machine. It is that application's. */
export const LOCAL_TOKEN = "local";

/** Lifetime of a Management API token. Source: https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens (read 2026-11) */
export const TOKEN_LIFETIME_SECONDS = 86_400;

interface StoredToken extends Document {
  /** The application that it was issued to. */
  client_id: string;
  scopes: string[];
  /** Milliseconds since 1970. */
  expires: number;
}

/** Issues a Management API token with these scopes; only its hash is kept. */
export function issueToken(
  store: Store,
  scopes: readonly string[],
  client_id = MANAGEMENT_CLIENT.client_id,
): string {
  const now = Date.now();
  for (const token of store.list<StoredToken & { hash: string }>("access-token")) {
    if (token.expires <= now) store.delete("access-token", token.hash);
  }
  const token = newId.accessToken();
  const hash = hashOf(token);
  store.put("access-token", hash, { hash, client_id, scopes, expires: now + TOKEN_LIFETIME_SECONDS * 1000 });
  return token;
}

/** Anyone who calls. */
export interface Caller {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

/**
 * The caller, by its token.
 * @throws ApiError 400 without a bearer token, 401 for one this tenant does not know or that has expired.
 */
export function authenticate(store: Store, header: string | undefined): Caller {
  const token = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) throw new ApiError(400, "Bad HTTP authentication header format", "Bearer");
  if (token === LOCAL_TOKEN)
    return { clientId: MANAGEMENT_CLIENT.client_id, scopes: new Set(managementScopes) };
  const found = store.get<StoredToken>("access-token", hashOf(token));
  if (found === undefined) throw new ApiError(401, "Invalid token");
  if (found.expires <= Date.now())
    throw new ApiError(401, "Expired token received for JSON Web Token validation");
  return { clientId: found.client_id, scopes: new Set(found.scopes) };
}

/** @throws ApiError 403 when the caller has none of the scopes. */
export function authorize(scopes: ReadonlySet<string>, anyOf: readonly string[]): void {
  if (anyOf.some((scope) => scopes.has(scope))) return;
  throw new ApiError(403, `Insufficient scope, expected any of: ${anyOf.join(",")}`, "insufficient_scope");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
