// The plans of several stacks, and who in one of them is whom in another.

import { type Named, renamesBetween } from "../identity/names.ts";
import { entryOf } from "../model/record.ts";
import { sortedRecord } from "../plan/sorted.ts";
import type { Plan, PlannedAccess } from "../plan/types.ts";

/** By the stack's name, sorted. */
export type Plans = ReadonlyMap<string, Plan>;

/** Sorted, each once. */
export const idsOf = (plans: Plans, kind: "partners" | "apis"): string[] =>
  [...new Set([...plans.values()].flatMap((plan) => Object.keys(plan[kind])))].sort();

/** Earlier id → present id. An id is one partner's, or one API's, in all stacks: it may be renamed and leave one in one change. */
export interface Renames {
  readonly partners: ReadonlyMap<string, string>;
  readonly apis: ReadonlyMap<string, string>;
}

function renamesOfKind(base: Plans, head: Plans, kind: keyof Renames): ReadonlyMap<string, string> {
  const formerOf = (id: string) =>
    [...head.values()].flatMap((plan) => {
      const named: Readonly<Record<string, Named>> = plan[kind];
      return entryOf(named, id)?.formerIds ?? [];
    });
  const after = idsOf(head, kind).map((id) => [id, formerOf(id)] as const);
  return renamesBetween(new Set(idsOf(base, kind)), new Map(after));
}

/** Of those whose file names the earlier id, and whose earlier file is gone. */
export const renamesOf = (base: Plans, head: Plans): Renames => ({
  partners: renamesOfKind(base, head, "partners"),
  apis: renamesOfKind(base, head, "apis"),
});

const rekeyed = <T>(record: Readonly<Record<string, T>>, names: ReadonlyMap<string, string>) =>
  names.size === 0
    ? record
    : sortedRecord(Object.entries(record).map(([id, value]) => [names.get(id) ?? id, value]));

/** Grants carry the id of their API in their keys and beside their audience. */
const underNewApis = <G extends PlannedAccess>(
  grants: Readonly<Record<string, G>>,
  apis: ReadonlyMap<string, string>,
): Readonly<Record<string, G>> =>
  sortedRecord(
    Object.values(grants).map((grant) => {
      const api = apis.get(grant.api) ?? grant.api;
      return [`${api}/${grant.subjectType}`, { ...grant, api }] as const;
    }),
  );

const regranted = <
  G extends PlannedAccess,
  T extends {
    readonly grants: Readonly<Record<string, G>>;
    readonly onceActive?: Readonly<Record<string, G>>;
  },
>(
  holder: T,
  apis: ReadonlyMap<string, string>,
): T => ({
  ...holder,
  grants: underNewApis(holder.grants, apis),
  ...(holder.onceActive && { onceActive: underNewApis(holder.onceActive, apis) }),
});

/** A plan with its partners and APIs under the ids that they have after `renames`. */
export function renamedPlan(plan: Plan, { partners, apis }: Renames): Plan {
  if (partners.size + apis.size === 0) return plan;
  const { aws } = plan;
  const people = Object.entries(plan.partners).map(([id, one]) => [id, regranted(one, apis)] as const);
  const own = Object.entries(plan.ownApplications).map(([id, one]) => [id, regranted(one, apis)] as const);
  const { knownRoles } = plan.notes;
  const roles = Object.entries(knownRoles ?? {}).map(([role, held]) => [role, rekeyed(held, apis)] as const);
  return {
    ...plan,
    ...(knownRoles && { notes: { ...plan.notes, knownRoles: Object.fromEntries(roles) } }),
    ownApplications: Object.fromEntries(own),
    apis: rekeyed(plan.apis, apis),
    partners: rekeyed(Object.fromEntries(people), partners),
    ...(aws && {
      aws: {
        ...aws,
        secrets: rekeyed(aws.secrets, partners),
        integrations: rekeyed(aws.integrations, partners),
        tokenSettings: rekeyed(aws.tokenSettings, apis),
      },
    }),
  };
}

/** The same of all stacks. */
export const renamed = (plans: Plans, renames: Renames): Plans =>
  new Map([...plans].map(([stack, plan]) => [stack, renamedPlan(plan, renames)]));
