import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import type { Form } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { runPostLogin } from "./post-login.ts";
import { delegationOf, useRefreshToken } from "./refresh-tokens.ts";
import { OFFLINE_ACCESS, scopeList } from "./scopes.ts";
import { issueForUser, remainingScopes, serverOf, type TokenAnswer, userOf } from "./user-tokens.ts";

/**
 * New tokens for a refresh token. Scopes can only shrink: by the request, by the application's grant, by the
 * person's consent. Source: https://auth0.com/docs/secure/tokens/refresh-tokens/use-refresh-tokens
 */
export async function refresh(tenant: Tenant, client: Client, form: Form): Promise<TokenAnswer> {
  if (form.refresh_token === undefined) {
    throw new OAuthError(400, "invalid_request", "Missing required parameter: refresh_token");
  }
  const delegation = delegationOf(tenant, client, form.refresh_token);
  const user = userOf(tenant, delegation);
  const asked = form.scope === undefined ? undefined : [...scopeList(form.scope), OFFLINE_ACCESS];
  const scopes = remainingScopes(tenant, client, delegation).filter(
    (scope) => asked?.includes(scope) ?? true,
  );
  const outcome = await runPostLogin(tenant, {
    client,
    user,
    server: serverOf(tenant, delegation.audience),
    protocol: "oauth2-refresh-token",
    requestedScopes: scopes,
    secondFactor: false,
    request: { method: "POST", hostname: new URL(tenant.issuer).hostname, body: {}, query: {}, geoip: {} },
  });
  // Last, so that a refusal leaves the token as it was; and checked again, since Actions take their time.
  const next = useRefreshToken(tenant, client, form.refresh_token);
  return issueForUser(tenant, {
    client,
    delegation: { ...delegation, scopes },
    outcome,
    refresh: { token: next === form.refresh_token ? undefined : next },
  });
}
