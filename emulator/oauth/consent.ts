import { findUserGrant } from "../management/user-grants.ts";
import type { User } from "../management/users.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { userinfoAudience } from "./user-tokens.ts";

const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** The audience of a consent: the API, or without one the tenant's own `/userinfo`. */
export function audienceOf({ tenant, server }: AuthorizationRequest): string {
  return server?.identifier ?? userinfoAudience(tenant);
}

/**
 * Whether people trust this application without being asked: a first-party application whose callback proves
 * that it is ours, at an API that allows it. Nobody can prove who answers on a local address or to a scheme
 * of its own. Source:
 * https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications (read 2026-11)
 */
export function isTrusted({ client, server, redirectUri }: AuthorizationRequest): boolean {
  if (!client.is_first_party || !provesWhoseItIs(redirectUri)) return false;
  return server === undefined || server.skip_consent_for_verifiable_first_party_clients === true;
}

/** Whether only its owner can answer at a callback. */
export function provesWhoseItIs(redirectUri: string): boolean {
  const callback = URL.parse(redirectUri);
  if (callback === null || !/^https?:$/.test(callback.protocol)) return false;
  return !LOCAL_HOSTS.includes(callback.hostname);
}

/** The scopes that a person has not consented to yet; undefined when there is nothing to ask. */
export function openScopes(
  request: AuthorizationRequest,
  user: User,
  scopes: readonly string[],
): string[] | undefined {
  const { tenant, client } = request;
  const audience = audienceOf(request);
  const consent = findUserGrant(tenant.store, {
    client_id: client.client_id,
    user_id: user.user_id,
    audience,
    organization_id: request.organization?.id,
  });
  if (consent === undefined) return [...scopes];
  const open = scopes.filter((scope) => !consent.scope.includes(scope));
  return open.length === 0 ? undefined : open;
}
