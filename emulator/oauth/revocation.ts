import type { Context } from "hono";
import type { Tenant } from "../tenant.ts";
import { authenticateClient } from "./client-authentication.ts";
import { readTokenForm } from "./form.ts";
import { jsonErrors, OAuthError } from "./oauth-error.ts";
import { revokeRefreshToken } from "./refresh-tokens.ts";
import { limitRate } from "./token-endpoint.ts";

/** `POST /oauth/revoke`, for refresh tokens. Source: https://auth0.com/docs/api/authentication/revoke-refresh-token/revoke-refresh-token (read 2026-11) */
export function revoke(tenant: Tenant, context: Context): Promise<Response> {
  return jsonErrors(context, async () => {
    const sent = await readTokenForm(context);
    limitRate(tenant, context, sent);
    const client = await authenticateClient(tenant, sent);
    const { token } = sent.form;
    if (token === undefined) {
      throw new OAuthError(400, "invalid_request", "Missing required parameter: token");
    }
    revokeRefreshToken(tenant, client, token);
    return context.body(null, 200);
  });
}
