import type { Client } from "../management/client-schema.ts";
import type { Connection } from "../management/connections.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import { profileFor } from "../management/token-exchange-profiles.ts";
import type { User } from "../management/users.ts";
import type { Tenant } from "../tenant.ts";
import { clientEvent, runActions } from "./actions.ts";
import { accessOf } from "./applications.ts";
import { connectionsFor, isDatabase } from "./connections.ts";
import type { Proof } from "./dpop.ts";
import type { Form } from "./form.ts";
import { checkPassword } from "./login.ts";
import { OAuthError } from "./oauth-error.ts";
import { type DirectProtocol, runPostLogin } from "./post-login.ts";
import { newFamily } from "./refresh-tokens.ts";
import { OFFLINE_ACCESS, scopeList } from "./scopes.ts";
import { issueForUser, serverOf, type TokenAnswer, userinfoAudience, userOf } from "./user-tokens.ts";

/** Tokens of a user who was asked for nothing on a page of the tenant: no consent either. */
async function issueDirectly(
  tenant: Tenant,
  client: Client,
  user: User,
  form: Form,
  protocol: DirectProtocol,
  proof: Proof | undefined,
): Promise<TokenAnswer> {
  const audience =
    form.audience ?? String(tenantSettings(tenant.store).default_audience ?? userinfoAudience(tenant));
  const server = serverOf(tenant, audience);
  const all = server === undefined ? [] : (accessOf(tenant, client, server, "user") ?? []);
  // Who names none gets all. Source: https://auth0.com/docs/api/authentication/resource-owner-password-flow/get-token (read 2026-11)
  const isOpen = form.scope === undefined && protocol === "oauth2-password";
  const scopes = isOpen ? [...all, OFFLINE_ACCESS] : scopeList(form.scope);
  const { client_id } = client;
  const delegation = { client_id, user_id: user.user_id, audience, scopes, consented: false };
  const outcome = await runPostLogin(tenant, {
    client,
    user,
    server,
    protocol,
    requestedScopes: scopes,
    secondFactor: false,
    request: { method: "POST", hostname: new URL(tenant.issuer).hostname, body: {}, query: {}, geoip: {} },
  });
  const grantType = protocol === "oauth2-password" ? "password" : undefined;
  return issueForUser(tenant, {
    client,
    delegation,
    outcome,
    refresh: { family: newFamily() },
    grantType,
    proof,
  });
}

function realmOf(tenant: Tenant, client: Client, { grant_type, realm }: Form): Connection {
  const directory = tenantSettings(tenant.store).default_directory;
  const name = grant_type === "password" ? directory : realm;
  if (name === undefined)
    throw new OAuthError(
      400,
      "invalid_request",
      "Authorization server not configured with default connection.",
    );
  const found = connectionsFor(tenant, client, undefined).find((one) => one.name === name && isDatabase(one));
  if (found === undefined) throw new OAuthError(403, "access_denied", "unknown or invalid connection");
  return found;
}

/**
 * A user's password becomes tokens. Source:
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/resource-owner-password-flow/call-your-api-using-resource-owner-password-flow (read 2026-11)
 */
export async function exchangePassword(
  tenant: Tenant,
  client: Client,
  form: Form,
  proof: Proof | undefined,
): Promise<TokenAnswer> {
  const connection = realmOf(tenant, client, form);
  const result = checkPassword(tenant, connection, form.username ?? "", form.password ?? "");
  if (typeof result === "string") throw new OAuthError(403, "invalid_grant", result);
  if (result.totp_secret !== undefined)
    throw new OAuthError(403, "mfa_required", "Multifactor authentication required");
  return issueDirectly(tenant, client, result, form, "oauth2-password", proof);
}

/** Whether an application may exchange tokens of others: no grant type says so. */
function mayExchange({ is_first_party, oidc_conformant, token_exchange }: Client): boolean {
  const { allow_any_profile_of_type: types = [] } = (token_exchange ?? {}) as {
    allow_any_profile_of_type?: string[];
  };
  return is_first_party && oidc_conformant === true && types.includes("custom_authentication");
}

/**
 * Somebody else's token becomes tokens of the user whom an Action names. Source:
 * https://auth0.com/docs/authenticate/custom-token-exchange/configure-custom-token-exchange,
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/token-exchange-flow/call-your-api-using-the-custom-token-exchange-flow (read 2026-11)
 */
export async function exchangeToken(
  tenant: Tenant,
  client: Client,
  form: Form,
  proof: Proof | undefined,
): Promise<TokenAnswer> {
  const { subject_token, subject_token_type = "" } = form;
  if (subject_token === undefined)
    throw new OAuthError(400, "invalid_request", "Missing required parameter: subject_token");
  const profile = profileFor(tenant.store, subject_token_type);
  if (profile === undefined || !mayExchange(client))
    throw new OAuthError(403, "unauthorized_client", "Token exchange is not enabled for this client.");
  const event = {
    client: clientEvent(client),
    transaction: { subject_token, subject_token_type, requested_scopes: scopeList(form.scope) },
    request: { method: "POST", hostname: new URL(tenant.issuer).hostname, body: {}, query: {}, geoip: {} },
    tenant: { id: tenant.name },
  };
  const { userId } = await runActions(tenant, "custom-token-exchange", event, [profile.action_id]);
  if (userId === undefined) throw new OAuthError(403, "invalid_request", "The Action set no user.");
  const user = userOf(tenant, {
    ...{ client_id: client.client_id, user_id: userId, audience: "", scopes: [], consented: false },
  });
  if (!connectionsFor(tenant, client, undefined).some(({ name }) => name === user.connection))
    throw new OAuthError(403, "access_denied", "The connection of the user is not enabled for the client.");
  return issueDirectly(tenant, client, user, form, "oauth2-token-exchange", proof);
}
