// One application of a tenant and one API → the scopes that Auth0 gives it there, and by which grant or policy.
import { isOfUsers } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import type { Way } from "../model/way.ts";
import type { LiveApi, LiveApplication, LiveTenant } from "../tenant/live.ts";
import { observedGrant } from "../tenant/observed.ts";

export interface GivenAccess {
  readonly way: Way;
  /** Of the API, sorted. */
  readonly scopes: readonly string[];
}

const isStrict = ({ third_party_security_mode: mode }: LiveApplication): boolean => mode === "strict";

/** Whether it cannot prove who it is: then it acts for users only. */
function isPublic({ client_authentication_methods: methods, ...live }: LiveApplication): boolean {
  if (methods) return false;
  const { token_endpoint_auth_method: method, app_type: type } = live;
  return method === "none" || (method === undefined && (type === "spa" || type === "native"));
}

/**
 * Whether its grant types let it have such tokens at all. A refresh token begins with another grant type.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11)
 */
export const hasFlow = (live: LiveApplication, subject: SubjectType): boolean =>
  subject === "client"
    ? live.grant_types.includes("client_credentials") && !isPublic(live)
    : live.grant_types.some(isOfUsers);

/** What Auth0 takes for the policy where an API says none. */
const policyOf = ({ subject_type_authorization: policies }: LiveApi, subject: SubjectType): string =>
  policies?.[subject]?.policy ?? (subject === "user" ? "allow_all" : "require_client_grant");

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
  const policy = policyOf(api, subject);
  if (policy === "deny_all") return undefined;
  const all = api.scopes.map(({ value }) => value).toSorted();
  if (policy === "allow_all" && application && !isStrict(application as LiveApplication))
    return { way: "api-policy", scopes: all };
  const here = grants.filter(
    (one) => one.audience === api.identifier && (one.subject_type ?? "client") === subject,
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
