// A plan and what its stack holds → what an update would delete, make anew or hand over though no review told of it.
import type { Plan } from "../plan/types.ts";
import { claimedIn, type Held, replacedIn } from "./held.ts";
import { claimedLoss, type Loss, replacedLoss, vanishedLoss } from "./loss-sentences.ts";
import { vanishedIn } from "./undeclared.ts";

export interface Unreviewed extends Loss {
  /** Whether each is made anew: a preview shows that as a replacement. */
  readonly isReplacement: boolean;
}

/** Which of it, and who else is declared. */
export interface Meant {
  /** The plan, and anyone who is declared in another Pulumi stack of the stack; absent: nobody is. */
  readonly everybody?: Plan;
  /** Whether the update is about one that is held, by the name of its declaration; absent: about all. */
  isMeant?(held: Held, id: string): boolean;
}

/** In the order in which it is refused. */
export function unreviewedIn(
  plan: Plan,
  held: readonly Held[],
  { everybody = plan, isMeant = () => true }: Meant = {},
): Unreviewed[] {
  const claimed = claimedLoss(plan, claimedIn(plan, held));
  const vanished = vanishedLoss(
    everybody,
    vanishedIn(everybody, held).filter((one) => isMeant(one, one.name)),
  );
  const replaced = replacedLoss(replacedIn(everybody, held).filter((one) => isMeant(one, one.declaredAs)));
  return [
    { ...claimed, isReplacement: false },
    { ...vanished, isReplacement: false },
    { ...replaced, isReplacement: true },
  ].filter(({ sentences }) => sentences.length > 0);
}
