// What the stack's state holds → what it was deployed with last, so that only what is new is looked up in the tenant.
import { z } from "zod";
import { type GrantColumns, plannedGrantOf } from "../identity/natural-keys.ts";
import type { SubjectType } from "../model/partner.ts";
import type { PlannedApi, PlannedOwnApplication } from "../plan/types.ts";
import { heldIn } from "../pulumi/held.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import type { StackState, StateResource } from "../pulumi/state.ts";
import { ownApplicationsIn } from "../pulumi/turned.ts";

interface DeployedApi {
  readonly identifier: string;
  /** Its id at Auth0. */
  readonly id: string;
  /** Of the last update; undefined where the state does not say. */
  readonly policies: Readonly<Record<SubjectType, string | undefined>>;
}

export interface DeployedBefore {
  readonly apis: readonly DeployedApi[];
  /** Names of Actions. */
  readonly actions: readonly string[];
  /** Partners' applications; the partner as it was called when the state was written. */
  readonly applications: readonly { readonly partner: string; readonly clientId: string }[];
  /** Client IDs of our own applications. */
  readonly ownApplications: readonly string[];
  /** Every grant of the stack, those of partners too. */
  readonly grants: readonly (GrantColumns & { readonly clientId: string })[];
}

const policySchema = z.object({ policy: z.string().optional() }).optional();
const serverSchema = z.object({
  identifier: z.string(),
  subjectTypeAuthorization: z.object({ user: policySchema, client: policySchema }).optional(),
});
const actionSchema = z.object({ name: z.string() });
const grantSchema = z.object({ clientId: z.string(), audience: z.string(), subjectType: z.string() });

/** Those of a type, as the provider has read or made them: of what was never read nobody knows what it is like. */
const read = <T>(resources: readonly StateResource[], type: string, schema: z.ZodType<T>) =>
  resources.flatMap((one) => {
    if (one.type !== type || one.id === undefined) return [];
    const { data } = schema.safeParse({ ...one.inputs, ...one.outputs });
    return data === undefined ? [] : [{ ...data, id: one.id }];
  });

/** What a Pulumi stack's state has, whatever became of the update that made it. */
export function deployedIn(state: StackState): DeployedBefore {
  const { resources } = state;
  return {
    apis: read(resources, TYPES.resourceServer, serverSchema).map(
      ({ id, identifier, subjectTypeAuthorization: of }) => ({
        id,
        identifier,
        policies: { user: of?.user?.policy, client: of?.client?.policy },
      }),
    ),
    actions: read(resources, TYPES.action, actionSchema).map(({ name }) => name),
    applications: heldIn(state).flatMap(({ kind, name, key }) =>
      kind === "partner" ? [{ partner: name, clientId: key }] : [],
    ),
    ownApplications: ownApplicationsIn(state),
    grants: read(resources, TYPES.grant, grantSchema).map(({ clientId, audience, subjectType }) => ({
      clientId,
      audience,
      subject_type: subjectType,
    })),
  };
}

/** Whether the API is the stack's already; if not, the tenant has to be asked which one it is. */
export const isSettledApi = ({ adopts, resourceServer }: PlannedApi, { apis }: DeployedBefore): boolean =>
  apis.some(
    ({ identifier, id }) =>
      identifier === resourceServer.identifier && (adopts === undefined || adopts === id),
  );

/** Keys, in the plan, of the grants of an application that are the stack's already. */
export const settledGrants = (
  { clientId, grants }: Pick<PlannedOwnApplication, "clientId" | "grants">,
  deployed: DeployedBefore,
): readonly string[] =>
  deployed.grants.flatMap((one) => (one.clientId === clientId ? (plannedGrantOf(grants, one) ?? []) : []));

/** Whether all that an application of ours gets is the stack's already. */
export const isSettledOwn = (own: PlannedOwnApplication, deployed: DeployedBefore): boolean =>
  deployed.ownApplications.includes(own.clientId) &&
  settledGrants(own, deployed).length === Object.keys(own.grants).length;

export const isDeployedApplication = (clientId: string, { applications }: DeployedBefore): boolean =>
  applications.some((one) => one.clientId === clientId);
