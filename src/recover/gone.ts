// A stack's state and its tenant → what the state has and somebody deleted in the tenant by hand.
import { bearerOf } from "../identity/names.ts";
import { liveApiOf, plannedGrantOf } from "../identity/natural-keys.ts";
import type { Plan } from "../plan/types.ts";
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
  /** Whether the files declare it still, by its present or a former id: else no update makes it again. */
  readonly isDeclared: boolean;
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

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A partner's or one of ours, by what sets grants apart at Auth0. */
function isDeclaredGrant(
  { partners, ownApplications }: Plan,
  { urn, inputs, outputs }: StateResource,
): boolean {
  const { clientId, audience, subjectType } = { ...inputs, ...outputs };
  const partner = partners[bearerOf(partners, nameOf(urn).split("/")[0] ?? "") ?? ""];
  const own = Object.values(ownApplications).find((one) => one.clientId === clientId);
  const columns = { audience: textOf(audience), subject_type: textOf(subjectType) || undefined };
  return plannedGrantOf((partner ?? own)?.grants ?? {}, columns) !== undefined;
}

/** By type; what is not here is not told as gone. */
const IS_DECLARED: Readonly<Partial<Record<string, (plan: Plan, resource: StateResource) => boolean>>> = {
  [TYPES.client]: ({ partners }, { urn }) => bearerOf(partners, nameOf(urn)) !== undefined,
  [TYPES.resourceServer]: ({ apis }, { urn }) => bearerOf(apis, nameOf(urn)) !== undefined,
  [TYPES.action]: ({ actions }, { urn }) => Object.hasOwn(actions, nameOf(urn)),
  [TYPES.grant]: isDeclaredGrant,
};

/**
 * In the order of the state. Nothing on a tenant of the stack's own: the local run makes again what is missing. What an
 * operation had begun on is not told: the engine may have deleted it itself.
 */
export function goneIn({ plan, state, tenant, options }: Situation): readonly Gone[] {
  if (options.ownsTenant) return [];
  return state.resources.flatMap((resource) => {
    const { type, urn, id, delete: isReplaced } = resource;
    if (id === undefined || isReplaced === true || state.pending.some((one) => one.urn === urn)) return [];
    if (IS_THERE[type]?.(tenant, id, resource) ?? true) return [];
    const isDeclared = IS_DECLARED[type]?.(options.whole ?? plan, resource) ?? false;
    return [{ type, name: nameOf(urn), id, isDeclared }];
  });
}

/** Whether nothing brings back what the files declare: another application has another client ID. */
export const isLost = ({ type, isDeclared }: Gone): boolean => type === TYPES.client && isDeclared;
