// A stack's state → the APIs and applications it was deployed with, by what Auth0 tells them apart by.
import type { Held } from "../identity/held.ts";
import { TYPES } from "./resource-types.ts";
import { nameOf, type StackState, type StateResource } from "./state.ts";

/** As it was read or, before that, as it was asked for. */
const valuesOf = ({ inputs, outputs }: StateResource): Readonly<Record<string, unknown>> => ({
  ...inputs,
  ...outputs,
});

/**
 * In the order of the state, without what Pulumi has replaced and not deleted yet. An API without its identifier was
 * never read: nobody knows which one it is.
 */
export const heldIn = ({ resources }: StackState): Held[] => {
  const grants = resources.filter(({ type }) => type === TYPES.grant).map(valuesOf);
  const isGranted = (column: "clientId" | "audience", key: string) =>
    grants.some((grant) => grant[column] === key) && ({ isGranted: true } as const);
  return resources.flatMap((resource): Held[] => {
    const { type, urn, id, delete: isReplaced } = resource;
    if (isReplaced === true) return [];
    const [name, values] = [nameOf(urn), valuesOf(resource)];
    if (type === TYPES.client && id) {
      const called = typeof values.name === "string" && { called: values.name };
      return [{ kind: "partner", name, key: id, ...called, ...isGranted("clientId", id) }];
    }
    const key = type === TYPES.resourceServer && values.identifier;
    return typeof key === "string" ? [{ kind: "api", name, key, ...isGranted("audience", key) }] : [];
  });
};
