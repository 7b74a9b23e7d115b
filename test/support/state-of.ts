// What an update of a plan leaves in Pulumi's state, as far as the program reads it.
import type { Plan, PlannedAccess } from "../../src/plan/types.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import type { StackState, StateResource } from "../../src/pulumi/state.ts";

export const NOTHING_HELD: StackState = { resources: [], pending: [] };

const resource =
  (stack: string) =>
  (type: string, name: string, id: string, outputs: object): StateResource => ({
    urn: `urn:pulumi:${stack}::partner-access::${type}::${name}`,
    type,
    custom: true,
    id,
    outputs: { id, ...outputs },
  });

const grantsOf = (name: string, clientId: string, grants: Readonly<Record<string, PlannedAccess>>) =>
  Object.entries(grants).map(
    ([key, { audience, subjectType, scopes }]) =>
      [TYPES.grant, `${name}/${key}`, `id-of-${key}`, { clientId, audience, subjectType, scopes }] as const,
  );

/** @param ids of APIs at Auth0, by their ids here; `id-of-<id>` for others. A partner's client ID is `client-of-<id>`. */
export function stateOf(
  { apis, actions, ownApplications, partners, stack }: Partial<Plan>,
  ids: Readonly<Record<string, string>> = {},
): StackState {
  const make = resource(stack ?? "prod");
  return {
    pending: [],
    resources: [
      ...Object.entries(apis ?? {}).map(([id, { resourceServer }]) =>
        make(TYPES.resourceServer, id, ids[id] ?? `id-of-${id}`, resourceServer),
      ),
      ...Object.entries(actions ?? {}).map(([id, { name }]) =>
        make(TYPES.action, id, `id-of-${id}`, { name }),
      ),
      ...Object.values(ownApplications ?? {}).flatMap(({ clientId, grants }) => [
        make(TYPES.ownApplication, clientId, "", {}),
        ...grantsOf(clientId, clientId, grants).map((args) => make(...args)),
      ]),
      ...Object.entries(partners ?? {}).flatMap(([id, { application, grants, status }]) => [
        make(TYPES.partner, id, "", { status }),
        {
          ...make(TYPES.client, id, `client-of-${id}`, { name: application.name }),
          inputs: { ...application },
        },
        ...grantsOf(id, `client-of-${id}`, grants).map((args) => make(...args)),
      ]),
    ],
  };
}
