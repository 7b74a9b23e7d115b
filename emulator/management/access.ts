import { createHash } from "node:crypto";
import { ApiError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import { managementScopes } from "./routes.ts";

/** A token that this tenant always accepts, with every scope: it only listens on the local machine. */
export const LOCAL_TOKEN = "local";

/** Lifetime of a Management API token. Source: https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens (read 2026-11) */
export const TOKEN_LIFETIME_SECONDS = 86_400;

interface StoredToken extends Document {
  scopes: string[];
  /** Milliseconds since 1970. */
  expires: number;
}

/** Issues a Management API token with these scopes; only its hash is kept. */
export function issueToken(store: Store, scopes: readonly string[]): string {
  const now = Date.now();
  for (const token of store.list<StoredToken & { hash: string }>("access-token")) {
    if (token.expires <= now) store.delete("access-token", token.hash);
  }
  const token = newId.accessToken();
  const hash = hashOf(token);
  store.put("access-token", hash, { hash, scopes, expires: now + TOKEN_LIFETIME_SECONDS * 1000 });
  return token;
}

/**
 * The scopes of the caller.
 * @throws ApiError 400 without a bearer token, 401 for one this tenant does not know or that has expired.
 */
export function authenticate(store: Store, header: string | undefined): ReadonlySet<string> {
  const token = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) throw new ApiError(400, "Bad HTTP authentication header format", "Bearer");
  if (token === LOCAL_TOKEN) return new Set(managementScopes);
  const found = store.get<StoredToken>("access-token", hashOf(token));
  if (found === undefined) throw new ApiError(401, "Invalid token");
  if (found.expires <= Date.now())
    throw new ApiError(401, "Expired token received for JSON Web Token validation");
  return new Set(found.scopes);
}

/** @throws ApiError 403 when the caller has none of the scopes. */
export function authorize(scopes: ReadonlySet<string>, anyOf: readonly string[]): void {
  if (anyOf.some((scope) => scopes.has(scope))) return;
  throw new ApiError(403, `Insufficient scope, expected any of: ${anyOf.join(",")}`, "insufficient_scope");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
