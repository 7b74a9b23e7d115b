// Two plans of one stack become pairs: each partner and each API as it was and as it will be.

import { type Renames, renamedPlan } from "../../access/plans.ts";
import { type Reach, reachOf, resumableOf } from "../../access/reach.ts";
import { type Waiting, waitingOf } from "../../access/standing.ts";
import { entryOf } from "../../model/record.ts";
import { mayGo } from "../../model/status.ts";
import { type Change, diff } from "../../plan/diff.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../../plan/types.ts";
import { type SetOff, setOff } from "../../text.ts";
import { setOffPartner } from "./words.ts";

/** Keys from the plan's root. */
export type PlanPath = readonly string[];

export interface PartnerPair {
  readonly id: string;
  /** As users know it, for sentences. */
  readonly name: SetOff;
  readonly before?: PlannedPartner;
  readonly after?: PlannedPartner;
  readonly reachBefore: Reach;
  readonly reachAfter: Reach;
  /** What it gets more once it is active again; nothing while it is. */
  readonly resumableBefore: Reach;
  readonly resumable: Reach;
  /** Requests that fail for its users of before, until they come back to it. */
  readonly waiting: readonly Waiting[];
  readonly stack: StackPair;
  /** A path within this partner. */
  at(...keys: string[]): PlanPath;
}

export interface ApiPair {
  readonly id: string;
  readonly name: SetOff;
  readonly before?: PlannedApi;
  readonly after?: PlannedApi;
  /** Partners that could or can get a scope of it, or get one once they are active again; by id. */
  readonly users: readonly PartnerPair[];
  readonly stack: StackPair;
  at(...keys: string[]): PlanPath;
}

export interface StackPair {
  readonly stack: string;
  /** Its partners and APIs carry the ids that they have after a rename. Empty where the stack is new. */
  readonly base: Plan;
  readonly head: Plan;
  readonly change: "added" | "removed" | "kept";
  readonly changes: readonly Change[];
  readonly partners: readonly PartnerPair[];
  readonly apis: readonly ApiPair[];
  readonly people: People;
}

/** Who is who in all stacks together. */
export interface People {
  readonly renames: Renames;
  /** Present id → earlier id, of renamed partners. */
  readonly former: ReadonlyMap<string, string>;
  /** The same of renamed APIs. */
  readonly formerApis: ReadonlyMap<string, string>;
  /** Ids of partners in any stack, the earlier ones as they are now. */
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** What is deleted or made anew by a change, unless it is of a partner that was retired, stops a protected stack. */
export const stopped = ({ base }: StackPair, before?: PlannedPartner): string =>
  base.protect && !(before && mayGo(before.status))
    ? " The stack is protected: the deployment stops at this."
    : "";

/** A plan of the same stack with nothing in it. */
export function emptied({ aws: _, deployment: __, ...plan }: Plan): Plan {
  return { ...plan, connections: {}, apis: {}, actions: {}, partners: {}, ownApplications: {} };
}

const NOTHING: Reach = new Map();

const keysOf = (...records: Readonly<Record<string, unknown>>[]) =>
  [...new Set(records.flatMap((record) => Object.keys(record)))].sort();

const sides = <T>(before: T | undefined, after: T | undefined) => ({
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});

function partnersOf(stack: StackPair): PartnerPair[] {
  const { base, head } = stack;
  return keysOf(base.partners, head.partners).map((id) => {
    const [before, after] = [entryOf(base.partners, id), entryOf(head.partners, id)];
    const reachBefore = before ? reachOf(base, before) : NOTHING;
    const reachAfter = after ? reachOf(head, after) : NOTHING;
    const resumableBefore = before ? resumableOf(base, before) : NOTHING;
    return {
      id,
      name: setOffPartner(id, (after ?? before)?.application.name),
      ...sides(before, after),
      reachBefore,
      reachAfter,
      resumableBefore,
      resumable: after ? resumableOf(head, after) : NOTHING,
      waiting: waitingOf(new Map([...resumableBefore, ...reachBefore]), reachAfter),
      stack,
      at: (...keys) => ["partners", id, ...keys],
    };
  });
}

function apisOf(stack: StackPair, partners: readonly PartnerPair[]): ApiPair[] {
  const { base, head } = stack;
  const users = new Map<string, PartnerPair[]>();
  for (const partner of partners) {
    const { reachBefore, reachAfter, resumableBefore, resumable } = partner;
    const rows = [reachBefore, reachAfter, resumableBefore, resumable].flatMap((reach) => [
      ...reach.values(),
    ]);
    for (const api of new Set(rows.map((row) => row.api)))
      users.set(api, [...(users.get(api) ?? []), partner]);
  }
  return keysOf(base.apis, head.apis).map((id) => {
    const [before, after] = [entryOf(base.apis, id), entryOf(head.apis, id)];
    return {
      id,
      name: setOff((after ?? before)?.resourceServer.name ?? id),
      ...sides(before, after),
      users: users.get(id) ?? [],
      stack,
      at: (...keys) => ["apis", id, ...keys],
    };
  });
}

/** `base` and `head` are of one stack; at least one is there. Partners and APIs are sorted by id. */
export function pairOf(
  stack: string,
  base: Plan | undefined,
  head: Plan | undefined,
  people: People,
): StackPair {
  const [known, planned] = [base ?? (head && emptied(head)), head ?? (base && emptied(base))];
  if (!known || !planned) throw new Error(`no plan of ${stack}: neither before nor after`);
  const before = renamedPlan(known, people.renames);
  const partners: PartnerPair[] = [];
  const apis: ApiPair[] = [];
  const pair: StackPair = {
    stack,
    base: before,
    head: planned,
    change: base && head ? "kept" : base ? "removed" : "added",
    changes: diff(before, planned),
    partners,
    apis,
    people,
  };
  partners.push(...partnersOf(pair));
  apis.push(...apisOf(pair, partners));
  return pair;
}
