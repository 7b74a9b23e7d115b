import { randomBytes, randomUUID } from "node:crypto";
import type { Client } from "../management/client-schema.ts";
import { log } from "../management/logs.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import { findUserGrant, revokeConsent } from "../management/user-grants.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { hashOf } from "./ephemeral.ts";
import { OAuthError } from "./oauth-error.ts";

/** What a refresh token stands for. */
export interface Delegation extends Document {
  client_id: string;
  user_id: string;
  audience: string;
  scopes: string[];
  /** Whether a person was asked; then the token ends with that consent. */
  consented: boolean;
  /** Seconds since 1970; kept where the application asked for it. */
  auth_time?: number;
  session_id?: string;
  /** What the person signed in to, and consented for. */
  organization_id?: string;
  /** Thumbprint of the key that it is bound to. */
  jkt?: string;
}

interface RefreshToken extends Delegation {
  id: string;
  /** All tokens that come from one sign-in. */
  family: string;
  /** Milliseconds since 1970. */
  expires: number | null;
  /** Whether it was issued for one use. */
  rotating: boolean;
  used_at: number;
  replaced_at?: number;
  /** The token that this one replaces. */
  replaces?: string;
}

// Source: https://auth0.com/docs/secure/tokens/refresh-tokens (read 2026-11)
const MAX_ACTIVE = 200;

/** A new token of a new family, with the application's maximum lifetime as it is now. */
export function issueRefreshToken(tenant: Tenant, client: Client, delegation: Delegation, family: string) {
  const token = { ...delegation, family, expires: maximumOf(tenant, client) };
  return put(tenant, client, token);
}

function maximumOf({ now }: Tenant, { refresh_token: settings = {} }: Client): number | null {
  const ends = settings.expiration_type === "expiring" && settings.infinite_token_lifetime !== true;
  return ends ? now() + Number(settings.token_lifetime) * 1000 : null;
}

export const newFamily = (): string => randomUUID();

const isRotating = ({ refresh_token }: Client): boolean => refresh_token?.rotation_type === "rotating";

function put(
  tenant: Tenant,
  client: Client,
  token: Delegation & Pick<RefreshToken, "family" | "expires"> & { replaces?: string },
): string {
  const { store, now } = tenant;
  const { client_id, user_id } = token;
  const active = store
    .list<RefreshToken>("refresh-token", { client_id, user_id })
    .filter((other) => other.replaced_at === undefined && !hasEnded(tenant, client, other));
  for (const { id } of active.slice(0, Math.max(0, active.length - MAX_ACTIVE + 1))) {
    store.delete("refresh-token", id);
  }
  const secret = `v1.${randomBytes(32).toString("base64url")}`;
  const id = hashOf(secret);
  store.put("refresh-token", id, { ...token, id, rotating: isRotating(client), used_at: now() });
  return secret;
}

/**
 * The maximum lifetime is fixed when a token is issued; the idle one is the application's present one.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration (read 2026-11)
 */
function hasEnded({ now }: Tenant, { refresh_token: settings = {} }: Client, token: RefreshToken): boolean {
  const idles = settings.expiration_type === "expiring" && settings.infinite_idle_token_lifetime !== true;
  const idleEnd = idles ? token.used_at + Number(settings.idle_token_lifetime) * 1000 : null;
  return [token.expires, idleEnd].some((end) => end !== null && now() >= end);
}

/**
 * What a refresh token stands for, without using it up.
 *
 * With rotation every token is good for one use and, within the leeway and while it is the latest but one,
 * for a repetition. Any other use means that somebody else has it, and ends the whole family. Sources:
 * https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation and
 * https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration (read 2026-11)
 * @throws OAuthError `invalid_grant`
 */
export function delegationOf(tenant: Tenant, client: Client, secret: string): RefreshToken {
  const token = tenant.store.get<RefreshToken>("refresh-token", hashOf(secret));
  if (token === undefined || token.client_id !== client.client_id) throw unknownToken();
  if (token.replaced_at !== undefined && !mayRepeat(tenant, client, token, token.replaced_at)) {
    endFamily(tenant, token.family);
    throw Object.assign(unknownToken(), { logType: "ferrt" });
  }
  if (hasEnded(tenant, client, token)) throw unknownToken();
  return token;
}

function mayRepeat({ store, now }: Tenant, client: Client, { id, family }: RefreshToken, replacedAt: number) {
  const leewayMs = Number(client.refresh_token?.leeway ?? 0) * 1000;
  const successors = store.list<RefreshToken>("refresh-token", { family, replaces: id });
  return now() < replacedAt + leewayMs && successors.every(({ replaced_at }) => replaced_at === undefined);
}

/**
 * Uses a refresh token and answers with the one to use from now on: without rotation, the same. Where rotation has been
 * turned on or off since it was issued, the first exchange ends what was issued before.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation (read 2026-11)
 */
export function useRefreshToken(tenant: Tenant, client: Client, secret: string): string {
  const { store } = tenant;
  const now = tenant.now();
  const { id, replaced_at, rotating, ...token } = delegationOf(tenant, client, secret);
  const expires = token.expires ?? maximumOf(tenant, client);
  if (rotating && isRotating(client)) {
    store.put("refresh-token", id, { ...token, id, rotating, replaced_at: replaced_at ?? now });
    return put(tenant, client, { ...token, expires, replaces: id });
  }
  if (rotating === isRotating(client)) {
    store.put("refresh-token", id, { ...token, id, rotating, expires, used_at: now });
    return secret;
  }
  if (rotating) endFamily(tenant, token.family);
  else {
    const { client_id, user_id, audience } = token;
    store.deleteWhere("refresh-token", { client_id, user_id, audience, rotating: false });
  }
  return put(tenant, client, { ...token, expires });
}

/** Ends all tokens of one sign-in. */
export function endFamily({ store }: Tenant, family: string): void {
  store.deleteWhere("refresh-token", { family });
}

/**
 * Ends a token on its application's wish: the whole sign-in, and where the tenant says so the consent too.
 * One that is unknown needs no end. Source: https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens (read 2026-11)
 * @throws OAuthError when it was issued to another application.
 */
export function revokeRefreshToken(tenant: Tenant, client: Client, secret: string): void {
  const { store } = tenant;
  const token = store.get<RefreshToken>("refresh-token", hashOf(secret));
  if (token === undefined) return;
  if (token.client_id !== client.client_id) {
    throw new OAuthError(400, "invalid_grant", "The refresh token was issued to another client.");
  }
  endFamily(tenant, token.family);
  log(tenant, { type: "srrt", client_id: token.client_id, user_id: token.user_id });
  if (tenantSettings(store).flags.revoke_refresh_token_grant !== true) return;
  const consent = findUserGrant(store, token);
  if (consent !== undefined) revokeConsent(store, consent);
}

function unknownToken(): OAuthError {
  return new OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.");
}
