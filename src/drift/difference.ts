// A plan and a tenant → every difference between what is declared and what is live, before anybody judges it.

import { markerOf, type Ownership, ownershipOf, withHeld } from "../identity/marker.ts";
import { namesOf } from "../identity/names.ts";
import { liveApiOf } from "../identity/natural-keys.ts";
import { type Refused, refusedIn } from "../identity/refused.ts";
import { assertNever } from "../model/closed.ts";
import { entryOf } from "../model/record.ts";
import { OWNERSHIP_KEYS } from "../plan/application.ts";
import { diff } from "../plan/diff.ts";
import type { Plan, PlannedApi } from "../plan/types.ts";
import {
  declaredAction,
  declaredApi,
  declaredConnections,
  declaredOwnApplication,
  declaredPartner,
} from "../tenant/declared.ts";
import type { LiveApplication, LiveTenant } from "../tenant/live.ts";
import {
  observedAction,
  observedApi,
  observedConnections,
  observedOwnApplication,
  observedPartner,
} from "../tenant/observed.ts";
import type { Deployed } from "./deployed.ts";
import { isNeverDeployed } from "./never-deployed.ts";

export const SUBJECT_KINDS = [
  "partner",
  "own-application",
  "api",
  "action",
  "connection",
  "tenant",
  "application",
] as const;

/** What a difference is about. */
export interface Subject {
  readonly kind: (typeof SUBJECT_KINDS)[number];
  /** The declaration's id; a connection's name; the client ID of an application that is nobody's. */
  readonly id: string;
  /** Of a partner's application, or of one of ours. */
  readonly clientId?: string;
}

/** One value that is not as declared. A missing side means that it is not declared, or not there. */
export interface Difference {
  readonly subject: Subject;
  /** Keys within the subject, e.g. `["application", "callbacks"]`; empty when the whole of it is missing. */
  readonly path: readonly string[];
  readonly declared?: unknown;
  readonly live?: unknown;
}

