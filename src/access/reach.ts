// A plan and a partner become every scope that the partner's application can get, and what gives it.

import { letsEverybodyIn, letsNobodyIn } from "../model/access-policy.ts";
import { ANY_TOKEN } from "../model/any-token.ts";
import type { ClientPolicy, Sensitivity, UserPolicy } from "../model/api.ts";
import { type Consent, consentOf } from "../model/consent.ts";
import { isOfUsers } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { isStrictMode } from "../model/security-mode.ts";
import { sensitivities } from "../model/sensitivity.ts";
import type {
  Plan,
  PlannedAccess,
  PlannedApi,
  PlannedGrant,
  PlannedOwnApplication,
  PlannedPartner,
  PlannedScope,
} from "../plan/types.ts";

/** One scope of one API that one application can get. */
export interface Reached {
  readonly api: string;
  readonly subjectType: SubjectType;
  readonly scope: string;
  readonly description: string;
  readonly sensitivity: PlannedScope["sensitivity"];
  /** Method and path, sorted. */
  readonly routes: readonly string[];
  /** `resumption`: a grant that exists once the partner is active again. */
  readonly via: "grant" | "policy" | "resumption";
  /** Of its own grant. */
  readonly reason?: string;
  readonly consent: Consent;
  /** Whether a sign-in does not ask for it: users who came before need not have allowed it. */
  readonly isOptional: boolean;
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
  !isStrictMode(partner.application.thirdPartySecurityMode) && actsForUsers(partner);

/**
 * What the API lets applications get for users, or without one.
 * Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 */
export const policyOf = (
  { resourceServer }: PlannedApi,
  subjectType: SubjectType,
): UserPolicy | ClientPolicy => resourceServer.subjectTypeAuthorization[subjectType].policy;

/** What a token with the scope can call, sorted. A route needs one of its scopes. */
const routesOf = ({ routes }: PlannedApi, scope: string): string[] =>
  Object.entries(routes)
    .filter(([, needs]) => needs !== "public" && needs.includes(scope))
    .map(([route]) => route)
    .sort();

/** What a token for the API can be given for: its scopes, or, where it has none, all of it. */
export const scopesIn = ({ scopes, sensitivity }: PlannedApi): readonly PlannedScope[] =>
  sensitivity === undefined
    ? scopes
    : [{ name: ANY_TOKEN, description: "All of the API, which has no scopes", sensitivity }];

/** Of what a grant lists, or all of an API without scopes: then a grant that lists some gives no less. */
const givenBy = (api: PlannedApi, scopes: readonly string[]): readonly string[] =>
  api.sensitivity === undefined ? scopes : [...scopes, ANY_TOKEN];

/** What an access gives at its API, by name. */
export function givenIn(
  { apis }: Pick<Plan, "apis">,
  { api: id, scopes }: Pick<PlannedAccess, "api" | "scopes">,
): readonly string[] {
  const api = entryOf(apis, id);
  return api ? givenBy(api, scopes) : scopes;
}

const worthOfApis = new WeakMap<PlannedApi, ReadonlyMap<string, Sensitivity>>();

/**
 * How much harm a scope can do: at least as much as any other that opens a route of its own. A base may be older than
 * the rule that demands it; of a scope that the API does not have, nothing is known.
 */
export function sensitivityOf(api: PlannedApi, scope: string): Sensitivity {
  const known = worthOfApis.get(api);
  const worth =
    known ?? sensitivities(new Map(scopesIn(api).map((one) => [one.name, one.sensitivity])), api.routes);
  if (!known) worthOfApis.set(api, worth);
  return worth.get(scope) ?? "high";
}

type ScopeFacts = Pick<Reached, "scope" | "description" | "sensitivity" | "routes">;
const factsOfApis = new WeakMap<PlannedApi, Map<string, ScopeFacts>>();

/**
 * A scope that the API does not have is refused by a rule; in a base of long ago it may be there: trust it least.
 * Looked up once, whichever partners hold the scope.
 */
function scopeFacts(api: PlannedApi, scope: string): ScopeFacts {
  const ofApi = factsOfApis.get(api) ?? new Map<string, ScopeFacts>();
  factsOfApis.set(api, ofApi);
  const facts = ofApi.get(scope) ?? {
    scope,
    description: scopesIn(api).find(({ name }) => name === scope)?.description ?? "",
    sensitivity: sensitivityOf(api, scope),
    routes: routesOf(api, scope),
  };
  ofApi.set(scope, facts);
  return facts;
}

type Granted = PlannedAccess & Pick<PlannedGrant, "consent" | "optional"> & { readonly reason?: string };

function* byGrant(
  plan: Plan,
  grants: readonly Granted[],
  via: "grant" | "resumption" = "grant",
): Generator<Reached> {
  for (const { api: id, subjectType, scopes, reason, consent, optional } of grants) {
    const api = entryOf(plan.apis, id);
    // A grant is void where the API denies: it gives nothing.
    if (!api || letsNobodyIn(policyOf(api, subjectType))) continue;
    for (const scope of givenBy(api, scopes))
      yield {
        api: id,
        subjectType,
        ...scopeFacts(api, scope),
        via,
        ...(reason !== undefined && { reason }),
        consent,
        isOptional: optional?.includes(scope) ?? false,
      };
  }
}

/**
 * The same of an application of ours that the tenant has. Which callbacks and grant types it has is not declared, so
 * that nothing is known of consent, and it is taken for one whose users sign in.
 */
export function reachOfOwn(plan: Plan, own: PlannedOwnApplication): Reach {
  const grants = Object.values(own.grants).map((grant) => ({ ...grant, consent: "none" as const }));
  const open = Object.entries(plan.apis).flatMap(([id, api]) => [...byPolicy(id, api, "none")]);
  return byKey([...open, ...byGrant(plan, grants)]);
}

function* byPolicy(id: string, api: PlannedApi, consent: Consent): Generator<Reached> {
  if (!letsEverybodyIn(policyOf(api, "user"))) return;
  for (const { name } of scopesIn(api))
    yield {
      api: id,
      subjectType: "user",
      ...scopeFacts(api, name),
      via: "policy",
      consent,
      isOptional: false,
    };
}

/** An own grant says why: where it and the policy give a scope, it is what is told. It comes last. */
const byKey = (rows: readonly Reached[]): Reach =>
  new Map(rows.map((row) => [`${row.api}/${row.subjectType}/${row.scope}`, row]));

/**
 * Everything that the application can get: its own grants, and what the policies of APIs give without one.
 * Default grants of a tenant cannot be declared here, so there are none.
 * Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 */
export function reachOf(plan: Plan, partner: PlannedPartner): Reach {
  const { isFirstParty, callbacks } = partner.application;
  const consentAt = ({ resourceServer }: PlannedApi) =>
    consentOf({
      subjectType: "user",
      isFirstParty,
      callbacks,
      apiSkips: resourceServer.skipConsentForVerifiableFirstPartyClients,
    });
  const open = followsPolicy(partner)
    ? Object.entries(plan.apis).flatMap(([id, api]) => [...byPolicy(id, api, consentAt(api))])
    : [];
  return byKey([...open, ...byGrant(plan, Object.values(partner.grants))]);
}

/** What a partner that is not active gets more once it is again. */
export function resumableOf(plan: Plan, partner: PlannedPartner): Reach {
  if (!partner.onceActive) return new Map();
  const now = reachOf(plan, partner);
  const later = byKey([...byGrant(plan, Object.values(partner.onceActive ?? {}), "resumption")]);
  return new Map([...later].filter(([key]) => !now.has(key)));
}
