import { randomBytes, randomUUID } from "node:crypto";
import type { Client } from "../management/client-schema.ts";
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
  /** Seconds since 1970. */
  auth_time: number;
  session_id?: string;
}

interface RefreshToken extends Delegation {
  id: string;
  /** All tokens that come from one sign-in. */
  family: string;
  /** Milliseconds since 1970. */
  expires: number | null;
  idle_seconds: number | null;
  used_at: number;
  replaced_at?: number;
  /** The token that this one replaces. */
  replaces?: string;
}

/** A new token of a new family, with the application's lifetimes as they are now. */
export function issueRefreshToken(tenant: Tenant, client: Client, delegation: Delegation, family: string) {
  const settings = client.refresh_token ?? {};
  const expiring = settings.expiration_type === "expiring";
  const now = tenant.now();
  const absolute = expiring && settings.infinite_token_lifetime !== true;
  const idle = expiring && settings.infinite_idle_token_lifetime !== true;
  return put(tenant, {
    ...delegation,
    id: "",
    family,
    expires: absolute ? now + Number(settings.token_lifetime) * 1000 : null,
    idle_seconds: idle ? Number(settings.idle_token_lifetime) : null,
    used_at: now,
  });
}

export const newFamily = (): string => randomUUID();

function put({ store }: Tenant, token: RefreshToken): string {
  const secret = `v1.${randomBytes(32).toString("base64url")}`;
  const id = hashOf(secret);
  store.put("refresh-token", id, { ...token, id });
  return secret;
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
  const now = tenant.now();
  const token = tenant.store.get<RefreshToken>("refresh-token", hashOf(secret));
  if (token === undefined || token.client_id !== client.client_id) throw unknownToken();
  if (token.replaced_at !== undefined && !mayRepeat(tenant, client, token, token.replaced_at)) {
    endFamily(tenant, token.family);
    throw unknownToken();
  }
  const idleEnd = token.idle_seconds === null ? null : token.used_at + token.idle_seconds * 1000;
  if ([token.expires, idleEnd].some((end) => end !== null && now >= end)) throw unknownToken();
  return token;
}

function mayRepeat({ store, now }: Tenant, client: Client, { id, family }: RefreshToken, replacedAt: number) {
  const leewayMs = Number(client.refresh_token?.leeway ?? 0) * 1000;
  const successors = store.list<RefreshToken>("refresh-token", { family, replaces: id });
  return now() < replacedAt + leewayMs && successors.every(({ replaced_at }) => replaced_at === undefined);
}

/** Uses a refresh token and answers with the one to use from now on: without rotation, the same. */
export function useRefreshToken(tenant: Tenant, client: Client, secret: string): string {
  const { store } = tenant;
  const now = tenant.now();
  const token = delegationOf(tenant, client, secret);
  if (client.refresh_token?.rotation_type !== "rotating") {
    store.put("refresh-token", token.id, { ...token, used_at: now });
    return secret;
  }
  store.put("refresh-token", token.id, { ...token, replaced_at: token.replaced_at ?? now });
  const { replaced_at: _, ...rest } = token;
  return put(tenant, { ...rest, replaces: token.id, used_at: now });
}

/** Ends all tokens of one sign-in. */
export function endFamily({ store }: Tenant, family: string): void {
  store.deleteWhere("refresh-token", { family });
}

/**
 * Ends a token on its application's wish: the whole sign-in, and where the tenant says so the consent too.
 * One that is unknown needs no end. Source: https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens (read 2026-11)
 */
export function revokeRefreshToken(tenant: Tenant, client: Client, secret: string): void {
  const { store } = tenant;
  const token = store.get<RefreshToken>("refresh-token", hashOf(secret));
  if (token === undefined || token.client_id !== client.client_id) return;
  endFamily(tenant, token.family);
  if (tenantSettings(store).flags.revoke_refresh_token_grant !== true) return;
  const consent = findUserGrant(store, token);
  if (consent !== undefined) revokeConsent(store, consent);
}

function unknownToken(): OAuthError {
  return new OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.");
}
