// A plan and what its states hold → what the files say of live objects that every update refuses.
import type { Plan } from "../plan/types.ts";
import { claimedIn, fixedIn, type Held, misnamedIn } from "./held.ts";
import { claimedLoss, fixedLoss, misnamedLoss } from "./loss-sentences.ts";

export interface Refused {
  /** As the state has it. */
  readonly held: Held;
  /** The declaration that the update would give it to. */
  readonly id: string;
  /** Why the files cannot have it so, as a sentence goes on. */
  readonly what: string;
  /** What is wrong and what to write, as the program says it. */
  readonly sentences: readonly string[];
}

const stateHas = ({ name }: Held) => `the state has it as ${JSON.stringify(name)}`;

/** Each object once, in the order of what is held: what is called otherwise without saying so, and then what Auth0 fixed. */
export function refusedIn(plan: Plan, held: readonly Held[]): readonly Refused[] {
  const misnamed = misnamedIn(plan, held).map((one) => ({
    ...{ held: one, id: one.declaredAs, what: stateHas(one), sentences: misnamedLoss(plan, [one]).sentences },
  }));
  const claimed = claimedIn(plan, held)
    .filter(({ isBeside, key }) => isBeside && !misnamed.some((one) => one.held.key === key))
    .map((one) => ({
      ...{ held: one, id: one.claimedBy, what: stateHas(one), sentences: claimedLoss(plan, [one]).sentences },
    }));
  const fixed = fixedIn(plan, held)
    .filter(({ key }) => ![...misnamed, ...claimed].some((one) => one.held.key === key))
    .map((one) => ({
      ...{ held: one, id: one.declaredAs, what: "Auth0 never changes what its file says otherwise now" },
      sentences: fixedLoss([one]).sentences,
    }));
  return [...misnamed, ...claimed, ...fixed];
}