/** All that rules judge. */
export interface Comparison {
  /** Undefined where nobody told. */
  readonly deployed?: Deployed;
  readonly plan: Plan;
  readonly tenant: LiveTenant;
  readonly ownership: Ownership<LiveApplication>;
  readonly differences: readonly Difference[];
  /** What the next update refuses; nothing where nobody told what the states hold: a tenant's names are anybody's text. */
  readonly refused: readonly Refused[];
  /** Where the tenant has what the last update put there: the files changed since, and nobody else changed anything. */
  readonly pending: readonly Difference[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** What was given at the difference's path, and whether anybody told at all of that part of the subject. */
function givenAt(path: readonly string[], given: unknown): { told: boolean; value: unknown } {
  const [part = "", ...rest] = path;
  if (!isRecord(given) || !Object.hasOwn(given, part)) return { told: false, value: undefined };
  const value = rest.reduce<unknown>((at, key) => (isRecord(at) ? entryOf(at, key) : undefined), given[part]);
  return { told: true, value };
}

/** What the last update gave a subject; undefined where nobody told of its kind. */
function givenTo({ kind, id, clientId = "" }: Subject, deployed: Deployed, plan: Plan): unknown {
  switch (kind) {
    case "partner":
      return entryOf(deployed.given ?? {}, clientId);
    case "api":
      return entryOf(deployed.givenApis ?? {}, plan.apis[id]?.resourceServer.identifier ?? "");
    case "action":
      return entryOf(deployed.givenActions ?? {}, id);
    case "own-application":
      // An application of ours that the stack has nothing of got nothing.
      return deployed.givenOwn && (entryOf(deployed.givenOwn, clientId) ?? { grants: {} });
    case "connection":
    case "tenant":
    case "application":
      return undefined;
    default:
      return assertNever(kind);
  }
}

/** Whether it is an Action, whole, that no update made and the tenant has not. */
const isNewAction = ({ subject, path, live }: Difference, { givenActions }: Deployed): boolean =>
  subject.kind === "action" &&
  path.length === 0 &&
  live === undefined &&
  givenActions !== undefined &&
  !Object.hasOwn(givenActions, subject.id);

/** Whether the tenant has at this path what the last update put there. */
function isPending(difference: Difference, deployed: Deployed | undefined, plan: Plan): boolean {
  if (!deployed) return false;
  if (isNewAction(difference, deployed)) return true;
  const { subject, path, live } = difference;
  const { told, value } = givenAt(path, givenTo(subject, deployed, plan));
  return told && diff({ value }, { value: live }).length === 0;
}

/** Under one key, so that a side that is missing as a whole is a difference as a whole. */
const compare = (subject: Subject, declared: object | undefined, live: object | undefined): Difference[] =>
  diff({ all: declared }, { all: live }).map(({ path, before, after }) => ({
    subject,
    path: path.slice(1),
    ...(before !== undefined && { declared: before }),
    ...(after !== undefined && { live: after }),
  }));

/** Whether the next update ends before it does anything of the subject: what else is said of it would mislead. */
export const isRefused = (
  { refused }: Pick<Comparison, "refused">,
  { kind, id, clientId }: Subject,
): boolean =>
  refused.some((one) => one.held.key === (clientId ?? id) || (one.held.kind === kind && one.id === id));

type Told = Omit<Comparison, "differences" | "pending">;

function* partners(comparison: Told): Generator<Difference> {
  const { plan, tenant, ownership } = comparison;
  for (const [id, planned] of Object.entries(plan.partners)) {
    const declared = declaredPartner(planned);
    const owned = ownership.ours.get(id) ?? [];
    const subject = { kind: "partner", id } as const;
    if (owned.length === 0 && !isRefused(comparison, subject)) yield* compare(subject, declared, undefined);
    for (const live of owned.filter((one) => !isNotTakenOver(comparison, one)))
      yield* compare(
        { ...subject, clientId: live.client_id },
        declared,
        observedPartner(underPresentId(plan, id, live), plan, tenant),
      );
  }
}

/** Their grants for our APIs: nothing else of them is declared. */
function* ownApplications(plan: Plan, tenant: LiveTenant): Generator<Difference> {
  for (const [id, planned] of Object.entries(plan.ownApplications)) {
    const { clientId } = planned;
    const isThere = tenant.applications.some(({ client_id }) => client_id === clientId);
    yield* compare(
      { kind: "own-application", id, clientId },
      declaredOwnApplication(planned),
      isThere ? observedOwnApplication(planned, plan, tenant) : undefined,
    );
  }
}

/** APIs of the tenant that an update takes over for the first time: nothing of them is as declared before. */
export function apisNotTakenOver({
  plan,
  tenant,
  deployed,
}: Pick<Comparison, "plan" | "tenant" | "deployed">): string[] {
  const known = deployed?.apis && Object.values(deployed.apis);
  if (!known && !isNeverDeployed(plan, tenant)) return [];
  const isThere = ({ resourceServer: { identifier } }: PlannedApi) =>
    !known?.includes(identifier) && liveApiOf(identifier, tenant.apis) !== undefined;
  return Object.keys(plan.apis).filter((id) => plan.apis[id] && isThere(plan.apis[id]));
}

function* apis(comparison: Told): Generator<Difference> {
  const { plan, tenant } = comparison;
  const waiting = apisNotTakenOver(comparison);
  for (const [id, planned] of Object.entries(plan.apis)) {
    if (waiting.includes(id)) continue;
    const live = liveApiOf(planned.resourceServer.identifier, tenant.apis);
    const subject = { kind: "api", id } as const;
    if (live || !isRefused(comparison, subject))
      yield* compare(subject, declaredApi(planned), live && observedApi(live));
  }
}

function* actions(plan: Plan, tenant: LiveTenant): Generator<Difference> {
  for (const [id, planned] of Object.entries(plan.actions))
    yield* compare({ kind: "action", id }, declaredAction(planned), observedAction(planned, tenant));
}

/** What the tenant offers, which no update makes. */
function* described(plan: Plan, tenant: LiveTenant): Generator<Difference> {
  const [declared, live] = [declaredConnections(plan), observedConnections(plan, tenant)];
  for (const name of new Set([...Object.keys(declared), ...Object.keys(live)]))
    yield* compare({ kind: "connection", id: name }, entryOf(declared, name), entryOf(live, name));
  const { showsScopeDescriptions } = tenant;
  yield* compare(
    { kind: "tenant", id: plan.domain },
    { showsScopeDescriptions: plan.showsScopeDescriptions },
    { showsScopeDescriptions },
  );
}

/** The former id under which the tenant still has the partner's application. */
export function formerNameOf(plan: Plan, id: string, live: LiveApplication): string | undefined {
  const marker = markerOf(plan, live);
  const { formerIds = [] } = plan.partners[id] ?? {};
  return marker !== undefined && formerIds.includes(marker) ? marker : undefined;
}

/** The application as it will be when the rename is deployed: the marker's partner is written with that update. */
function underPresentId(plan: Plan, id: string, live: LiveApplication): LiveApplication {
  return formerNameOf(plan, id, live) !== undefined
    ? { ...live, client_metadata: { ...live.client_metadata, [OWNERSHIP_KEYS.partner]: id } }
    : live;
}

/** Whether the partner adopts it and no update has done so yet: nothing of it is as declared before. */
export function isNotTakenOver(
  { plan, deployed }: Pick<Comparison, "plan" | "deployed">,
  live: LiveApplication,
): boolean {
  if (Object.values(deployed?.partners ?? {}).includes(live.client_id)) return false;
  // Where the states were asked, a marker is that of an earlier partner.
  const isNamed = Object.values(plan.partners).some(({ adopts }) => adopts === live.client_id);
  return (deployed !== undefined && isNamed) || markerOf(plan, live) === undefined;
}

/** The client ID that the last deployment gave a partner, under any of its ids. */
export const deployedIdOf = ({ plan, deployed }: Comparison, id: string): string | undefined =>
  deployed &&
  namesOf(id, plan.partners[id] ?? {})
    .map((name) => entryOf(deployed.partners, name))
    .find((clientId) => clientId !== undefined);

/** Whether its marker alone says that it is the partner's: no file names it, and no state that was asked has any of it. */
export function isUnheld(comparison: Comparison, { kind, id, clientId }: Subject): boolean {
  const { deployed, plan } = comparison;
  const isLive = kind === "partner" && clientId !== undefined && plan.partners[id]?.adopts === undefined;
  if (!isLive || deployed?.held === undefined) return false;
  return deployedIdOf(comparison, id) === undefined && !deployed.held.some(({ key }) => key === clientId);
}

/** Whether an API was never deployed: none was before the first update, and later only those know who were told of APIs. */
export const isNewApi = ({ plan, tenant, deployed }: Comparison, id: string): boolean =>
  deployed?.apis === undefined
    ? isBeforeTheFirst(plan, tenant, deployed)
    : !Object.values(deployed.apis).includes(plan.apis[id]?.resourceServer.identifier ?? "");

/** Whether a difference is of a declared grant, whole, for an API that was never deployed. */
export function isOfNewApi({ subject, path, live }: Difference, comparison: Comparison): boolean {
  const grant = comparison.plan.partners[subject.id]?.grants[path.at(-1) ?? ""];
  return live === undefined && grant !== undefined && isNewApi(comparison, grant.api);
}

/** By what the states hold, where anybody told, and else by the markers of applications. */
const isBeforeTheFirst = (plan: Plan, tenant: LiveTenant, deployed: Deployed | undefined): boolean =>
  deployed
    ? Object.keys(deployed.partners).length + Object.keys(deployed.apis ?? {}).length === 0
    : isNeverDeployed(plan, tenant);

/**
 * Of a stack that was never deployed no grant of our own applications and no Action is missing: what the partners say is
 * enough, and an update would not put them back, but begin.
 */
export function comparisonOf(plan: Plan, tenant: LiveTenant, deployed?: Deployed): Comparison {
  const ownership = ownershipOf(withHeld(plan, deployed?.partners ?? {}), tenant.applications);
  const turned = deployed?.turned ?? [];
  const others = refusedIn(plan, deployed?.held ?? [], deployed?.hanging);
  const isTurned = ({ held }: Refused) => turned.some((one) => one.held.key === held.key);
  const refused = [...turned, ...others.filter((one) => !isTurned(one))];
  const told: Told = { plan, tenant, ownership, refused, ...(deployed && { deployed }) };
  const all = [
    ...partners(told),
    ...(isBeforeTheFirst(plan, tenant, deployed)
      ? []
      : [...ownApplications(plan, tenant), ...actions(plan, tenant)]),
    ...apis(told),
    ...described(plan, tenant),
  ];
  const [pending = [], differences = []] = [true, false].map((wanted) =>
    all.filter((one) => isPending(one, deployed, plan) === wanted),
  );
  return { ...told, differences, pending };
}
