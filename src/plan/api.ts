// An API's file becomes the inputs of its resource server and scopes, with Auth0's defaults stated.
import { hasNoScopes, scopesNeeded } from "../model/any-token.ts";
import type { Api, ApiStack } from "../model/api.ts";
import { DEFAULT_DPOP } from "../model/dpop.ts";
import type { Tenant } from "../model/tenant.ts";
import { sortedRecord, sortedSet } from "./sorted.ts";
import type { PlannedApi } from "./types.ts";

/**
 * Auth0's defaults for a new API are sent as values, since removing a property later would not reset it.
 * Source: https://auth0.com/docs/get-started/apis/api-settings (read 2026-11)
 */
const DEFAULTS = {
  signing_alg: "RS256",
  token_dialect: "access_token",
  token_lifetime_for_web_seconds: 7200,
  enforce_policies: false,
  dpop: DEFAULT_DPOP,
} as const;

/** The tokens of implicit and hybrid flows never outlive the API's other tokens. */
const webLifetimeSeconds = (api: Api): number =>
  api.token_lifetime_for_web ?? Math.min(DEFAULTS.token_lifetime_for_web_seconds, api.token_lifetime);

/** @param settings what the file says of the stack */
export function planApi(api: Api, account: Tenant["account"], settings?: ApiStack): PlannedApi {
  const { user, client } = api.subject_type_authorization;
  return {
    resourceServer: {
      name: api.name,
      identifier: api.identifier,
      signingAlg: api.signing_alg ?? DEFAULTS.signing_alg,
      tokenDialect: api.token_dialect ?? DEFAULTS.token_dialect,
      tokenLifetime: api.token_lifetime,
      tokenLifetimeForWeb: webLifetimeSeconds(api),
      allowOfflineAccess: api.allow_offline_access,
      enforcePolicies: api.enforce_policies ?? DEFAULTS.enforce_policies,
      skipConsentForVerifiableFirstPartyClients: api.skip_consent_for_verifiable_first_party_clients,
      dpop: api.dpop ?? DEFAULTS.dpop,
      subjectTypeAuthorization: { user: { policy: user.policy }, client: { policy: client.policy } },
    },
    scopes: Object.entries(sortedRecord(Object.entries(api.scopes))).map(
      ([name, { description, sensitivity }]) => ({ name, description, sensitivity }),
    ),
    ...(hasNoScopes(api) && { sensitivity: api.sensitivity ?? "high" }),
    owner: api.owner,
    ...(api.former_ids && { formerIds: sortedSet(api.former_ids) }),
    ...(settings && { adopts: settings.resource_server_id }),
    routes: sortedRecord(
      Object.entries(api.routes).map(([route, needs]) => [
        route,
        needs === "public" ? needs : sortedSet(scopesNeeded(needs)),
      ]),
    ),
    ...(api.account_claim && account && { accountClaim: account.claim }),
  };
}
