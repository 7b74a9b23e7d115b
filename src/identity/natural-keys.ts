// What Auth0 itself tells objects apart by → the declaration that an object of the tenant is.
import type { Plan, PlannedAccess, PlannedAction } from "../plan/types.ts";

/** The id of the API with this identifier: Auth0 has one audience once, and never changes it. */
export const apiOf = ({ apis }: Pick<Plan, "apis">, identifier: string): string | undefined =>
  Object.keys(apis).find((id) => apis[id]?.resourceServer.identifier === identifier);

/** The client IDs that tenant.yaml says are ours: one that was a partner's still carries the partner's marker. */
export const ownClientIds = ({ ownApplications }: Pick<Plan, "ownApplications">): ReadonlySet<string> =>
  new Set(Object.values(ownApplications).map(({ clientId }) => clientId));

/** The tenant's API with this identifier. */
export const liveApiOf = <A extends { readonly identifier: string }>(
  identifier: string | undefined,
  live: readonly A[],
): A | undefined => live.find((one) => one.identifier === identifier);

/** Auth0 has one grant for each application, API and subject type; a grant without subject type is of machines. */
export interface GrantColumns {
  readonly audience: string;
  readonly subject_type?: string | undefined;
}

/** What tells one grant of an application from another, as one text. */
export const callOf = ({ audience, subject_type: subjectType = "client" }: GrantColumns): string =>
  `${audience}/${subjectType}`;

/** The key, among an application's planned grants, of the one that the tenant's is. The plan of a part has no APIs. */
export const plannedGrantOf = (
  grants: Readonly<Record<string, PlannedAccess>>,
  { audience, subject_type: subjectType = "client" }: GrantColumns,
): string | undefined =>
  Object.keys(grants).find(
    (key) => grants[key]?.audience === audience && grants[key]?.subjectType === subjectType,
  );

/** The key that the plan has or would have for a grant; an audience that is none of ours stands for itself. */
export const grantKey = (
  plan: Pick<Plan, "apis">,
  { audience, subject_type: subjectType = "client" }: GrantColumns,
): string => `${apiOf(plan, audience) ?? audience}/${subjectType}`;

interface LiveNamedAction {
  readonly name: string;
  readonly supported_triggers?: readonly { readonly id: string }[] | undefined;
}

/** The tenant's Action that a planned one is: a tenant has a name once for each trigger. */
export const actionOf = <A extends LiveNamedAction>(
  { name, trigger }: PlannedAction,
  live: readonly A[],
): A | undefined => {
  const same = live.filter((one) => one.name === name);
  return same.find((one) => one.supported_triggers?.some(({ id }) => id === trigger.id)) ?? same[0];
};
