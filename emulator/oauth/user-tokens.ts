import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import { findUserGrant } from "../management/user-grants.ts";
import type { User } from "../management/users.ts";
import type { Tenant } from "../tenant.ts";
import { type AccessToken, issueAccessToken } from "./access-token.ts";
import type { Outcome } from "./actions.ts";
import { accessOf, apiOf } from "./applications.ts";
import { keyToBind, type Proof } from "./dpop.ts";
import { issueIdToken } from "./id-token.ts";
import { OAuthError } from "./oauth-error.ts";
import { type Delegation, issueRefreshToken } from "./refresh-tokens.ts";
import { allowedScopes, changedScopes, OFFLINE_ACCESS } from "./scopes.ts";

/** A successful answer of the token endpoint. Source: RFC 6749, section 5.1 */
export interface TokenAnswer {
  readonly access_token: string;
  readonly scope: string;
  readonly expires_in: number;
  readonly token_type: AccessToken["type"];
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** For the answer's head, not its body. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The tenant's own audience for tokens without an API. */
export const userinfoAudience = ({ issuer }: Tenant): string => `${issuer}userinfo`;

/** The API of a delegation. @throws OAuthError when it is gone. */
export function serverOf(tenant: Tenant, audience: string): ResourceServer | undefined {
  if (audience === userinfoAudience(tenant)) return undefined;
  const server = apiOf(tenant, audience);
  if (server === undefined)
    throw new OAuthError(403, "access_denied", `Service not enabled within domain: ${audience}`);
  return server;
}

/**
 * The scopes of a delegation that are still allowed: by the application's grant as it is now, and by the
 * person, if a person was asked.
 * @throws OAuthError when the person, the consent or the application's grant is gone.
 */
export function remainingScopes(tenant: Tenant, client: Client, delegation: Delegation): string[] {
  const server = serverOf(tenant, delegation.audience);
  if (server !== undefined && accessOf(tenant, client, server, "user") === undefined) {
    throw notAuthorized(client, server);
  }
  const allowed = allowedScopes(tenant, client, server, delegation.scopes, {
    userId: delegation.user_id,
    organizationId: delegation.organization_id,
  });
  if (!delegation.consented) return allowed;
  const consent = findUserGrant(tenant.store, delegation);
  if (consent === undefined)
    throw new OAuthError(403, "invalid_grant", "The user has withdrawn the consent.");
  return allowed.filter((scope) => consent.scope.includes(scope));
}

/** Source: https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting (read 2026-11) */
export function notAuthorized(client: Client, server: ResourceServer): OAuthError {
  const message = `Client "${client.client_id}" is not authorized to access resource server "${server.identifier}".`;
  return new OAuthError(403, "unauthorized_client", message);
}

/** The person of a delegation. @throws OAuthError when gone or blocked. */
export function userOf({ store }: Tenant, { user_id }: Delegation): User {
  const user = store.get<User>("user", user_id);
  if (user === undefined) throw new OAuthError(403, "invalid_grant", "The user does not exist.");
  if (user.blocked === true) throw new OAuthError(403, "unauthorized", "user is blocked");
  return user;
}

interface Issue {
  readonly client: Client;
  readonly delegation: Delegation;
  readonly outcome: Outcome;
  readonly nonce?: string | undefined;
  /** A new refresh token of this family where the scopes allow one, or one that exists. */
  readonly refresh: { family: string } | { token: string | undefined };
  readonly grantType?: "password" | undefined;
  readonly proof: Proof | undefined;
}

/** The tokens of a user flow. */
export async function issueForUser(tenant: Tenant, issue: Issue): Promise<TokenAnswer> {
  const { client, delegation, outcome } = issue;
  const user = userOf(tenant, delegation);
  const base = remainingScopes(tenant, client, delegation);
  const scopes = changedScopes(base, outcome);
  const { token, lifetimeSeconds, type } = await issueAccessToken(tenant, {
    client,
    proof: issue.proof,
    server: serverOf(tenant, delegation.audience),
    scopes,
    userId: user.user_id,
    grantType: "token" in issue.refresh ? "refresh_token" : issue.grantType,
    claims: outcome.claims,
    organizationId: delegation.organization_id,
  });
  const refresh_token = base.includes(OFFLINE_ACCESS) ? refreshTokenOf(tenant, issue) : undefined;
  const id_token = scopes.includes("openid")
    ? await issueIdToken(tenant, {
        client,
        user,
        scopes,
        nonce: issue.nonce,
        authTime: delegation.auth_time,
        sessionId: delegation.session_id,
        organizationId: delegation.organization_id,
        claims: outcome.idClaims,
      })
    : undefined;
  return {
    access_token: token,
    ...(refresh_token !== undefined && { refresh_token }),
    ...(id_token !== undefined && { id_token }),
    scope: scopes.join(" "),
    expires_in: lifetimeSeconds,
    token_type: type,
  };
}

function refreshTokenOf(tenant: Tenant, { client, delegation, refresh, proof }: Issue): string | undefined {
  if ("token" in refresh) return refresh.token;
  const { client_id, user_id, audience, scopes, consented } = delegation;
  const { auth_time, session_id, organization_id } = delegation;
  const jkt = keyToBind(client, serverOf(tenant, audience), proof);
  const kept = {
    ...{ client_id, user_id, audience, scopes, consented },
    ...(auth_time !== undefined && { auth_time }),
    ...(session_id !== undefined && { session_id }),
    ...(organization_id !== undefined && { organization_id }),
    ...(jkt !== undefined && { jkt }),
  };
  return issueRefreshToken(tenant, client, kept, refresh.family);
}
