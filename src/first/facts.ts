// A plan and its tenant → all that a first update meets there: what it changes, whom it touches, what stops it.

import { markerOf, ownershipOf } from "../identity/marker.ts";
import { actionOf, liveApiOf, ownClientIds } from "../identity/natural-keys.ts";
import { declaredIn } from "../model/applications.ts";
import { signsUsersIn } from "../model/grant-type.ts";
import { sumOf } from "../plan/checksum.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveApplication, LiveObjects, LiveTenant } from "../tenant/live.ts";
import type { UserCount } from "../tenant/users.ts";
import { seenAs } from "../text.ts";

export type { UserCount };

import { tenantPlan } from "./base.ts";
import { type ScopeChange, scopeChangesOf } from "./before-after.ts";
import { stopsOf, stopsOfOtherStacks } from "./stops.ts";

/** An application that nothing declares, and what the update does to it. */
export interface Undeclared {
  readonly clientId: string;
  readonly name: string;
  readonly isFirstParty: boolean;
  readonly changes: readonly ScopeChange[];
}

/** What an application that is taken over has and its file does not name: no update takes it away. */
export interface Staying {
  readonly partner: string;
  /** Names of connections. */
  readonly connections: readonly string[];
}

/** One of our own applications that the tenant calls otherwise, or knows as a third party's: is it the one that was meant? */
export interface Doubtful {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly calledInTenant: string;
  readonly isFirstParty: boolean;
}

/** Something of the tenant that a declared one may be meant to be: the update makes another one beside it. */
export interface NearlySame {
  readonly kind: "api" | "partner";
  readonly id: string;
  /** An API's identifier, an application's name. */
  readonly declared: string;
  readonly inTenant: string;
  /** At Auth0: what its file would name to take it over. */
  readonly key: string;
}

/** What the first update finds in a tenant in use, and what it changes there. */
export interface FirstFacts {
  /** The tenant's own plan, which the review compares with. */
  readonly base: Plan;
  /** By client ID; only those that gain or lose something. */
  readonly undeclared: readonly Undeclared[];
  readonly staying: readonly Staying[];
  readonly doubtful: readonly Doubtful[];
  readonly beside: readonly NearlySame[];
  /** What no review lets through, in sentences: another stack's partners would get a second application. */
  readonly refused: readonly string[];
  /** Why the tenant counts as in use, in words; empty for one that nobody uses yet. */
  readonly uses: readonly string[];
}

/** What a person has to know before the first update. */
export interface FirstReview extends FirstFacts {
  /** Where an API names the users' account. */
  readonly users?: UserCount;
  /** Whether the tenant's consent page shows the scopes' descriptions. */
  readonly showsScopeDescriptions: boolean;
  /** What stops the update, in sentences. */
  readonly stops: readonly string[];
}

const declaredIds = (plan: Plan): ReadonlySet<string> =>
  new Set([...Object.values(plan.partners).flatMap(({ adopts }) => adopts ?? []), ...ownClientIds(plan)]);

/** Applications that neither a file nor a marker of this stack claims, by client ID. */
function othersOf(plan: Plan, tenant: LiveObjects): readonly LiveApplication[] {
  const declared = declaredIds(plan);
  return ownershipOf(plan, tenant.applications).others.filter(({ client_id }) => !declared.has(client_id));
}

const undeclaredOf = (plan: Plan, tenant: LiveObjects): Undeclared[] =>
  othersOf(plan, tenant).flatMap((application) => {
    const changes = scopeChangesOf(plan, tenant, application);
    const { client_id: clientId, name = "", is_first_party: first } = application;
    return changes.length === 0 ? [] : [{ clientId, name, isFirstParty: first !== false, changes }];
  });

const stayingOf = (plan: Plan, tenant: LiveObjects): Staying[] =>
  Object.entries(plan.partners).flatMap(([partner, { adopts, connections, application }]) => {
    const enabled = tenant.connections.filter(
      ({ id, name }) =>
        application.isFirstParty &&
        !connections.includes(name) &&
        tenant.enabled.get(id)?.includes(adopts ?? ""),
    );
    if (adopts === undefined || enabled.length === 0) return [];
    return [{ partner, connections: enabled.map(({ name }) => name).sort() }];
  });

