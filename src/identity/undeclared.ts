// What a stack's state holds, and a plan → what may be in use and no file declares any more.
import { areOfOnePartner } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
import { type Held, heirOf, heldKindOf } from "./held.ts";
import { bearerOf } from "./names.ts";
import { ownClientIds } from "./natural-keys.ts";
import { plannedCalls } from "./siblings.ts";

/** An object that may be in use and that no file declares any more, under whatever name. */
export interface Vanished extends Held {
  /** The new application of the same file that calls what it calls: it may be the same. */
  readonly heir?: string;
}

/** The one application of its file, under another key, that the state does not hold and that calls the same. */
function likelyHeirOf({ partners }: Plan, { name, calls }: Held, held: readonly Held[]): string | undefined {
  const isHeld = (id: string) =>
    held.some((one) => one.kind === "partner" && bearerOf(partners, one.name) === id);
  const [heir, another] = Object.entries(partners).flatMap(([id, planned]) => {
    const isNew = areOfOnePartner(id, name) && !isHeld(id);
    return isNew && JSON.stringify(plannedCalls(planned)) === JSON.stringify(calls) ? [id] : [];
  });
  return another === undefined ? heir : undefined;
}

/** In the order of what is held. */
export const vanishedIn = (plan: Plan, held: readonly Held[]): Vanished[] => {
  const ours = ownClientIds(plan);
  return held
    .filter(
      (one) =>
        heldKindOf(one).isInUse(one) &&
        bearerOf(heldKindOf(one).declared(plan), one.name) === undefined &&
        heirOf(plan, held, one) === undefined &&
        !ours.has(one.key),
    )
    .map((one) => {
      const heir = one.kind === "partner" ? likelyHeirOf(plan, one, held) : undefined;
      return heir === undefined ? one : { ...one, heir };
    });
};
