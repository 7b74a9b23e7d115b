import type { Context } from "hono";
import type { Client } from "../management/client-schema.ts";
import { type LogType, log } from "../management/logs.ts";
import type { Tenant } from "../tenant.ts";
import { exchangeCode } from "./authorization-code.ts";
import { authenticateClient, clientIdOf } from "./client-authentication.ts";
import { clientCredentials } from "./client-credentials.ts";
import { exchangePassword, exchangeToken } from "./direct-grants.ts";
import { type Proof, proofOfClient } from "./dpop.ts";
import { type Form, readTokenForm, type TokenForm } from "./form.ts";
import { detailsOf, jsonErrors, OAuthError } from "./oauth-error.ts";
import { enforceRateLimit } from "./rate-limit.ts";
import { refresh } from "./refresh.ts";
import type { TokenAnswer } from "./user-tokens.ts";

const GRANT_TYPES_PAGE = "https://auth0.com/docs/clients/client-grant-types";

type GrantType = (
  tenant: Tenant,
  client: Client,
  form: Form,
  proof: Proof | undefined,
) => Promise<TokenAnswer>;

interface Exchange {
  readonly run: GrantType;
  readonly success: LogType;
  readonly failure: LogType;
  /** Whether something else than the application's grant types lets it. */
  readonly isAllowedElsewhere?: boolean;
}

const PASSWORD: Exchange = { run: exchangePassword, success: "sepft", failure: "fepft" };

const GRANT_TYPES: Readonly<Record<string, Exchange>> = {
  authorization_code: { run: exchangeCode, success: "seacft", failure: "feacft" },
  refresh_token: { run: refresh, success: "sertft", failure: "fertft" },
  client_credentials: { run: clientCredentials, success: "seccft", failure: "feccft" },
  password: PASSWORD,
  "http://auth0.com/oauth/grant-type/password-realm": PASSWORD,
  "urn:ietf:params:oauth:grant-type:token-exchange": {
    run: exchangeToken,
    success: "secte",
    failure: "fecte",
    isAllowedElsewhere: true,
  },
};

/**
 * `POST /oauth/token`, in form or JSON encoding; also how deployments get their Management API tokens.
 * Source: https://auth0.com/docs/api/authentication
 */
export function tokenEndpoint(tenant: Tenant, context: Context): Promise<Response> {
  return jsonErrors(context, async () => {
    const sent = await readTokenForm(context);
    limitRate(tenant, context, sent);
    const { grant_type = "none" } = sent.form;
    const grant = Object.hasOwn(GRANT_TYPES, grant_type) ? GRANT_TYPES[grant_type] : undefined;
    if (grant === undefined) {
      throw new OAuthError(403, "unsupported_grant_type", `Unsupported grant type: ${grant_type}`);
    }
    const client = await authenticateClient(tenant, sent);
    if (grant.isAllowedElsewhere !== true && !client.grant_types.includes(grant_type)) {
      const message = `Grant type '${grant_type}' not allowed for the client.`;
      throw Object.assign(new OAuthError(403, "unauthorized_client", message), { uri: GRANT_TYPES_PAGE });
    }
    const { headers = {}, ...answer } = await logged(tenant, client, grant, async () => {
      const proof = await proofOfClient(tenant, context, client);
      return await grant.run(tenant, client, sent.form, proof);
    });
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    context.header("cache-control", "no-store");
    return context.json(answer);
  });
}

/** Counts the request for the application that it names, and says how many are left. */
export function limitRate(tenant: Tenant, context: Context, sent: TokenForm): void {
  const client = tenant.store.get<Client>("client", clientIdOf(sent));
  if (client === undefined) return;
  for (const [name, value] of Object.entries(enforceRateLimit(tenant, client))) context.header(name, value);
}

async function logged(
  tenant: Tenant,
  client: Client,
  exchange: Exchange,
  run: () => Promise<TokenAnswer>,
): Promise<TokenAnswer> {
  const { client_id } = client;
  try {
    const answer = await run();
    log(tenant, { type: exchange.success, client_id });
    return answer;
  } catch (error) {
    if (error instanceof OAuthError) {
      log(tenant, {
        type: error.logType ?? exchange.failure,
        client_id,
        description: error.message,
        ...detailsOf(error),
      });
    }
    throw error;
  }
}
