import { createHash } from "node:crypto";
import type { Client } from "../management/client-schema.ts";
import type { User } from "../management/users.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { customClaims } from "./access-token.ts";
import { organizationClaims } from "./organization.ts";
import { sign } from "./signing-key.ts";

const DEFAULT_LIFETIME_SECONDS = 36_000;

// Source: https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes
const CLAIMS: Record<string, readonly string[]> = {
  profile: ["name", "nickname", "given_name", "family_name", "picture", "updated_at"],
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_verified"],
};

/** What the scopes tell about a person. */
export function profileOf(user: User, scopes: readonly string[]): Document {
  const names = scopes.flatMap((scope) => CLAIMS[scope] ?? []);
  return Object.fromEntries(names.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]]])));
}

export interface IdTokenContent {
  readonly client: Client;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  /** Seconds since 1970; undefined where nobody asked. */
  readonly authTime: number | undefined;
  readonly sessionId: string | undefined;
  readonly organizationId: string | undefined;
  readonly claims: Document | undefined;
  /** What travels beside it through the browser, by the claim that its hash becomes. */
  readonly beside?: Readonly<Record<"c_hash" | "at_hash", string | undefined>>;
}

/** Source: https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken */
const halfOfHash = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

/** An ID token. Source: https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure */
export function issueIdToken(tenant: Tenant, content: IdTokenContent): Promise<string> {
  const { client, user, nonce, sessionId, beside } = content;
  const hashes = Object.entries(beside ?? {}).flatMap(([claim, text]) =>
    text === undefined ? [] : [[claim, halfOfHash(text)]],
  );
  const now = Math.floor(tenant.now() / 1000);
  const lifetime = Number(client.jwt_configuration?.lifetime_in_seconds ?? DEFAULT_LIFETIME_SECONDS);
  return sign(tenant, {
    ...customClaims(content.claims),
    ...profileOf(user, content.scopes),
    iss: tenant.issuer,
    sub: user.user_id,
    aud: client.client_id,
    iat: now,
    exp: now + lifetime,
    ...organizationClaims(tenant, content.organizationId),
    ...(content.authTime !== undefined && { auth_time: content.authTime }),
    ...(sessionId !== undefined && { sid: sessionId }),
    ...(nonce !== undefined && { nonce }),
    ...Object.fromEntries(hashes),
  });
}
