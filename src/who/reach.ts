// One application of a tenant and one API → the scopes that Auth0 gives it there, and by which grant or policy.
import { letsEverybodyIn, letsNobodyIn, storedPolicy } from "../model/access-policy.ts";
import { isPublicType } from "../model/app-type.ts";
import { isOfUsers } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import { isStrict } from "../model/security-mode.ts";
import { isOfAUser, subjectTypeOf } from "../model/subject-type.ts";
import type { ApplicationWay, Way } from "../model/way.ts";
import type { LiveApi, LiveApplication, LiveGrant, LiveTenant } from "../tenant/live.ts";
import { observedGrant } from "../tenant/observed.ts";

export interface GivenAccess {
  readonly way: Way;
  /** Of the API, sorted. */
  readonly scopes: readonly string[];
}

/** Whether it cannot prove who it is: then it acts for users only. */
function isPublic({ client_authentication_methods: methods, ...live }: LiveApplication): boolean {
  if (methods) return false;
  const { token_endpoint_auth_method: method, app_type: type } = live;
  return method === "none" || (method === undefined && isPublicType(type));
}

/**
 * Whether its grant types let it have such tokens at all. A refresh token begins with another grant type.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11)
 */
export const hasFlow = (live: LiveApplication, subject: SubjectType): boolean =>
  isOfAUser(subject)
    ? live.grant_types.some(isOfUsers)
    : live.grant_types.includes("client_credentials") && !isPublic(live);

/** Scopes by the grant's way, and in an organization where the grant can be used so. */
function* byGrant(
  way: Way,
  grant: LiveGrant,
  all: readonly string[],
  { apis, organizationGrants }: LiveTenant,
): Generator<GivenAccess> {
  const { scopes, organizationUsage } = observedGrant(grant, apis);
  const usable = scopes.filter((scope) => all.includes(scope));
  if (organizationUsage !== "require") yield { way, scopes: usable };
  // Where nobody could read which organizations may use it, some may.
  if (organizationUsage !== "deny" && organizationGrants.get(grant.id) !== false)
    yield { way: "organization-grant", scopes: usable };
}

/**
 * What an application gets, before Actions change it. Empty where it gets no token; a token may have no scopes.
 * A grant of its own comes before a default one, whatever scopes it has.
 * Source: https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants,
 * https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 *
 * @param application undefined for one that somebody registers tomorrow: strict, with no grant of its own
 */
export function accessAt(
  application:
    | Pick<LiveApplication, "client_id" | "is_first_party" | "third_party_security_mode">
    | undefined,
  api: LiveApi,
  subject: SubjectType,
  tenant: LiveTenant,
): GivenAccess[] {
  const policy = storedPolicy(api, subject);
  if (letsNobodyIn(policy)) return [];
  const all = api.scopes.map(({ value }) => value).toSorted();
  if (letsEverybodyIn(policy) && application && !isStrict(application))
    return [{ way: "api-policy", scopes: all }];
  const here = tenant.grants.filter(
    (one) => one.audience === api.identifier && subjectTypeOf(one.subject_type) === subject,
  );
  const own = application && here.find((one) => one.client_id === application.client_id);
  if (own)
    return [...byGrant(own.allow_all_scopes === true ? "all-scopes-grant" : "own-grant", own, all, tenant)];
  const byDefault = here.find((one) => one.default_for !== undefined);
  return byDefault && application?.is_first_party !== true
    ? [...byGrant("default-grant", byDefault, all, tenant)]
    : [];
}

type Gives = (
  application: LiveApplication,
  api: LiveApi,
  /** That it may have there. */
  scopes: readonly string[],
  /** Whether an Action of the tenant decides about token exchanges. */
  exchanges: boolean,
) => readonly string[] | undefined;

/** Source: https://auth0.com/docs/authenticate/custom-token-exchange/configure-custom-token-exchange (read 2026-11) */
const byExchange: Gives = ({ is_first_party, oidc_conformant, token_exchange }, _, scopes, exchanges) => {
  const types = token_exchange?.allow_any_profile_of_type ?? [];
  const byAction =
    is_first_party === true &&
    oidc_conformant === true &&
    exchanges &&
    types.includes("custom_authentication");
  return byAction || types.some((type) => type !== "custom_authentication") ? scopes : undefined;
};

/**
 * A browser that gets tokens itself gets no refresh token.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/multi-resource-refresh-token,
 * https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens (read 2026-11)
 */
const byPolicy: Gives = (application, api, scopes, exchanges) => {
  const { refresh_token, grant_types: types, is_first_party } = application;
  const policy = refresh_token?.policies?.find(({ audience }) => audience === api.identifier);
  const counts =
    is_first_party === true &&
    api.skip_consent_for_verifiable_first_party_clients === true &&
    types.includes("refresh_token") &&
    (types.some((type) => type !== "implicit" && isOfUsers(type)) ||
      byExchange(application, api, scopes, exchanges) !== undefined);
  return policy && counts ? scopes.filter((scope) => policy.scope.includes(scope)) : undefined;
};

const all: Gives = (_, __, scopes) => scopes;

/**
 * What a way of an application's own gives it at an API of the scopes that it may have there; undefined where it gives no
 * token. Broader than Auth0 where no page says what else it takes.
 */
export const WAY_GIVES: Readonly<Record<ApplicationWay, Gives>> = {
  "multi-resource-refresh": byPolicy,
  "token-exchange": byExchange,
  "native-to-web": all,
  "session-delegation": all,
  "native-social-login": all,
  "cross-origin-login": all,
  "cross-app-access": all,
  "password-grant": all,
};
