// A plan and its tenant → everybody who can get a token for our APIs, by which way, and what nobody could look at.

import { reachOf, reachOfOwn } from "../access/reach.ts";
import { WAY_FACTS } from "../access/ways.ts";
import { type Comparison, comparisonOf } from "../drift/difference.ts";
import { addedScopes, addingActions, knownOf, runningActions } from "../drift/rules/actions.ts";
import { anonymousAccess } from "../drift/rules/anonymous.ts";
import { holderOf, type WhoseApplication } from "../drift/rules/holder.ts";
import { defaultRights, managementRights, openSystemApis } from "../drift/rules/management.ts";
import { registrationMode, waysOf } from "../drift/rules/ways.ts";
import { liveApiOf } from "../identity/natural-keys.ts";
import { SUBJECT_TYPES, type SubjectType } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { isStrictMode } from "../model/security-mode.ts";
import { hasAccess } from "../model/status.ts";
import { isOfAUser } from "../model/subject-type.ts";
import type { Way } from "../model/way.ts";
import type { Plan, PlannedApi } from "../plan/types.ts";
import type { LiveApplication, LiveTenant } from "../tenant/live.ts";
import { profileConnections } from "../tenant/profile-writers.ts";
import { listsPermissions, rolesAt } from "../tenant/roles.ts";
import { quote } from "../text.ts";
import type { Holding, Who } from "./answer.ts";
import { asEnforced } from "./any-token.ts";
import { type ApiHere, allScopesOf, byForeignKeys } from "./foreign-keys.ts";
import { accessAt, type GivenAccess, hasFlow, WAY_GIVES } from "./reach.ts";
import { unknownIn } from "./unknown.ts";

const nameOf = ({ subject, own }: WhoseApplication, { partners }: Plan, name = ""): string => {
  if (own) return `own application ${subject.id} (${quote(own.name)})`;
  if (subject.kind !== "partner") return `application ${quote(name)}, which nobody declares`;
  const status = entryOf(partners, subject.id)?.status;
  return hasAccess(status) ? `partner ${subject.id}` : `partner ${subject.id}, which is ${status}`;
};

/** Keys `<api>/<subject type>/<scope>` that the files give it. */
function declaredKeys({ subject, own }: WhoseApplication, plan: Plan): ReadonlySet<string> {
  const partner = subject.kind === "partner" ? entryOf(plan.partners, subject.id) : undefined;
  if (own) return new Set(reachOfOwn(plan, own).keys());
  return new Set(partner ? reachOf(plan, partner).keys() : []);
}

/** Whether the Action that puts the account into tokens runs as it is planned. */
const claimRuns = ({ plan, differences }: Comparison): boolean =>
  Object.keys(plan.actions).length > 0 && !differences.some(({ subject }) => subject.kind === "action");

function accountOf(comparison: Comparison, { accountClaim }: PlannedApi, subject: SubjectType): string {
  if (!isOfAUser(subject)) return "every account";
  return accountClaim !== undefined && claimRuns(comparison)
    ? "the account of the user"
    : "the token does not name the user's account";
}

const apisOf = ({ plan, tenant }: Comparison): ApiHere[] =>
  Object.entries(plan.apis).flatMap(([id, planned]) => {
    const live = liveApiOf(planned.resourceServer.identifier, tenant.apis);
    return live ? [{ id, planned, live }] : [];
  });

/** What a way gives one application at one API. */
interface Given {
  readonly way: Way;
  readonly scopes: readonly string[];
  readonly declared: boolean;
}

/** By grants and policies, those of the scopes apart that files give it. */
function* byGrants(access: readonly GivenAccess[], isDeclared: (scope: string) => boolean): Generator<Given> {
  for (const { way, scopes } of access)
    for (const declared of [true, false])
      yield {
        way,
        declared,
        scopes: scopes.filter(
          (scope) => ((way === "own-grant" || way === "api-policy") && isDeclared(scope)) === declared,
        ),
      };
}

/** What tokens of users hold beyond grants and policies, and in which further ways the application gets them. */
function* ofUsers(
  application: LiveApplication,
  { live, planned: { resourceServer, sensitivity } }: ApiHere,
  [access]: readonly GivenAccess[],
  comparison: Comparison,
): Generator<Given> {
  if (!access) return;
  const running = [...runningActions(comparison)];
  const exchanges = running.some(({ trigger }) => trigger === "custom-token-exchange");
  let getsTokens = hasFlow(application, "user");
  for (const { way, declared } of waysOf(application, comparison)) {
    const scopes = WAY_GIVES[way](application, live, access.scopes, exchanges);
    if (!scopes) continue;
    getsTokens = true;
    yield { way, scopes, declared };
  }
  if (!getsTokens) return;
  for (const one of addingActions(comparison))
    yield {
      way: "action",
      scopes: addedScopes(one).toSorted(),
      declared: knownOf(comparison, one) !== undefined,
    };
  if (sensitivity === undefined && listsPermissions(live))
    yield {
      way: "permissions",
      scopes: allScopesOf(live),
      declared: listsPermissions({
        token_dialect: resourceServer.tokenDialect,
        enforce_policies: resourceServer.enforcePolicies,
      }),
    };
}

