import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import { permissionsAt } from "../management/user-permissions.ts";
import type { Tenant } from "../tenant.ts";
import { accessOf, isStrict } from "./applications.ts";

/** Scopes that tell who the user is. Source: https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes */
export const OIDC_SCOPES = ["openid", "profile", "email", "address", "phone"];
export const OFFLINE_ACCESS = "offline_access";

/** The scopes of a request's text, each once. */
export function scopeList(text: string | undefined): string[] {
  return [...new Set((text ?? "").split(" ").filter((scope) => scope !== ""))];
}

/**
 * What remains of the scopes that a user flow asks for, in the order asked; the rest is left out silently.
 *
 * Scopes of the API must be granted to the application and, where the API enforces permissions, be
 * permissions of the person. Strict third-party applications get no OIDC scopes:
 * Auth0 does not process them. A refresh token needs an API that allows it and the grant type. Sources:
 * https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting and
 * https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens and
 * https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis
 */
export function allowedScopes(
  tenant: Tenant,
  client: Client,
  server: ResourceServer | undefined,
  asked: readonly string[],
  { userId, organizationId }: { userId: string; organizationId: string | undefined },
): string[] {
  const access = server === undefined ? [] : (accessOf(tenant, client, server, "user") ?? []);
  const permitted =
    server?.enforce_policies === true
      ? permissionsAt(tenant.store, userId, server.identifier, organizationId)
      : access;
  const granted = new Set(access.filter((scope) => permitted.includes(scope)));
  const offline =
    client.grant_types.includes("refresh_token") && (server === undefined || server.allow_offline_access);
  return asked.filter((scope) => {
    if (scope === OFFLINE_ACCESS) return offline;
    return OIDC_SCOPES.includes(scope) ? !isStrict(client) : granted.has(scope);
  });
}

/** What an Action changes about the scopes of an access token. */
export interface ScopeChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function changedScopes(scopes: readonly string[], { added, removed }: ScopeChanges): string[] {
  const kept = scopes.filter((scope) => !removed.includes(scope));
  return [...new Set([...kept, ...added.filter((scope) => !removed.includes(scope))])];
}
