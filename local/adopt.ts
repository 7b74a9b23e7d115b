// What exists in the tenant though the state does not know it is found, to be adopted: an interrupted run may
// have created an application whose answer never arrived, and creating it again would make a second one.
import { OWNERSHIP_KEYS } from "../src/plan/application.ts";
import type { Plan } from "../src/plan/types.ts";
import { get, listAll, type ManagementApi } from "./management.ts";
import { type Adopted, nameOf, type StackState } from "./state.ts";

export const TYPES = {
  api: "partner-access:index:Api",
  partner: "partner-access:index:PartnerAccess",
  loginAction: "partner-access:index:LoginAction",
  resourceServer: "auth0:index/resourceServer:ResourceServer",
  scopes: "auth0:index/resourceServerScopes:ResourceServerScopes",
  client: "auth0:index/client:Client",
  credentials: "auth0:index/clientCredentials:ClientCredentials",
  grant: "auth0:index/clientGrant:ClientGrant",
  action: "auth0:index/action:Action",
  triggerAction: "auth0:index/triggerAction:TriggerAction",
  connectionClient: "auth0:index/connectionClient:ConnectionClient",
} as const;

interface TenantClient {
  client_id: string;
  client_metadata?: Record<string, string>;
  client_authentication_methods?: { private_key_jwt?: { credentials?: { id: string }[] } };
}

interface TenantGrant {
  id: string;
  client_id: string;
  audience: string;
  subject_type: string;
  scope?: string[];
}

interface TenantResourceServer {
  id: string;
  identifier: string;
  scopes?: unknown[];
}

export interface Adoption {
  readonly resources: readonly Adopted[];
  /** Client ids of further applications of a partner that has one: made twice, never handed out. */
  readonly surplus: readonly string[];
  /** Paths of public keys that no application uses: uploaded, never attached. Uploading one again is refused. */
  readonly strayKeys: readonly string[];
}

const knows = (state: StackState, type: string, name: string): boolean =>
  state.resources.some((resource) => resource.type === type && nameOf(resource.urn) === name);

const knowsId = (state: StackState, type: string, id: string): boolean =>
  state.resources.some((resource) => resource.type === type && resource.id === id);

async function findApis(plan: Plan, state: StackState, api: ManagementApi): Promise<Adopted[]> {
  const servers = await listAll<TenantResourceServer>(api, "resource-servers");
  return Object.entries(plan.apis).flatMap(([id, { resourceServer }]) => {
    const server = servers.find(({ identifier }) => identifier === resourceServer.identifier);
    if (!server) return [];
    const parent = { type: TYPES.api, name: id };
    return [
      { type: TYPES.resourceServer, name: id, id: server.id, parent },
      // Without scopes there is nothing to own yet.
      ...(server.scopes?.length
        ? [{ type: TYPES.scopes, name: `${id}/scopes`, id: server.identifier, parent }]
        : []),
    ].filter(({ type, name }) => !knows(state, type, name));
  });
}

/** Actions by their names; binding one again would run it twice. */
async function findActions(plan: Plan, state: StackState, api: ManagementApi): Promise<Adopted[]> {
  const actions = await listAll<{ id: string; name: string }>(api, "actions/actions");
  const found: Adopted[] = [];
  for (const [key, { name, trigger }] of Object.entries(plan.actions)) {
    const action = actions.find((candidate) => candidate.name === name);
    if (!action) continue;
    const parent = { type: TYPES.loginAction, name: key };
    found.push({ type: TYPES.action, name: key, id: action.id, parent });
    const bindings = await listAll<{ action: { id: string } }>(
      api,
      `actions/triggers/${trigger.id}/bindings`,
    );
    if (bindings.some((binding) => binding.action.id === action.id))
      found.push({
        type: TYPES.triggerAction,
        name: `${key}/${trigger.id}`,
        id: `${trigger.id}::${action.id}`,
        parent,
      });
  }
  return found.filter(({ type, name }) => !knows(state, type, name));
}

/** Applications that carry this stack's marker, by the partner they were made for; oldest first. */
function ownedBy(plan: Plan, clients: readonly TenantClient[]): Map<string, TenantClient[]> {
  const ours = clients.filter(
    ({ client_metadata }) =>
      client_metadata?.[OWNERSHIP_KEYS.project] === plan.project &&
      client_metadata[OWNERSHIP_KEYS.stack] === plan.stack &&
      client_metadata[OWNERSHIP_KEYS.partner] !== undefined,
  );
  return Map.groupBy(ours, ({ client_metadata }) => client_metadata?.[OWNERSHIP_KEYS.partner] ?? "");
}

/** A partner's application and what hangs on it. */
function findPartner(
  partner: string,
  client: TenantClient,
  grants: readonly TenantGrant[],
  apiIds: ReadonlyMap<string, string>,
  state: StackState,
): Adopted[] {
  const parent = { type: TYPES.partner, name: partner };
  const found: Adopted[] = [];
  const id = client.client_id;
  if (!knowsId(state, TYPES.client, id)) found.push({ type: TYPES.client, name: partner, id, parent });
  if (client.client_authentication_methods && !knowsId(state, TYPES.credentials, id))
    found.push({ type: TYPES.credentials, name: `${partner}/credentials`, id, parent });
  for (const grant of grants) {
    const apiId = apiIds.get(grant.audience);
    if (grant.client_id !== id || apiId === undefined || knowsId(state, TYPES.grant, grant.id)) continue;
    const { audience, subject_type: subjectType, scope: scopes = [] } = grant;
    const inputs = { clientId: id, audience, subjectType, scopes };
    found.push({
      type: TYPES.grant,
      name: `${partner}/${apiId}/${subjectType}`,
      id: grant.id,
      inputs,
      parent,
    });
  }
  return found;
}

/**
 * Keys of a partner that signs its assertions, which no answer attached to its application.
 * Source: https://auth0.com/docs/get-started/applications/configure-private-key-jwt (read 2026-11)
 */
async function findStrayKeys(client: TenantClient, api: ManagementApi): Promise<string[]> {
  const attached = client.client_authentication_methods?.private_key_jwt?.credentials ?? [];
  const path = `clients/${encodeURIComponent(client.client_id)}/credentials`;
  const keys = await get<{ id: string }[]>(api, path);
  return keys.filter(({ id }) => !attached.some((key) => key.id === id)).map(({ id }) => `${path}/${id}`);
}

/**
 * Compares the tenant with the state by natural keys: identifier, ownership marker, and a grant's three columns.
 * Credentials by secret and enabled connections are left out, since creating them again changes nothing.
 */
export async function findAdoption(plan: Plan, state: StackState, api: ManagementApi): Promise<Adoption> {
  const apiIds = new Map(
    Object.entries(plan.apis).map(([id, { resourceServer }]) => [resourceServer.identifier, id]),
  );
  const grants = await listAll<TenantGrant>(api, "client-grants");
  const resources = [...(await findApis(plan, state, api)), ...(await findActions(plan, state, api))];
  const surplus: string[] = [];
  const strayKeys: string[] = [];
  for (const [partner, clients] of ownedBy(plan, await listAll<TenantClient>(api, "clients"))) {
    const kept = clients.find(({ client_id }) => knowsId(state, TYPES.client, client_id)) ?? clients[0];
    surplus.push(...clients.filter((client) => client !== kept).map(({ client_id }) => client_id));
    if (!kept) continue;
    resources.push(...findPartner(partner, kept, grants, apiIds, state));
    if (plan.partners[partner]?.credentials.privateKeyJwt)
      strayKeys.push(...(await findStrayKeys(kept, api)));
  }
  return { resources, surplus, strayKeys };
}
