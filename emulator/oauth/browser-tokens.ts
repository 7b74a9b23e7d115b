import type { User } from "../management/users.ts";
import { issueAccessToken } from "./access-token.ts";
import type { Outcome } from "./actions.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { issueIdToken } from "./id-token.ts";
import type { Delegation } from "./refresh-tokens.ts";
import { changedScopes } from "./scopes.ts";
import { remainingScopes } from "./user-tokens.ts";

/**
 * The tokens that `/authorize` itself hands out, as values for the callback's fragment.
 * Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/implicit-flow-with-form-post
 */
export async function browserTokens(
  request: AuthorizationRequest,
  user: User,
  delegation: Delegation,
  outcome: Outcome,
): Promise<Record<string, string>> {
  const { tenant, client, server, responseTypes, parameters } = request;
  const scopes = changedScopes(remainingScopes(tenant, client, delegation), outcome);
  const values: Record<string, string> = { scope: scopes.join(" "), token_type: "Bearer" };
  if (responseTypes.includes("token")) {
    const organizationId = delegation.organization_id;
    const userId = user.user_id;
    const content = {
      client,
      server,
      scopes,
      userId,
      claims: outcome.claims,
      organizationId,
      toBrowser: true,
    };
    const { token, lifetimeSeconds } = await issueAccessToken(tenant, content);
    Object.assign(values, { access_token: token, expires_in: String(lifetimeSeconds) });
  }
  if (responseTypes.includes("id_token") && scopes.includes("openid")) {
    values.id_token = await issueIdToken(tenant, {
      client,
      user,
      scopes,
      nonce: parameters.nonce,
      authTime: delegation.auth_time,
      sessionId: delegation.session_id,
      organizationId: delegation.organization_id,
      claims: outcome.idClaims,
    });
  }
  return values;
}
