// An application's settings in its tenant → those of a partner file, and what they leave out.

import { isInstalledType } from "../model/app-type.ts";
import { ATTACHED_METHODS, hasAttached, storedMethods } from "../model/authentication.ts";
import { GRANT_TYPES, mobileSchema } from "../model/partner.ts";
import { PLAIN_ROWS } from "../model/plain-properties.ts";
import { expires, rotates } from "../model/refresh-token.ts";
import { isStrict } from "../model/security-mode.ts";
import { formatDuration } from "../model/units.ts";
import { quote } from "../text.ts";
import type { ImportedGrant } from "./grants.ts";
import { INEXPRESSIBLE, type TenantApplication } from "./read-tenant.ts";

/** What most ask for; a tenant does not tell. */
const USUAL_OIDC_SCOPES = ["openid", "profile", "email"] as const;
const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;
/** Source: https://auth0.com/docs/secure/tokens/id-tokens/update-id-token-lifetime (read 2026-11) */
const ID_TOKEN_LIFETIME_SECONDS = 3600;
/** Of the marker: another project's or stack's is not metadata of the partner. */
const MARKER_PREFIX = "partner_access_";

/** Values as a file has them. What is not known is undefined: `check` names it as missing. */
export type Settings = Readonly<Record<string, unknown>>;

export interface ImportContext {
  readonly grants: readonly ImportedGrant[];
  /** Whether it only signs users in, as somebody says: the tenant does not tell. */
  readonly isLoginOnly: boolean;
  /** Whether every API that it calls for users gives refresh tokens. */
  readonly mayRefresh: boolean;
  readonly leftOut: string[];
}

const has = ({ grants }: ImportContext, subject: ImportedGrant["subject_type"]) =>
  grants.some(({ subject_type }) => subject_type === subject);

const hasUsers = (context: ImportContext) => context.isLoginOnly || has(context, "user");

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (typeof value === "object" && Object.values(value).every(isEmpty));

function authenticationOf(application: TenantApplication, { leftOut }: ImportContext): string | undefined {
  const methods = storedMethods(application);
  if (hasAttached(application))
    leftOut.push("its public keys, which the tenant does not tell: ask the partner for them");
  return methods.find((method) => ATTACHED_METHODS.some((known) => known === method)) ?? methods[0];
}

function appTypeOf({ app_type: type }: TenantApplication, context: ImportContext): string {
  if (type !== undefined) return type;
  const assumed = hasUsers(context) ? "regular_web" : "non_interactive";
  context.leftOut.push(`the tenant says no app_type: the file says ${assumed}`);
  return assumed;
}

/** The longest that is shorter: by a day where it lasts longer than that. */
const justBelow = (seconds: number): number => (seconds > DAY_SECONDS ? seconds - DAY_SECONDS : seconds - 1);

/** At most a year, which is the longest that a file can say. */
function refreshTokenOf(application: TenantApplication, context: ImportContext): Settings {
  const { refresh_token: live, grant_types: types } = application;
  if (!types.includes("refresh_token")) return {};
  if (!has(context, "user") || !context.mayRefresh) {
    context.leftOut.push("it has the grant type refresh_token, and gets no refresh tokens for our APIs");
    return {};
  }
  const total = live?.infinite_token_lifetime ? Infinity : (live?.token_lifetime ?? Infinity);
  const unused = live?.infinite_idle_token_lifetime ? Infinity : (live?.idle_token_lifetime ?? Infinity);
  const ends = expires(live?.expiration_type);
  const token = Math.min(ends ? total : Infinity, YEAR_SECONDS);
  const idle = Math.min(ends ? unused : Infinity, justBelow(token));
  if (!ends || token !== total || idle !== unused)
    context.leftOut.push(
      `its refresh tokens live without a limit that a file can say: the file says ${formatDuration(token)}, ` +
        `and ${formatDuration(idle)} unused`,
    );
  return {
    refresh_token: {
      ...(live?.rotation_type !== undefined && { rotation_type: live.rotation_type }),
      token_lifetime: formatDuration(token),
      idle_token_lifetime: formatDuration(idle),
      ...(rotates(live?.rotation_type) && live?.leeway ? { leeway: formatDuration(live.leeway) } : {}),
    },
  };
}

