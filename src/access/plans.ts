// The plans of several stacks, and who in one of them is whom in another.
import type { Plan } from "../plan/types.ts";

/** By the stack's name, sorted. */
export type Plans = ReadonlyMap<string, Plan>;

/** Entries of a plan's record, without the keys that every object inherits. */
export const entryOf = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Sorted, each once. */
export const idsOf = (plans: Plans, kind: "partners" | "apis"): string[] =>
  [...new Set([...plans.values()].flatMap((plan) => Object.keys(plan[kind])))].sort();

/**
 * Earlier id → present id, of partners whose file names the earlier id and whose earlier file is gone. An id is
 * one partner's in all stacks: a partner may be renamed and leave a stack in one change.
 */
export function renamesOf(base: Plans, head: Plans): ReadonlyMap<string, string> {
  const [before, after] = [new Set(idsOf(base, "partners")), new Set(idsOf(head, "partners"))];
  const found = new Map<string, string>();
  for (const id of after) {
    if (before.has(id)) continue;
    const formerIds = [...head.values()].flatMap((plan) => entryOf(plan.partners, id)?.formerIds ?? []);
    const former = formerIds.find((old) => before.has(old) && !after.has(old) && !found.has(old));
    if (former !== undefined) found.set(former, id);
  }
  return found;
}

const rekeyed = <T>(record: Readonly<Record<string, T>>, names: ReadonlyMap<string, string>) =>
  Object.fromEntries(Object.entries(record).map(([id, value]) => [names.get(id) ?? id, value]));

/** The plans with their partners under the ids that they have after `renames`. */
export const renamed = (plans: Plans, renames: ReadonlyMap<string, string>): Plans =>
  new Map([...plans].map(([stack, plan]) => [stack, { ...plan, partners: rekeyed(plan.partners, renames) }]));
