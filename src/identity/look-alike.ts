// An application whose declaration is not known by its id → the declared partner that it looks like.
import { areOfOnePartner, keyOf } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";

/** What identifies an application beside its client ID. */
export interface Looks {
  /** Ids that its partner had or has; none where nothing names one. */
  readonly ids: readonly string[];
  /** The name that users know it by. */
  readonly called?: string | undefined;
  readonly callbacks?: readonly string[] | undefined;
}

/** Whether a partner's application has just these callbacks, in whatever order. */
export const hasCallbacks = (
  { partners }: Pick<Plan, "partners">,
  id: string,
  callbacks: readonly string[],
): boolean =>
  JSON.stringify(partners[id]?.application.callbacks.toSorted()) === JSON.stringify(callbacks.toSorted());

/**
 * Every partner that it may be; several where nothing shows which. Names are unique among partners, and all that is left of
 * one whose file is called otherwise. One partner's applications all have its name: of those the key shows which it is,
 * and below another key the callbacks.
 */
export function lookAlikesOf(
  plan: Pick<Plan, "partners">,
  { ids, called, callbacks = [] }: Looks,
): readonly string[] {
  const { partners } = plan;
  const alike = Object.keys(partners).filter((one) => partners[one]?.application.name === called);
  const hasSame = (one: string) => hasCallbacks(plan, one, callbacks);
  const same = callbacks.length > 0 ? alike.filter(hasSame) : [];
  if (same.length === 1) return same;
  const others = alike.filter((one) => !ids.some((id) => areOfOnePartner(one, id)));
  const [id = ""] = ids;
  const [withKey, withCallbacks] = [others.filter((one) => keyOf(one) === keyOf(id)), others.filter(hasSame)];
  return [withKey, withCallbacks].find(({ length }) => length > 0) ?? others;
}

/** Where to begin with it: the first of them. */
export const lookAlikeOf = (plan: Pick<Plan, "partners">, looks: Looks): string | undefined =>
  lookAlikesOf(plan, looks)[0];
