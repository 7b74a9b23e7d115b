// A plan and a partner become every scope that the partner's application can get, and what gives it.
import type { ClientPolicy, UserPolicy } from "../model/api.ts";
import { type Consent, consentOf } from "../model/consent.ts";
import { isOfUsers } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import type { Plan, PlannedApi, PlannedPartner, PlannedScope } from "../plan/types.ts";
import { entryOf } from "./plans.ts";

/** One scope of one API that one application can get. */
export interface Reached {
  readonly api: string;
  readonly subjectType: SubjectType;
  readonly scope: string;
  readonly description: string;
  readonly sensitivity: PlannedScope["sensitivity"];
  /** Method and path, sorted. */
  readonly routes: readonly string[];
  readonly via: "grant" | "policy";
  /** Of its own grant. */
  readonly reason?: string;
  readonly consent: Consent;
}

/** By API, subject type and scope. */
export type Reach = ReadonlyMap<string, Reached>;

/** Whether users sign in for the application, as far as its grant types go. */
export const actsForUsers = ({ application }: PlannedPartner): boolean =>
  application.grantTypes.some(isOfUsers);

/**
 * Whether the user policy `allow_all` of an API gives the application every scope of it. Strict applications
 * need a grant whatever the policy says.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
export const followsPolicy = (partner: PlannedPartner): boolean =>
  partner.application.thirdPartySecurityMode !== "strict" && actsForUsers(partner);

/**
 * What the API lets applications get for users, or without one.
 * Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 */
export const policyOf = (
  { resourceServer }: PlannedApi,
  subjectType: SubjectType,
): UserPolicy | ClientPolicy => resourceServer.subjectTypeAuthorization[subjectType].policy;

/** What a token with the scope can call, sorted. A route needs one of its scopes. */
export const routesOf = ({ routes }: PlannedApi, scope: string): string[] =>
  Object.entries(routes)
    .filter(([, needs]) => needs !== "public" && needs.includes(scope))
    .map(([route]) => route)
    .sort();

/** A scope that the API does not have is refused by a rule; in a base of long ago it may be there: trust it least. */
function scopeFacts(api: PlannedApi, scope: string) {
  const known = api.scopes.find(({ name }) => name === scope);
  return {
    scope,
    description: known?.description ?? "",
    sensitivity: known?.sensitivity ?? ("high" as const),
    routes: routesOf(api, scope),
  };
}

function* byGrant(plan: Plan, partner: PlannedPartner): Generator<Reached> {
  for (const { api: id, subjectType, scopes, reason, consent } of Object.values(partner.grants)) {
    const api = entryOf(plan.apis, id);
    // A grant is void where the API denies: it gives nothing.
    if (!api || policyOf(api, subjectType) === "deny_all") continue;
    for (const scope of scopes)
      yield { api: id, subjectType, ...scopeFacts(api, scope), via: "grant", reason, consent };
  }
}

function* byPolicy(id: string, api: PlannedApi, partner: PlannedPartner): Generator<Reached> {
  if (policyOf(api, "user") !== "allow_all") return;
  const { isFirstParty, callbacks } = partner.application;
  const apiSkips = api.resourceServer.skipConsentForVerifiableFirstPartyClients;
  const consent = consentOf({ subjectType: "user", isFirstParty, callbacks, apiSkips });
  for (const { name } of api.scopes)
    yield { api: id, subjectType: "user", ...scopeFacts(api, name), via: "policy", consent };
}

/**
 * Everything that the application can get: its own grants, and what the policies of APIs give without one.
 * Default grants of a tenant cannot be declared here, so there are none.
 * Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 */
export function reachOf(plan: Plan, partner: PlannedPartner): Reach {
  const open = followsPolicy(partner)
    ? Object.entries(plan.apis).flatMap(([id, api]) => [...byPolicy(id, api, partner)])
    : [];
  // Its own grant says why: where both give a scope, that is what is told.
  return new Map(
    [...open, ...byGrant(plan, partner)].map((row) => [`${row.api}/${row.subjectType}/${row.scope}`, row]),
  );
}
