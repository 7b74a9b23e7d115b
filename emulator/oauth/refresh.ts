import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import { NO_OUTCOME } from "./actions.ts";
import type { Form } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { useRefreshToken } from "./refresh-tokens.ts";
import { OFFLINE_ACCESS, scopeList } from "./scopes.ts";
import { issueForUser, remainingScopes, type TokenAnswer, userOf } from "./user-tokens.ts";

/**
 * New tokens for a refresh token. Scopes can only shrink: by the request, by the application's grant, by the
 * person's consent. Source: https://auth0.com/docs/secure/tokens/refresh-tokens/use-refresh-tokens (read 2026-11)
 */
export async function refresh(tenant: Tenant, client: Client, form: Form): Promise<TokenAnswer> {
  if (form.refresh_token === undefined) {
    throw new OAuthError(400, "invalid_request", "Missing required parameter: refresh_token");
  }
  const { delegation, next } = useRefreshToken(tenant, client, form.refresh_token);
  userOf(tenant, delegation);
  const asked = form.scope === undefined ? undefined : [...scopeList(form.scope), OFFLINE_ACCESS];
  const scopes = remainingScopes(tenant, client, delegation).filter(
    (scope) => asked?.includes(scope) ?? true,
  );
  return issueForUser(tenant, {
    client,
    delegation: { ...delegation, scopes },
    outcome: NO_OUTCOME,
    refresh: { token: next === form.refresh_token ? undefined : next },
  });
}
