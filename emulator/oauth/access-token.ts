import { randomUUID } from "node:crypto";
import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import { permissionsAt } from "../management/user-permissions.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { keyToBind, type Proof } from "./dpop.ts";
import { keep } from "./ephemeral.ts";
import { organizationClaims } from "./organization.ts";
import { sign, signWithSecret } from "./signing-key.ts";

/** Everything that an access token says. */
export interface AccessTokenContent {
  readonly client: Client;
  /** Without an API the token is good for `/userinfo` only. */
  readonly server: ResourceServer | undefined;
  readonly scopes: readonly string[];
  /** Missing when the application acts for itself. */
  readonly userId?: string;
  /** How it came about, where that is not a page of the tenant. */
  readonly grantType?: "password" | "refresh_token" | undefined;
  /** What Actions added. */
  readonly claims?: Document | undefined;
  readonly organizationId?: string | undefined;
  /** That the request carried. */
  readonly proof?: Proof | undefined;
  /** Issued straight to a browser by `/authorize`. */
  readonly toBrowser?: boolean;
}

const USERINFO_LIFETIME_SECONDS = 86_400;

// Claims that Actions cannot set. Source: https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
const RESERVED = new Set(
  (
    "acr act active amr at_hash ath aud auth_time authorization_details azp c_hash client_id cnf cty dest " +
    "entitlements events exp groups gty htm htu iat iss jku jti jwe jwk kid may_act nbf nonce org_id org_name " +
    "permissions roles s_hash scope sid sub sub_jwk toe txn typ uuid vot vtm x5t#S256"
  ).split(" "),
);

/** The claims of an Action without those that belong to the tenant. */
export function customClaims(claims: Document = {}): Document {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !RESERVED.has(name)));
}

export interface AccessToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
  readonly type: "Bearer" | "DPoP";
}

/**
 * An access token: a JWT for an API, an opaque one without.
 * Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 * @throws OAuthError where it needs a proof of possession
 */
export async function issueAccessToken(tenant: Tenant, content: AccessTokenContent): Promise<AccessToken> {
  const { server, client, scopes, userId } = content;
  const jkt = keyToBind(client, server, content.proof);
  const type = jkt === undefined ? "Bearer" : "DPoP";
  if (server === undefined) {
    const body = { user_id: userId, client_id: client.client_id, scopes, ...(jkt && { jkt }) };
    const token = keep(tenant, "userinfo-token", body, USERINFO_LIFETIME_SECONDS);
    return { token, lifetimeSeconds: USERINFO_LIFETIME_SECONDS, type };
  }
  const lifetimeSeconds = Number(content.toBrowser ? server.token_lifetime_for_web : server.token_lifetime);
  const now = Math.floor(tenant.now() / 1000);
  const dialect = String(server.token_dialect ?? "access_token");
  const claims = {
    ...customClaims(content.claims),
    iss: tenant.issuer,
    sub: userId ?? `${client.client_id}@clients`,
    aud: scopes.includes("openid") ? [server.identifier, `${tenant.issuer}userinfo`] : server.identifier,
    iat: now,
    exp: now + lifetimeSeconds,
    ...(jkt !== undefined && { cnf: { jkt } }),
    ...organizationClaims(tenant, content.organizationId),
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(dialect.endsWith("_authz") &&
      server.enforce_policies === true && { permissions: permissionsOf(tenant, server, content) }),
  };
  const rfc9068 = dialect.startsWith("rfc9068");
  const signed = (body: Document, typ: string) =>
    server.signing_alg === "HS256"
      ? signWithSecret(String(server.signing_secret), body, typ)
      : sign(tenant, body, { typ, alg: server.signing_alg });
  const token = rfc9068
    ? await signed({ ...claims, client_id: client.client_id, jti: randomUUID() }, "at+jwt")
    : await signed(
        {
          ...claims,
          azp: client.client_id,
          ...(userId === undefined && { gty: "client-credentials" }),
          ...(content.grantType !== undefined && { gty: content.grantType }),
        },
        "JWT",
      );
  return { token, lifetimeSeconds, type };
}

// Dialects with permissions carry those of the person, or of the application when it acts for itself.
function permissionsOf(
  { store }: Tenant,
  server: ResourceServer,
  { userId, scopes, organizationId }: AccessTokenContent,
) {
  return userId === undefined ? scopes : permissionsAt(store, userId, server.identifier, organizationId);
}
