// What the stack's outputs tell → what it was deployed with last, so that only what is new is looked up in the tenant.
import { z } from "zod";
import type { Held } from "../identity/held.ts";
import type { Policies } from "../identity/locked-out.ts";
import type { PlannedApi, PlannedOwnApplication } from "../plan/types.ts";

interface DeployedApi {
  readonly identifier: string;
  /** Its id at Auth0; undefined where an earlier version of the program did not tell. */
  readonly resource_server_id?: string | undefined;
  readonly policies: Policies;
}

export interface DeployedBefore {
  readonly apis: readonly DeployedApi[];
  /** Names of Actions. */
  readonly actions: readonly string[];
  /** Client IDs of partners' applications. */
  readonly applications: readonly string[];
  /** Keys of grants by client ID. */
  readonly ownApplications: Readonly<Record<string, readonly string[]>>;
}

const policy = z.string().optional();
const schema = z.object({
  apis: z
    .record(
      z.string(),
      z.object({
        identifier: z.string(),
        resource_server_id: z.string().optional(),
        policies: z.object({ user: policy, client: policy }).default({ user: undefined, client: undefined }),
      }),
    )
    .default({}),
  actions: z.record(z.string(), z.object({ name: z.string() })).default({}),
  partners: z.record(z.string(), z.object({ client_id: z.string() })).default({}),
  own_applications: z
    .record(z.string(), z.object({ client_id: z.string(), grants: z.array(z.string()) }))
    .default({}),
});

const NEVER: DeployedBefore = { apis: [], actions: [], applications: [], ownApplications: {} };

/**
 * Nothing, where the stack was never deployed, or by somebody else's program.
 *
 * @param held what the stack holds, which tells of APIs that the outputs of an earlier version of the program do not
 */
export function deployedIn(outputs: unknown, held: readonly Held[] = []): DeployedBefore {
  const told = schema.safeParse(outputs ?? {}).data;
  if (!told) return NEVER;
  const apis = Object.values(told.apis).map(({ policies: { user, client }, ...api }) => ({
    ...api,
    policies: { user, client },
  }));
  const untold = held.filter(
    ({ kind, key }) => kind === "api" && !apis.some(({ identifier }) => identifier === key),
  );
  return {
    apis: [
      ...apis,
      ...untold.map(({ key }) => ({ identifier: key, policies: { user: undefined, client: undefined } })),
    ],
    actions: Object.values(told.actions).map(({ name }) => name),
    applications: Object.values(told.partners).map(({ client_id }) => client_id),
    ownApplications: Object.fromEntries(
      Object.values(told.own_applications).map(({ client_id, grants }) => [client_id, grants]),
    ),
  };
}

/** The API as it was deployed; undefined where the tenant has to be asked which one it is. */
export const settledApi = (
  { adopts, resourceServer }: PlannedApi,
  { apis }: DeployedBefore,
): DeployedApi | undefined =>
  apis.find(
    ({ identifier, resource_server_id: id }) =>
      identifier === resourceServer.identifier && (adopts === undefined || adopts === id),
  );

/** Whether all of its grants are the stack's already. */
export const isSettledOwn = (
  { clientId, grants }: PlannedOwnApplication,
  { ownApplications }: DeployedBefore,
): boolean => {
  const known = ownApplications[clientId];
  return known !== undefined && Object.keys(grants).every((key) => known.includes(key));
};

export const isDeployedApplication = (clientId: string, { applications }: DeployedBefore): boolean =>
  applications.includes(clientId);