const doubtfulOf = ({ ownApplications }: Plan, { applications }: LiveObjects): Doubtful[] =>
  Object.entries(ownApplications).flatMap(([id, { name, clientId }]) => {
    const live = applications.find(({ client_id }) => client_id === clientId);
    if (!live) return [];
    const [calledInTenant, isFirstParty] = [live.name ?? "", live.is_first_party !== false];
    const isMeant = calledInTenant === name && isFirstParty;
    return isMeant ? [] : [{ id, name, clientId, calledInTenant, isFirstParty }];
  });

/** What two spellings of one identifier have in common: they differ by case or a slash at the end. */
const alike = (text: string) => text.normalize("NFKC").trim().toLowerCase().replace(/\/+$/, "");

function* besideOf(plan: Plan, tenant: LiveObjects): Generator<NearlySame> {
  for (const [id, { resourceServer }] of Object.entries(plan.apis)) {
    const { identifier: declared } = resourceServer;
    if (liveApiOf(declared, tenant.apis)) continue;
    for (const { id: key = "", identifier: inTenant } of tenant.apis)
      if (alike(inTenant) === alike(declared)) yield { kind: "api", id, declared, inTenant, key };
  }
  const others = othersOf(plan, tenant);
  for (const [id, { adopts, application }] of Object.entries(plan.partners))
    for (const { client_id: key, name: inTenant = "" } of adopts === undefined ? others : [])
      if (seenAs(inTenant) === seenAs(application.name))
        yield { kind: "partner", id, declared: application.name, inTenant, key };
}

/** Ids of the tenant's objects that an update of the stack has made already, or taken over: the first one was interrupted. */
export type Made = ReadonlySet<string>;

/**
 * A tenant is in use once an update meets something that somebody may depend on: an API, an Action or an application
 * that is declared, or any other application that users or partners sign in with. A new tenant has none of them: its
 * Default App has no callback, and machines that call no API of ours notice nothing. What an update of ours has made
 * there is no use; what it has taken over is.
 * Source: https://auth0.com/docs/get-started/applications (read 2026-11)
 */
function* usesOf(plan: Plan, tenant: LiveObjects, base: Plan, made: Made): Generator<string> {
  for (const id of Object.keys(base.apis)) {
    const { adopts, resourceServer } = plan.apis[id] ?? {};
    const live = liveApiOf(resourceServer?.identifier, tenant.apis);
    if (adopts !== undefined || !made.has(live?.id ?? "")) yield `it has the API of apis/${id}.yaml`;
  }
  for (const [id] of Object.entries(base.partners)) yield `it has the application of ${declaredIn(id)}`;
  for (const id of Object.keys(base.ownApplications)) yield `it has our own application ${id} of tenant.yaml`;
  for (const planned of Object.values(plan.actions)) {
    const live = actionOf(planned, tenant.actions);
    if (live && !made.has(live.id)) yield `it has the Action ${planned.name}`;
  }
  const marked = tenant.applications.filter(
    (one) => markerOf(plan, one) !== undefined && !made.has(one.client_id),
  );
  if (marked.length > 0) yield `it has ${marked.length} of this stack's applications, and its state has none`;
  const others = othersOf(plan, tenant).filter(
    (application) => application.is_first_party === false || signsUsersIn(application),
  );
  if (others.length > 0) yield `users or partners sign in with ${others.length} other applications`;
}

export function firstFacts(plan: Plan, tenant: LiveObjects, made: Made = new Set()): FirstFacts {
  const base = tenantPlan(plan, tenant);
  return {
    base,
    undeclared: undeclaredOf(plan, tenant),
    staying: stayingOf(plan, tenant),
    doubtful: doubtfulOf(plan, tenant),
    beside: [...besideOf(plan, tenant)],
    refused: [...stopsOfOtherStacks(plan, tenant)],
    uses: [...usesOf(plan, tenant, base, made)],
  };
}

/**
 * The part of a checksum that stands for a plan and all of a tenant that its first update changes or touches. How many users
 * there are is not part of it, since they come and go between the review and the update.
 */
export const firstSum = (plan: Plan, { base, undeclared, staying, doubtful, beside }: FirstFacts): string =>
  sumOf({ plan, base, undeclared, staying, doubtful, beside });

/** @param users counted where an API names their account */
export const firstReview = (plan: Plan, tenant: LiveTenant, users: UserCount | undefined): FirstReview => ({
  ...firstFacts(plan, tenant),
  ...(users && { users }),
  showsScopeDescriptions: tenant.showsScopeDescriptions,
  stops: stopsOf(plan, tenant),
});
