// What recovery looks at, and what it leaves to a person: the words that its parts share.
import { wasMadeBy } from "../identity/marker.ts";
import type { Plan } from "../plan/types.ts";
import { isOurs } from "../pulumi/resource-types.ts";
import { holdsOurs, type StackState } from "../pulumi/state.ts";
import type { Candidate } from "./applications.ts";
import type { MadeTenant } from "./tenant.ts";

export interface LeftoverOptions {
  /** Client IDs and Action ids that a person named as the stack's own. */
  readonly keep?: readonly string[];
  /** Nobody but this stack uses the tenant: whatever is in it was made by a run of the stack. */
  readonly ownsTenant?: boolean;
  /** The plan of the stack with its parts, where the plan is that of one of them. */
  readonly whole?: Plan;
  /** Client IDs in the states of the stack's other parts, with the part. */
  readonly elsewhere?: ReadonlyMap<string, string>;
}

export interface Situation {
  readonly plan: Plan;
  readonly state: StackState;
  readonly tenant: MadeTenant;
  readonly options: LeftoverOptions;
}

/**
 * Whether an update of the stack has begun to make something. Before that none was interrupted, and what the tenant has is
 * there without the stack: were it taken up, the first update would pass for one that goes on, and ask for no review.
 */
export const hasBegun = ({ plan, state, tenant }: Omit<Situation, "options">): boolean =>
  holdsOurs(state) ||
  state.pending.some(({ type }) => isOurs(type)) ||
  tenant.applications.some((application) => wasMadeBy(plan, application));

/** What a person has to decide. */
export interface Undecided {
  /** A partner's id, an API's identifier, an Action's name. */
  readonly subject: string;
  readonly kind: "partner" | "API" | "Action";
  readonly why: string;
  /** A partner's applications; otherwise none. */
  readonly candidates: readonly Candidate[];
  /** How a person says so. */
  readonly todo: string;
}