/** Stated in full, so that none is added. */
function grantTypesOf(
  { grant_types: types, ...rest }: TenantApplication,
  context: ImportContext,
  refreshes: boolean,
) {
  const known: readonly string[] = GRANT_TYPES;
  const serves = (type: string): boolean => {
    if (type === "refresh_token") return refreshes;
    if (type === "client_credentials") return has(context, "client");
    if (!known.includes(type) || type === "implicit" || type === "password") return false;
    return hasUsers(context) && (!isStrict(rest) || type === "authorization_code");
  };
  const kept = types.filter(serves);
  for (const type of types)
    if (!serves(type) && type !== "refresh_token")
      context.leftOut.push(
        `it has the grant type ${quote(type)}, which a file cannot say or its grants do not need`,
      );
  return kept.sort();
}

function metadataOf({ client_metadata: metadata }: TenantApplication, { leftOut }: ImportContext): Settings {
  const kept = Object.entries(metadata ?? {}).filter(([key, value]) => {
    const fits = typeof value === "string" && value !== "" && !key.toLowerCase().startsWith(MARKER_PREFIX);
    if (!fits) leftOut.push(`its client_metadata ${quote(key)}`);
    return fits;
  });
  return kept.length > 0 ? { client_metadata: Object.fromEntries(kept) } : {};
}

/** A file names an app of Android with its certificates, and one of iOS with its team, or not at all. */
function mobileIn(application: TenantApplication, { leftOut }: ImportContext): Settings {
  const { mobile, app_type: type } = application;
  if (isEmpty(mobile)) return {};
  const declared = mobileSchema.safeParse(mobile);
  if (declared.success && isInstalledType(type) && !isStrict(application)) return { mobile: declared.data };
  leftOut.push("its mobile, for which a file has no place: it stays in the tenant as it is");
  return {};
}

function quotaOf({ token_quota: live }: TenantApplication, context: ImportContext): Settings {
  const quota = live?.client_credentials;
  if (!quota) return {};
  if (!has(context, "client") || quota.enforce === undefined) {
    context.leftOut.push("its token_quota, which nothing that it is granted uses");
    return {};
  }
  const { per_hour, per_day, enforce } = quota;
  const limits = { ...(per_hour !== undefined && { per_hour }), ...(per_day !== undefined && { per_day }) };
  return { token_quota: { client_credentials: { ...limits, enforce } } };
}

function others(application: TenantApplication, { leftOut, isLoginOnly }: ImportContext): void {
  const { jwt_configuration: jwt, oidc_conformant: conformant } = application;
  for (const name of INEXPRESSIBLE)
    if (!isEmpty(application[name])) leftOut.push(`its ${name}, for which a file has no place`);
  if (jwt?.alg !== undefined && jwt.alg !== "RS256")
    leftOut.push(`its ID tokens are signed with ${quote(jwt.alg)}: they will be with RS256`);
  if (jwt?.lifetime_in_seconds !== undefined && jwt.lifetime_in_seconds !== ID_TOKEN_LIFETIME_SECONDS)
    leftOut.push(`its ID tokens live ${formatDuration(jwt.lifetime_in_seconds)}: they will live 1h`);
  if (conformant === false) leftOut.push("it is not OIDC-conformant, and will be");
  if (!isStrict(application) && !isLoginOnly)
    leftOut.push(
      "its OpenID Connect scopes, which the tenant does not tell: write oidc_scopes if it uses any",
    );
}

/** `application` of a partner file. Without a stated mode it is permissive, as all were before the modes. */
export function importApplication(application: TenantApplication, context: ImportContext): Settings {
  const { third_party_security_mode: mode = "permissive" } = application;
  const plain = PLAIN_ROWS.filter(({ of }) => of === "all" || of === mode).flatMap(({ name }) =>
    application[name] === undefined ? [] : [[name, application[name]] as const],
  );
  const refresh = refreshTokenOf(application, context);
  const settings = {
    is_first_party: false,
    third_party_security_mode: mode,
    app_type: appTypeOf(application, context),
    authentication_method: authenticationOf(application, context),
    grant_types: grantTypesOf(application, context, "refresh_token" in refresh),
    ...(context.isLoginOnly && { oidc_scopes: [...USUAL_OIDC_SCOPES] }),
    ...Object.fromEntries(plain),
    ...refresh,
    ...quotaOf(application, context),
    ...mobileIn(application, context),
    ...metadataOf(application, context),
  };
  others(application, context);
  return settings;
}