/** What one application gets at one API, in every way. */
function* holdingsAt(application: LiveApplication, api: ApiHere, comparison: Comparison): Generator<Holding> {
  const { id, live, planned } = api;
  const holder = holderOf(application, comparison);
  const keys = declaredKeys(holder, comparison.plan);
  for (const subjectType of SUBJECT_TYPES) {
    const access = accessAt(application, live, subjectType, comparison.tenant);
    const given = [
      ...(hasFlow(application, subjectType)
        ? byGrants(access, (scope) => keys.has(`${id}/${subjectType}/${scope}`))
        : []),
      ...(isOfAUser(subjectType) ? ofUsers(application, api, access, comparison) : []),
    ];
    for (const { way, scopes, declared } of given)
      if (scopes.length > 0)
        yield {
          way,
          clientId: application.client_id,
          who: nameOf(holder, comparison.plan, application.name),
          api: id,
          subjectType,
          scopes,
          account: accountOf(comparison, planned, subjectType),
          declared,
        };
  }
}

/**
 * What an application gets that somebody registers tomorrow. A strict one acts for users only.
 * Source: https://auth0.com/docs/get-started/applications/dynamic-client-registration (read 2026-11)
 */
function* byRegistration(comparison: Comparison): Generator<Holding> {
  const mode = registrationMode(comparison.tenant.settings);
  if (mode === undefined) return;
  const stranger = { client_id: "", is_first_party: false, third_party_security_mode: mode };
  const added = addingActions(comparison).flatMap(addedScopes);
  for (const { id, live, planned } of apisOf(comparison))
    for (const subjectType of SUBJECT_TYPES) {
      if (isStrictMode(mode) && !isOfAUser(subjectType)) continue;
      const access = accessAt(stranger, live, subjectType, comparison.tenant);
      if (access.length === 0) continue;
      const more = isOfAUser(subjectType)
        ? [...added, ...(listsPermissions(live) ? allScopesOf(live) : [])]
        : [];
      const scopes = [...new Set([...access.flatMap((one) => one.scopes), ...more])].toSorted();
      if (scopes.length > 0)
        yield {
          way: "registration",
          who: "anybody who registers an application",
          api: id,
          subjectType,
          scopes,
          account: accountOf(comparison, planned, subjectType),
          declared: false,
        };
    }
}

/** People without an account: nobody's data is theirs. */
function* byAnonymous(comparison: Comparison): Generator<Holding> {
  for (const application of comparison.tenant.applications)
    for (const { id, live } of apisOf(comparison)) {
      const scopes = anonymousAccess(application, live, comparison) ?? [];
      if (scopes.length > 0)
        yield {
          way: "anonymous-session",
          clientId: application.client_id,
          who: nameOf(holderOf(application, comparison), comparison.plan, application.name),
          api: id,
          subjectType: "client",
          scopes,
          account: "nobody has signed in",
          declared: false,
        };
    }
}

/** Everybody, whatever is asked. */
export function whoIn(plan: Plan, tenant: LiveTenant): Who {
  const comparison = { ...comparisonOf(plan, tenant), tenant: asEnforced(plan, tenant) };
  const { applications } = comparison.tenant;
  const apis = apisOf(comparison);
  return {
    holdings: [
      ...applications.flatMap((one) => apis.flatMap((api) => [...holdingsAt(one, api, comparison)])),
      ...byRegistration(comparison),
      ...byAnonymous(comparison),
      ...byForeignKeys(apis, comparison.tenant),
    ],
    roles: [...rolesAt(comparison)],
    powers: [
      ...[...managementRights(comparison)]
        .filter(({ scopes }) => scopes.length > 0)
        .map(({ name, scopes, ...holder }) => ({
          who: nameOf(holder, plan, name),
          scopes,
          declared: scopes.every((scope) => holder.own?.managementScopes?.includes(scope)),
        })),
      ...defaultRights(comparison).map(([identifier, scopes]) => ({
        who: `every third-party application, by a default grant of ${identifier}`,
        scopes,
        declared: false,
      })),
      ...openSystemApis(comparison).map((identifier) => ({
        who: "every application that is not strict, for its users",
        scopes: [`every scope of ${identifier}`],
        declared: false,
      })),
    ],
    inspected: profileConnections(plan, tenant).flatMap(({ name, inspected }) =>
      inspected === undefined ? [] : [`the connection ${quote(name)} on ${inspected}`],
    ),
    unknown: [...unknownIn(comparison)],
  };
}

/** Of all, what concerns an API and some of its scopes; by default everything. */
export const onlyAbout = (who: Who, asked: ReadonlyMap<string, ReadonlySet<string>>): Who => ({
  ...who,
  holdings: who.holdings.flatMap((one) => {
    const scopes = one.scopes.filter((scope) => asked.get(one.api)?.has(scope));
    return scopes.length === 0 ? [] : [{ ...one, scopes }];
  }),
  roles: who.roles.flatMap((one) => {
    const scopes = one.scopes.filter((scope) => asked.get(one.api)?.has(scope));
    return scopes.length === 0 ? [] : [{ ...one, scopes }];
  }),
});

/** In a sentence: `by its own grant`. */
export const wayInWords = (way: Way): string => `by ${WAY_FACTS[way].name}`;
