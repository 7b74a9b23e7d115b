// A stack's state and its tenant → what the state has and somebody deleted in the tenant by hand.
import { liveApiOf } from "../identity/natural-keys.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { nameOf, type StateResource } from "../pulumi/state.ts";
import type { Situation } from "./situation.ts";
import type { MadeTenant } from "./tenant.ts";

/** One object of the tenant that is no longer there, as the state has it. */
export interface Gone {
  readonly type: string;
  readonly name: string;
  /** At Auth0. */
  readonly id: string;
}

const hasClient = ({ applications }: MadeTenant, id: unknown): boolean =>
  applications.some(({ client_id }) => client_id === id);

/** With its application or its API, Auth0 deletes a grant: they are told instead. */
const isTold = ({ inputs, outputs }: StateResource, tenant: MadeTenant): boolean => {
  const { clientId, audience } = { ...inputs, ...outputs };
  return (
    (typeof clientId === "string" && !hasClient(tenant, clientId)) ||
    (typeof audience === "string" && !liveApiOf(audience, tenant.apis))
  );
};

/** Of what the tenant's lists tell one by one: whether a resource of the state is there. */
const IS_THERE: Readonly<
  Partial<Record<string, (tenant: MadeTenant, id: string, resource: StateResource) => boolean>>
> = {
  [TYPES.client]: hasClient,
  [TYPES.resourceServer]: ({ apis }, id) => apis.some((live) => live.id === id),
  [TYPES.action]: ({ actions }, id) => actions.some((live) => live.id === id),
  [TYPES.grant]: (tenant, id, resource) =>
    tenant.grants.some((live) => live.id === id) || isTold(resource, tenant),
};

/**
 * In the order of the state. Nothing on a tenant of the stack's own: the local run makes again what is missing. What an
 * operation had begun on is not told: the engine may have deleted it itself.
 */
export function goneIn({ state, tenant, options }: Situation): readonly Gone[] {
  if (options.ownsTenant) return [];
  return state.resources.flatMap((resource) => {
    const { type, urn, id, delete: isReplaced } = resource;
    if (id === undefined || isReplaced === true || state.pending.some((one) => one.urn === urn)) return [];
    return (IS_THERE[type]?.(tenant, id, resource) ?? true) ? [] : [{ type, name: nameOf(urn), id }];
  });
}

/** Whether nothing brings it back: another application has another client ID. */
export const isLost = ({ type }: Gone): boolean => type === TYPES.client;
