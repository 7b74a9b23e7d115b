import type { Context } from "hono";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import { exchangeCode } from "./authorization-code.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientCredentials } from "./client-credentials.ts";
import { type Form, readTokenForm } from "./form.ts";
import { jsonErrors, OAuthError } from "./oauth-error.ts";
import { refresh } from "./refresh.ts";
import type { TokenAnswer } from "./user-tokens.ts";

type GrantType = (tenant: Tenant, client: Client, form: Form) => Promise<TokenAnswer>;

const GRANT_TYPES: Readonly<Record<string, GrantType>> = {
  authorization_code: exchangeCode,
  refresh_token: refresh,
  client_credentials: clientCredentials,
};

/**
 * `POST /oauth/token`, in form or JSON encoding; also how deployments get their Management API tokens.
 * Source: https://auth0.com/docs/api/authentication (read 2026-11)
 */
export function tokenEndpoint(tenant: Tenant, context: Context): Promise<Response> {
  return jsonErrors(context, async () => {
    const sent = await readTokenForm(context);
    const { grant_type = "none" } = sent.form;
    const grant = Object.hasOwn(GRANT_TYPES, grant_type) ? GRANT_TYPES[grant_type] : undefined;
    if (grant === undefined) {
      throw new OAuthError(403, "unsupported_grant_type", `Unsupported grant type: ${grant_type}`);
    }
    const client = await authenticateClient(tenant, sent);
    if (!client.grant_types.includes(grant_type)) {
      const message = `Grant type '${grant_type}' not allowed for the client.`;
      throw new OAuthError(403, "unauthorized_client", message);
    }
    const { headers = {}, ...answer } = await grant(tenant, client, sent.form);
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    context.header("cache-control", "no-store");
    return context.json(answer);
  });
}
