// A plan and what its states hold → what the files call otherwise without saying so, which every update refuses.
import type { Plan } from "../plan/types.ts";
import { type Claimed, claimedIn, type Held, type Misnamed, misnamedIn } from "./held.ts";
import { claimedLoss, misnamedLoss } from "./loss-sentences.ts";

export interface Refused {
  /** As the state has it. */
  readonly held: Misnamed | Claimed;
  /** The declaration that the update would give it to. */
  readonly id: string;
  /** What is wrong and what to write, as the program says it. */
  readonly sentences: readonly string[];
}

/** Each object once, in the order of what is held. */
export function refusedIn(plan: Plan, held: readonly Held[]): readonly Refused[] {
  const misnamed = misnamedIn(plan, held).map((one) => ({
    ...{ held: one, id: one.declaredAs, sentences: misnamedLoss(plan, [one]).sentences },
  }));
  const claimed = claimedIn(plan, held)
    .filter(({ isBeside, key }) => isBeside && !misnamed.some((one) => one.held.key === key))
    .map((one) => ({ held: one, id: one.claimedBy, sentences: claimedLoss(plan, [one]).sentences }));
  return [...misnamed, ...claimed];
}
