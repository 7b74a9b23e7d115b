import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import type { Tenant } from "../tenant.ts";
import { apiOf } from "./applications.ts";
import { keyToBind, type Proof } from "./dpop.ts";
import type { Form } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { organizationNamed } from "./organization.ts";
import { runPostLogin } from "./post-login.ts";
import { type Delegation, delegationOf, useRefreshToken } from "./refresh-tokens.ts";
import { OFFLINE_ACCESS, scopeList } from "./scopes.ts";
import { issueForUser, remainingScopes, serverOf, type TokenAnswer, userOf } from "./user-tokens.ts";

interface Policy {
  readonly audience: string;
  readonly scope: readonly string[];
}

/**
 * What a refresh token stands for together with the application's policies: another API, or more scopes of its own.
 * They count for first-party applications and for APIs that need not ask people. The application's access to the API
 * is the limit as in every user flow. Source:
 * https://auth0.com/docs/secure/tokens/refresh-tokens/multi-resource-refresh-token/configure-and-implement-multi-resource-refresh-token,
 * https://auth0.com/docs/secure/tokens/refresh-tokens/multi-resource-refresh-token (read 2026-11)
 */
function extended(
  tenant: Tenant,
  client: Client,
  delegation: Delegation,
  asked = delegation.audience,
): Delegation {
  const policies = (client.is_first_party ? (client.refresh_token?.policies ?? []) : []) as Policy[];
  const policy = policies.find(({ audience }) => audience === asked);
  const server = policy && apiOf(tenant, policy.audience);
  if (!policy || server?.skip_consent_for_verifiable_first_party_clients !== true) return delegation;
  const kept = asked === delegation.audience ? delegation.scopes : [OFFLINE_ACCESS];
  return {
    ...delegation,
    audience: asked,
    scopes: [...new Set([...kept, ...policy.scope])],
    consented: false,
  };
}

/**
 * New tokens for a refresh token. Without such policies scopes can only shrink: by the request, by the application's grant, by the
 * person's consent. Source: https://auth0.com/docs/secure/tokens/refresh-tokens/use-refresh-tokens
 */
export async function refresh(
  tenant: Tenant,
  client: Client,
  form: Form,
  proof: Proof | undefined,
): Promise<TokenAnswer> {
  if (form.refresh_token === undefined) {
    throw new OAuthError(400, "invalid_request", "Missing required parameter: refresh_token");
  }
  const delegation = extended(
    tenant,
    client,
    delegationOf(tenant, client, form.refresh_token),
    form.audience,
  );
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
    organization: organizationNamed(tenant, delegation.organization_id),
    request: { method: "POST", hostname: new URL(tenant.issuer).hostname, body: {}, query: {}, geoip: {} },
  });
  checkKey(client, serverOf(tenant, delegation.audience), delegation, proof);
  // Last, so that a refusal leaves the token as it was; and checked again, since Actions take their time.
  const next = useRefreshToken(tenant, client, form.refresh_token);
  return issueForUser(tenant, {
    client,
    delegation: { ...delegation, scopes },
    outcome,
    proof,
    refresh: { token: next === form.refresh_token ? undefined : next },
  });
}

/**
 * A token of a bound sign-in is renewed with the same key.
 * Source: https://auth0.com/docs/secure/sender-constraining/demonstrating-proof-of-possession-dpop (read 2026-11)
 */
function checkKey(
  client: Client,
  server: ResourceServer | undefined,
  { jkt }: Delegation,
  proof: Proof | undefined,
): void {
  keyToBind(client, server, proof);
  if (jkt !== undefined && proof?.jkt !== jkt)
    throw new OAuthError(400, "invalid_dpop_proof", "The refresh token is bound to another key.");
}
