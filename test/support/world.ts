// What a first update meets, instead of a tenant and a state.
import type { World } from "../../src/infra/first.ts";

/** A tenant that is used in these ways, and whether an earlier update made something there. */
export const worldWith = (uses: readonly string[], hasResources = false): World => ({
  factsOf: async (plan) => ({ base: plan, undeclared: [], staying: [], uses }),
  hasResources: async () => hasResources,
});

/** Nobody uses the tenant yet. */
export const EMPTY = worldWith([]);
