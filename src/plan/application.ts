// A partner's file becomes the inputs of its application (Auth0's client) in one stack.
import { isPublicMethod } from "../model/authentication.ts";
import { mobileOf } from "../model/mobile.ts";
import type {
  Application,
  Grant,
  GrantType,
  Partner,
  PartnerStack,
  RotationType,
  SecurityMode,
  SubjectType,
} from "../model/partner.ts";
import { PLAIN_ROWS, type PlainInputs } from "../model/plain-properties.ts";
import { isStrict, isStrictMode } from "../model/security-mode.ts";
import { hasAccess, statusIn } from "../model/status.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { URL_ROWS, type UrlInputs, urlsIn } from "../model/url-properties.ts";
import { sortedRecord, sortedSet } from "./sorted.ts";
import type { PlannedClient } from "./types.ts";

/**
 * Lifetimes that Auth0 gives an application that asks for none. They are sent even to applications without
 * offline access: nothing is issued under them, and no unlimited lifetime waits for the day one is allowed.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration (read 2026-11)
 */
const REFRESH_TOKEN_DEFAULTS = { tokenLifetime: 2_592_000, idleTokenLifetime: 1_296_000, leeway: 0 } as const;

/**
 * Public applications get a new refresh token at every use, since theirs can leak.
 * Source: RFC 9700 section 4.14.2
 */
const defaultRotation = (application: Application): RotationType =>
  isPublicMethod(application.authentication_method) ? "rotating" : "non-rotating";

/** Lifetime of ID tokens. Source: https://auth0.com/docs/secure/tokens/id-tokens/update-id-token-lifetime (read 2026-11) */
const ID_TOKEN_LIFETIME_SECONDS = 3600;

/** Marks an application as ours in the tenant itself, where its name is not unique. */
export const OWNERSHIP_KEYS = {
  project: "partner_access_project",
  stack: "partner_access_stack",
  partner: "partner_access_partner",
} as const;

/** The grant types that the grants and offline access need, unless the file states its own. */
export function grantTypesIn({ application, grants: all }: Partner, grants: readonly Grant[]): GrantType[] {
  const isLoginOnly = all.length === 0;
  const has = (subjectType: SubjectType) =>
    grants.some((grant) => grant.subject_type === subjectType) || (isLoginOnly && isOfAUser(subjectType));
  const needed: GrantType[] = [];
  if (has("user")) needed.push("authorization_code");
  // A grant for users may hold in other stacks only: nothing here could get a refresh token.
  if (has("user") && application.refresh_token) needed.push("refresh_token");
  if (has("client")) needed.push("client_credentials");
  return sortedSet(application.grant_types ?? needed);
}

/**
 * All but strict applications sign users in without a grant, and learn who they are: while such a one may do nothing, it has no
 * grant type, so that no default grant and no policy gives it anything either.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11)
 */
export const hasGrantTypes = (partner: Partner, stack: string): boolean =>
  hasAccess(statusIn(partner, stack)) || isStrict(partner.application);

function planRefreshToken(application: Application): PlannedClient["refreshToken"] {
  const declared = application.refresh_token;
  return {
    rotationType: declared?.rotation_type ?? defaultRotation(application),
    expirationType: declared?.expiration_type ?? "expiring",
    leeway: declared?.leeway ?? REFRESH_TOKEN_DEFAULTS.leeway,
    tokenLifetime: declared?.token_lifetime ?? REFRESH_TOKEN_DEFAULTS.tokenLifetime,
    infiniteTokenLifetime: false,
    idleTokenLifetime: declared?.idle_token_lifetime ?? REFRESH_TOKEN_DEFAULTS.idleTokenLifetime,
    infiniteIdleTokenLifetime: false,
  };
}

function planTokenQuota({ token_quota }: Application): Pick<PlannedClient, "tokenQuota"> {
  if (!token_quota) return {};
  const { per_hour, per_day, enforce } = token_quota.client_credentials;
  return {
    tokenQuota: {
      clientCredentials: {
        ...(per_hour !== undefined && { perHour: per_hour }),
        ...(per_day !== undefined && { perDay: per_day }),
        enforce,
      },
    },
  };
}

/**
 * Only third-party applications have a mode.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
const modeOf = ({
  is_first_party,
  third_party_security_mode: mode = "strict",
}: Application): SecurityMode | undefined => (is_first_party ? undefined : mode);

const planPlain = (application: Application, mode: SecurityMode | undefined): PlainInputs =>
  Object.fromEntries(
    PLAIN_ROWS.filter((row) => row.of === "all" || row.of === mode).map(({ name, planned, initial }) => [
      planned,
      application[name] ?? initial,
    ]),
    // The type has the same rows.
  ) as unknown as PlainInputs;

/**
 * All that the application can have are sent, also those that it has not: the provider leaves what it is not told as
 * it was. Strict applications can have fewer.
 */
const planUrls = (settings: PartnerStack, mode: SecurityMode | undefined): UrlInputs =>
  Object.fromEntries(
    URL_ROWS.filter(({ of }) => of === "all" || !isStrictMode(mode)).map(({ name, planned, many }) => [
      planned,
      many ? sortedSet(urlsIn(settings[name])) : (settings[name] ?? ""),
    ]),
    // The type has the same rows.
  ) as unknown as UrlInputs;

export interface ApplicationContext {
  readonly project: string;
  readonly stack: string;
  readonly partner: string;
}

export function planApplication(
  partner: Partner,
  grants: readonly Grant[],
  settings: PartnerStack,
  context: ApplicationContext,
): PlannedClient {
  const { application } = partner;
  const mode = modeOf(application);
  return {
    name: partner.name,
    description: partner.description,
    // Without it the provider would leave the former one there.
    logoUri: partner.logo_uri ?? "",
    appType: application.app_type,
    isFirstParty: application.is_first_party,
    ...(mode && { thirdPartySecurityMode: mode }),
    ...planPlain(application, mode),
    oidcConformant: true,
    grantTypes: hasGrantTypes(partner, context.stack) ? grantTypesIn(partner, grants) : [],
    ...planUrls(settings, mode),
    jwtConfiguration: { alg: "RS256", lifetimeInSeconds: ID_TOKEN_LIFETIME_SECONDS },
    refreshToken: planRefreshToken(application),
    ...planTokenQuota(application),
    ...(application.mobile && { mobile: mobileOf(application.mobile) }),
    clientMetadata: sortedRecord([
      ...Object.entries(application.client_metadata ?? {}),
      [OWNERSHIP_KEYS.project, context.project],
      [OWNERSHIP_KEYS.stack, context.stack],
      [OWNERSHIP_KEYS.partner, context.partner],
    ]),
  };
}
