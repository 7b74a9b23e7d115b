import type { User } from "../management/users.ts";
import { issueAccessToken } from "./access-token.ts";
import type { Outcome } from "./actions.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { issueIdToken } from "./id-token.ts";
import type { Delegation } from "./refresh-tokens.ts";
import { changedScopes } from "./scopes.ts";
import { remainingScopes } from "./user-tokens.ts";

/**
 * The tokens that `/authorize` itself hands out, as values for the callback's fragment. In a hybrid flow the ID token
 * names the code that travels with it. Sources:
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/implicit-flow-with-form-post and
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/hybrid-flow/call-api-hybrid-flow (read 2026-11)
 */
export async function browserTokens(
  request: AuthorizationRequest,
  user: User,
  delegation: Delegation,
  outcome: Outcome,
  code: string | undefined,
): Promise<Record<string, string>> {
  const { tenant, client, server, responseTypes, parameters } = request;
  const scopes = changedScopes(remainingScopes(tenant, client, delegation), outcome);
  const values: Record<string, string> = {};
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
    const about = { expires_in: String(lifetimeSeconds), token_type: "Bearer", scope: scopes.join(" ") };
    Object.assign(values, { access_token: token, ...about });
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
      beside: { c_hash: code, at_hash: values.access_token },
    });
  }
  return values;
}
