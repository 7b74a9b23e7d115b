// A stack's state → the APIs and applications it was deployed with, by what Auth0 tells them apart by.
import type { Held } from "../identity/held.ts";
import { TYPES } from "./resource-types.ts";
import { nameOf, type StackState } from "./state.ts";

/**
 * In the order of the state, without what Pulumi has replaced and not deleted yet. An API without its identifier was
 * never read: nobody knows which one it is.
 */
export const heldIn = ({ resources }: StackState): Held[] =>
  resources.flatMap(({ type, urn, id, inputs, outputs, delete: isReplaced }): Held[] => {
    if (isReplaced === true) return [];
    const name = nameOf(urn);
    if (type === TYPES.client && id) {
      const called = outputs?.name ?? inputs?.name;
      return [{ kind: "partner", name, key: id, ...(typeof called === "string" && { called }) }];
    }
    const key = type === TYPES.resourceServer && (outputs?.identifier ?? inputs?.identifier);
    return typeof key === "string" ? [{ kind: "api", name, key }] : [];
  });
