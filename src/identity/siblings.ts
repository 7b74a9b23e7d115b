// The applications of one file, as they were and as they are declared → which one says now what another one said.
import { areOfOnePartner } from "../model/applications.ts";
import type { Plan, PlannedPartner } from "../plan/types.ts";
import { callOf } from "./natural-keys.ts";

/** What sets an application apart from the others of its file, which all have its name. */
export interface Traits {
  readonly callbacks: readonly string[];
  /** What it may do, as `allowedBy` says it. */
  readonly access: readonly string[];
}

/** By the ids that they have now. */
export type TraitsOf = ReadonlyMap<string, Traits>;

/** Every scope that grants give, each once, sorted; of a grant without scopes, the call alone. */
export const allowedBy = (
  grants: readonly { readonly call: string; readonly scopes: readonly string[] }[],
): readonly string[] => {
  const all = grants.flatMap(({ call, scopes }) =>
    scopes.length === 0 ? [call] : scopes.map((scope) => `${call} ${scope}`),
  );
  return [...new Set(all)].sort();
};

const planned = ({ grants }: Pick<PlannedPartner, "grants">) =>
  Object.values(grants).map(({ audience, subjectType, scopes }) => ({
    call: callOf({ audience, subject_type: subjectType }),
    scopes,
  }));

/** For whom a plan lets an application call which API; sorted. */
export const plannedCalls = (partner: Pick<PlannedPartner, "grants">): readonly string[] =>
  planned(partner)
    .map(({ call }) => call)
    .sort();

/** What a plan lets an application do, as `allowedBy` says it. */
export const plannedAccess = (partner: Pick<PlannedPartner, "grants">): readonly string[] =>
  allowedBy(planned(partner));

/**
 * What a plan says of an application and the others of its file. What one of another part may do is left out: the state
 * that has `id` does not show what that one might do before.
 */
export function plannedTraits({ partners }: Pick<Plan, "partners">, id: string): TraitsOf {
  const { part } = partners[id] ?? {};
  return new Map(
    Object.entries(partners)
      .filter(([one]) => one === id || areOfOnePartner(one, id))
      .map(([one, its]) => [
        one,
        { callbacks: its.application.callbacks, access: its.part === part ? plannedAccess(its) : [] },
      ]),
  );
}

/** What each of them is known by, in a sentence. */
export const TRAITS: Readonly<Record<keyof Traits, string>> = {
  callbacks: "all of its callbacks",
  access: "all that it may do",
};

/** Whether two lists have the same in whatever order: of nothing, nothing can be said. */
export const isSame = (ones: readonly string[] = [], others: readonly string[] = []): boolean =>
  ones.length > 0 && JSON.stringify(ones.toSorted()) === JSON.stringify(others.toSorted());

const isOfOthers = (ones: readonly string[], others: readonly string[]): boolean =>
  ones.length > 0 && !ones.some((one) => others.includes(one));

/** Whether `other` may do just what `id` might, and `id` what `other` might, or none of what it might itself. */
function hasItsAccess(id: string, other: string, was: TraitsOf, is: TraitsOf): boolean {
  const [mine, now] = [was.get(id)?.access ?? [], is.get(id)?.access ?? []];
  const [its, itsNow] = [was.get(other), is.get(other)];
  if (!isSame(mine, itsNow?.access) || isSame(mine, now)) return false;
  if (its === undefined) return isOfOthers(now, mine);
  return isSame(its.access, now) && !isSame(its.callbacks, itsNow?.callbacks);
}

/** How one application was known again under another one's key. */
export interface Exchanged {
  readonly id: string;
  readonly by: keyof Traits;
}

/**
 * The application of the same file that says now what `id` said, while `id` says something else: by its callbacks, which
 * no two applications share; without them by what it may do. Undefined where `id` keeps one of them, or nothing shows it.
 */
export function exchangedWith(id: string, was: TraitsOf, is: TraitsOf): Exchanged | undefined {
  const { callbacks = [] } = was.get(id) ?? {};
  const now = is.get(id)?.callbacks ?? [];
  if (callbacks.some((one) => now.includes(one))) return undefined;
  const siblings = [...is.keys()].filter((other) => other !== id && areOfOnePartner(other, id));
  const byCallbacks = siblings.find((other) => isSame(callbacks, is.get(other)?.callbacks));
  if (byCallbacks !== undefined) return { id: byCallbacks, by: "callbacks" };
  const byAccess = siblings.find((other) => hasItsAccess(id, other, was, is));
  return byAccess === undefined ? undefined : { id: byAccess, by: "access" };
}
