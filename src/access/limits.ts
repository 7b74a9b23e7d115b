// What narrows one access, in words: consent, account, lifetimes, quotas, connections.

import { ASKED_WHERE, type Consent } from "../model/consent.ts";
import { isOfUsers } from "../model/grant-type.ts";
import type { ExpirationType, RotationType, SubjectType } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { formatDuration } from "../model/units.ts";
import { grantTypesOf } from "../plan/grants.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../plan/types.ts";

import { codeWord } from "../text.ts";
import type { Reached } from "./reach.ts";

/**
 * Names of the connections that users of the partner can sign in with, sorted. Third-party applications can use
 * every domain-level connection of the tenant, whatever is enabled for them.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
export function connectionsOf(plan: Plan, partner: PlannedPartner): string[] {
  if (partner.application.isFirstParty) return [...partner.connections];
  if (!grantTypesOf(partner).some(isOfUsers)) return [];
  return Object.entries(plan.connections)
    .filter(([, { isDomainConnection }]) => isDomainConnection)
    .map(([name]) => name);
}

const ROTATION: Readonly<Record<RotationType, string>> = {
  rotating: ", a new one at every use",
  "non-rotating": "",
};

const EXPIRES: Readonly<Record<ExpirationType, boolean>> = { expiring: true, "non-expiring": false };

/** Lifetimes of refresh tokens, or `none`. Auth0 gives them only where the application has the grant type. */
export function refreshTokensInWords(partner: PlannedPartner): string {
  const { application } = partner;
  const { refreshToken } = application;
  if (!grantTypesOf(partner).includes("refresh_token")) return "none";
  const rotation = ROTATION[refreshToken.rotationType];
  if (!EXPIRES[refreshToken.expirationType]) return `without end${rotation}`;
  const whole = refreshToken.infiniteTokenLifetime
    ? "without end"
    : `for ${formatDuration(refreshToken.tokenLifetime)}`;
  const idle = refreshToken.infiniteIdleTokenLifetime
    ? ""
    : `, ${formatDuration(refreshToken.idleTokenLifetime)} without use`;
  return `${whole}${idle}${rotation}`;
}

/**
 * How many tokens without a user the application may get; nothing where it has no quota.
 * Source: https://auth0.com/docs/fine-grained-m2m-token-quotas (read 2026-11)
 */
export function quotaInWords({ application }: PlannedPartner): string | undefined {
  const quota = application.tokenQuota?.clientCredentials;
  if (!quota) return undefined;
  const amounts = [
    ...(quota.perHour === undefined ? [] : [`${quota.perHour} an hour`]),
    ...(quota.perDay === undefined ? [] : [`${quota.perDay} a day`]),
  ];
  if (amounts.length === 0) return undefined;
  const [first = "", ...rest] = amounts;
  const told = [first.replace(" ", " tokens "), ...rest].join(" and ");
  return `${told}${quota.enforce ? "" : ", counted but not enforced"}`;
}

const CONSENT: Readonly<Record<Consent, string | undefined>> = {
  asked: "each user is asked for consent once",
  skipped: "users are not asked for consent",
  "by-callback": `users are asked for consent only ${ASKED_WHERE}`,
  none: undefined,
};

/** The lifetime for the web holds where a browser gets the token itself. Source: https://auth0.com/docs/secure/tokens/access-tokens/update-access-token-lifetime (read 2026-11) */
function accessTokens({ resourceServer }: PlannedApi, partner: PlannedPartner): string {
  const { application } = partner;
  const { tokenLifetime, tokenLifetimeForWeb } = resourceServer;
  const inBrowser =
    grantTypesOf(partner).includes("implicit") && tokenLifetimeForWeb !== tokenLifetime
      ? ` (${formatDuration(tokenLifetimeForWeb)} where a browser gets them)`
      : "";
  const bound = application.requireProofOfPossession ? ", bound to a key of the application (DPoP)" : "";
  return `access tokens live ${formatDuration(tokenLifetime)}${inBrowser}${bound}`;
}

const NO_ACCOUNT = "no account claim: not limited to one account";

/** Whatever application acts for them. */
const ofAnyUser = (api: PlannedApi): string[] => [
  api.accountClaim === undefined
    ? "no account claim: the token does not name the user's account"
    : "only the account of the user",
  ...(api.resourceServer.enforcePolicies ? ["only what the user's roles allow (RBAC)"] : []),
];

function ofUsers(
  plan: Plan,
  api: PlannedApi,
  partner: PlannedPartner,
  { consent, isOptional }: Reached,
): string[] {
  const asked = CONSENT[consent];
  const connections = connectionsOf(plan, partner);
  const offline = api.resourceServer.allowOfflineAccess ? refreshTokensInWords(partner) : "none";
  return [
    ...(isOptional ? ["optional: not asked for at the sign-in"] : []),
    ...(asked === undefined ? [] : [asked]),
    ...ofAnyUser(api),
    connections.length === 0
      ? "no connection to sign in with"
      : `users sign in with ${connections.map(codeWord).join(" or ")}`,
    accessTokens(api, partner),
    offline === "none" ? "no refresh tokens" : `refresh tokens live ${offline}`,
  ];
}

function ofClients(api: PlannedApi, partner: PlannedPartner): string[] {
  const quota = quotaInWords(partner);
  return [
    NO_ACCOUNT,
    accessTokens(api, partner),
    quota === undefined ? "no token quota" : `at most ${quota}`,
  ];
}

/** The same of an application of ours, as far as it is declared: our APIs' part, not the application's. */
export function limitsOfOwn(plan: Plan, { api: id, subjectType }: Reached): string[] {
  const api = entryOf(plan.apis, id);
  if (!api) return [];
  const limits: Readonly<Record<SubjectType, () => string[]>> = {
    user: () => ofAnyUser(api),
    client: () => [NO_ACCOUNT],
  };
  return [...limits[subjectType](), `access tokens live ${formatDuration(api.resourceServer.tokenLifetime)}`];
}

/** One short phrase for each, always in the same order. */
export function limitsOf(plan: Plan, partner: PlannedPartner, reached: Reached): string[] {
  const api = entryOf(plan.apis, reached.api);
  if (!api) return [];
  const limits: Readonly<Record<SubjectType, () => string[]>> = {
    user: () => ofUsers(plan, api, partner, reached),
    client: () => ofClients(api, partner),
  };
  const paused = reached.via === "resumption" ? ["only once it is active again"] : [];
  return [...paused, ...limits[reached.subjectType]()];
}
