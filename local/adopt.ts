// What exists in the tenant though the state does not know it becomes a list of imports: an interrupted run
// may have created an application whose answer never arrived, and creating it again would make a second one.
import type { ImportResource } from "@pulumi/pulumi/automation/index.js";
import { OWNERSHIP_KEYS } from "../src/plan/application.ts";
import type { Plan } from "../src/plan/types.ts";
import { listAll, type ManagementApi } from "./management.ts";
import { nameOf, type StackState } from "./state.ts";

export const TYPES = {
  api: "partner-access:index:Api",
  partner: "partner-access:index:PartnerAccess",
  resourceServer: "auth0:index/resourceServer:ResourceServer",
  scopes: "auth0:index/resourceServerScopes:ResourceServerScopes",
  client: "auth0:index/client:Client",
  credentials: "auth0:index/clientCredentials:ClientCredentials",
  grant: "auth0:index/clientGrant:ClientGrant",
  connectionClient: "auth0:index/connectionClient:ConnectionClient",
} as const;

interface TenantClient {
  client_id: string;
  client_metadata?: Record<string, string>;
  client_authentication_methods?: object;
}

interface TenantGrant {
  id: string;
  client_id: string;
  audience: string;
  subject_type: string;
}

interface TenantResourceServer {
  id: string;
  identifier: string;
  scopes?: unknown[];
}

export interface Adoption {
  readonly resources: readonly ImportResource[];
  /** URNs of the parents that the state knows already. */
  readonly nameTable: Readonly<Record<string, string>>;
  /** Client ids of further applications of a partner that has one: made twice, never handed out. */
  readonly surplus: readonly string[];
}

/** Collects imports, and the components they hang on, each once. */
class Imports {
  readonly resources: ImportResource[] = [];
  readonly nameTable: Record<string, string> = {};
  private readonly state: StackState;

  constructor(state: StackState) {
    this.state = state;
  }

  find(type: string, name: string) {
    return this.state.resources.find((resource) => resource.type === type && nameOf(resource.urn) === name);
  }

  knowsId(type: string, id: string): boolean {
    return this.state.resources.some((resource) => resource.type === type && resource.id === id);
  }

  add(type: string, name: string, id: string, component: { type: string; name: string }): void {
    const parent = `${component.type}/${component.name}`;
    const known = this.find(component.type, component.name);
    if (known) this.nameTable[parent] = known.urn;
    else if (!this.resources.some((resource) => resource.name === parent))
      this.resources.push({
        type: component.type,
        name: parent,
        logicalName: component.name,
        component: true,
      });
    this.resources.push({ type, name: `${type}/${name}`, logicalName: name, id, parent });
  }
}

async function adoptApis(plan: Plan, imports: Imports, api: ManagementApi): Promise<void> {
  const unknown = Object.entries(plan.apis).filter(
    ([id]) => !imports.find(TYPES.resourceServer, id) || !imports.find(TYPES.scopes, `${id}/scopes`),
  );
  if (unknown.length === 0) return;
  const servers = await listAll<TenantResourceServer>(api, "resource-servers");
  for (const [id, planned] of unknown) {
    const server = servers.find(({ identifier }) => identifier === planned.resourceServer.identifier);
    if (!server) continue;
    const component = { type: TYPES.api, name: id };
    if (!imports.find(TYPES.resourceServer, id)) imports.add(TYPES.resourceServer, id, server.id, component);
    if (!imports.find(TYPES.scopes, `${id}/scopes`) && server.scopes?.length)
      imports.add(TYPES.scopes, `${id}/scopes`, server.identifier, component);
  }
}

async function adoptGrants(
  plan: Plan,
  owners: ReadonlyMap<string, string>,
  imports: Imports,
  api: ManagementApi,
): Promise<void> {
  const apiIds = new Map(
    Object.entries(plan.apis).map(([id, { resourceServer }]) => [resourceServer.identifier, id]),
  );
  for (const grant of await listAll<TenantGrant>(api, "client-grants")) {
    const partner = owners.get(grant.client_id);
    const apiId = apiIds.get(grant.audience);
    if (partner === undefined || apiId === undefined || imports.knowsId(TYPES.grant, grant.id)) continue;
    const name = `${partner}/${apiId}/${grant.subject_type}`;
    imports.add(TYPES.grant, name, grant.id, { type: TYPES.partner, name: partner });
  }
}

/** Applications that carry this stack's marker, by the partner they were made for; oldest listed first. */
function ownedBy(plan: Plan, clients: readonly TenantClient[]): Map<string, TenantClient[]> {
  const owned = new Map<string, TenantClient[]>();
  for (const client of clients) {
    const marker = client.client_metadata ?? {};
    const partner = marker[OWNERSHIP_KEYS.partner];
    const ours =
      marker[OWNERSHIP_KEYS.project] === plan.project && marker[OWNERSHIP_KEYS.stack] === plan.stack;
    if (ours && partner !== undefined) owned.set(partner, [...(owned.get(partner) ?? []), client]);
  }
  return owned;
}

/** Compares the tenant with the state by natural keys: identifier, ownership marker, and a grant's three columns. */
export async function findAdoption(plan: Plan, state: StackState, api: ManagementApi): Promise<Adoption> {
  const imports = new Imports(state);
  const surplus: string[] = [];
  await adoptApis(plan, imports, api);
  const owners = new Map<string, string>();
  for (const [partner, clients] of ownedBy(plan, await listAll<TenantClient>(api, "clients"))) {
    const known = clients.find((client) => imports.knowsId(TYPES.client, client.client_id));
    const kept = known ?? clients[0];
    surplus.push(...clients.filter((client) => client !== kept).map((client) => client.client_id));
    if (!kept) continue;
    owners.set(kept.client_id, partner);
    const component = { type: TYPES.partner, name: partner };
    if (!known) imports.add(TYPES.client, partner, kept.client_id, component);
    if (kept.client_authentication_methods && !imports.find(TYPES.credentials, `${partner}/credentials`))
      imports.add(TYPES.credentials, `${partner}/credentials`, kept.client_id, component);
  }
  await adoptGrants(plan, owners, imports, api);
  return { resources: imports.resources, nameTable: imports.nameTable, surplus };
}
