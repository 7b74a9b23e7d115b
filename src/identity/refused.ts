// A plan and what its states hold → what the files say of live objects that an update refuses.
import type { Plan } from "../plan/types.ts";
import {
  type Claimed,
  claimedIn,
  fixedIn,
  type Hanging,
  type Held,
  type Misnamed,
  misnamedIn,
  type Replaced,
  replacedIn,
} from "./held.ts";
import {
  claimedLoss,
  fixedLoss,
  misnamedLoss,
  replacedLoss,
  vanishedLoss,
  wayOfReplaced,
} from "./loss-sentences.ts";
import { type Vanished, vanishedIn } from "./undeclared.ts";

/** One live object, and why the next update changes nothing because of it. */
export interface Refused {
  /** As the state has it. */
  readonly held: Held;
  /** The declaration that the update would give it to; the one that it had where there is none. */
  readonly id: string;
  /** Why the files cannot have it so, as a sentence goes on. */
  readonly what: string;
  /** What is wrong and what to write, as the program says it. */
  readonly sentences: readonly string[];
  /** Whether the update does it once it was reviewed, with the checksum of that review. */
  readonly isReviewable: boolean;
}

const stateHas = ({ name, isHanging }: Held & Pick<Misnamed, "isHanging">) =>
  `the state has ${isHanging ? "a part of it" : "it"} as ${JSON.stringify(name)}`;

const ofMisnamed = (plan: Plan, one: Misnamed): Refused => ({
  ...{ held: one, id: one.declaredAs, what: stateHas(one), isReviewable: false },
  sentences: misnamedLoss(plan, [one]).sentences,
});

const ofFixed = (one: Replaced): Refused => ({
  ...{ held: one, id: one.declaredAs, isReviewable: false },
  what: "Auth0 never changes what its file says otherwise now",
  sentences: fixedLoss([one]).sentences,
});

const ofClaimed = (plan: Plan, one: Claimed): Refused => ({
  ...{ held: one, id: one.claimedBy, what: stateHas(one), isReviewable: true },
  sentences: claimedLoss(plan, [one]).sentences,
});

const ofVanished = (plan: Plan, one: Vanished): Refused => ({
  ...{ held: one, id: one.name, what: "no file declares it any more", isReviewable: true },
  sentences: vanishedLoss(plan, [one]).sentences,
});

const ofReplaced = (plan: Plan, one: Replaced): Refused => ({
  ...{ held: one, id: one.declaredAs, what: "another one would be made for it", isReviewable: true },
  sentences: [...replacedLoss([one]).sentences, wayOfReplaced(plan)],
});

/** What hangs on a live object counts as that. Each once, in the order in which an update refuses: first what no review lets through. */
export function refusedIn(
  plan: Plan,
  held: readonly Held[],
  hanging: readonly Hanging[] = [],
): readonly Refused[] {
  const all = [
    ...misnamedIn(plan, held, hanging).map((one) => ofMisnamed(plan, one)),
    ...fixedIn(plan, held).map(ofFixed),
    ...claimedIn(plan, held).map((one) => ofClaimed(plan, one)),
    ...vanishedIn(plan, held).map((one) => ofVanished(plan, one)),
    ...replacedIn(plan, held).map((one) => ofReplaced(plan, one)),
  ];
  return all.filter(({ held: { key } }, at) => all.findIndex((one) => one.held.key === key) === at);
}
