// One application of a tenant and one API → the scopes that Auth0 gives it there, and by which grant or policy.

import { letsEverybodyIn, letsNobodyIn, storedPolicy } from "../model/access-policy.ts";
import { isPublicType } from "../model/app-type.ts";
import { isOfUsers } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import { isStrict } from "../model/security-mode.ts";
import { isOfAUser, subjectTypeOf } from "../model/subject-type.ts";
import type { Way } from "../model/way.ts";
import type { LiveApi, LiveApplication, LiveTenant } from "../tenant/live.ts";
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

/**
 * What an application gets, before Actions change it. Undefined where it gets no token.
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
  { grants, apis }: LiveTenant,
): GivenAccess | undefined {
  const policy = storedPolicy(api, subject);
  if (letsNobodyIn(policy)) return undefined;
  const all = api.scopes.map(({ value }) => value).toSorted();
  if (letsEverybodyIn(policy) && application && !isStrict(application))
    return { way: "api-policy", scopes: all };
  const here = grants.filter(
    (one) => one.audience === api.identifier && subjectTypeOf(one.subject_type) === subject,
  );
  const own = application && here.find((one) => one.client_id === application.client_id);
  const grant =
    own ??
    (application?.is_first_party === true ? undefined : here.find((one) => one.default_for !== undefined));
  if (!grant) return undefined;
  const { scopes, allowAllScopes, organizationUsage } = observedGrant(grant, apis);
  const usable = scopes.filter((scope) => all.includes(scope));
  if (!own) return { way: "default-grant", scopes: usable };
  if (allowAllScopes) return { way: "all-scopes-grant", scopes: usable };
  return { way: organizationUsage === "require" ? "organization-grant" : "own-grant", scopes: usable };
}
