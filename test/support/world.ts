// What the program meets outside of the declarations, instead of a tenant and a state.
import type { World } from "../../src/infra/world.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { NOTHING_HELD } from "./state-of.ts";

/** A tenant that is used in these ways, and the states of Pulumi stacks; of the others nothing was deployed. */
export const worldWith = (
  uses: readonly string[],
  states: Readonly<Record<string, StackState>> = {},
): World => ({
  factsOf: async (plan) => ({
    base: plan,
    undeclared: [],
    staying: [],
    doubtful: [],
    beside: [],
    refused: [],
    uses,
  }),
  stateOf: async (stack) => states[stack] ?? NOTHING_HELD,
});

/** Nobody uses the tenant yet. */
export const EMPTY = worldWith([]);
