// What the provider finds in a tenant before a first update, of what the declarations take over there.
import { proofOfPossessionInputs } from "../../src/model/dpop.ts";
import type { Plan, PlannedApi } from "../../src/plan/types.ts";
import type { Found } from "./pulumi.ts";

/** An API of the tenant that is as its file says. */
export function liveApi({ resourceServer, scopes }: PlannedApi, id: string) {
  const { subjectTypeAuthorization: policies, dpop, ...settings } = resourceServer;
  return {
    id,
    ...settings,
    scopes: scopes.map(({ name, description }) => ({ name, description })),
    proofOfPossessions: [proofOfPossessionInputs(dpop)],
    subjectTypeAuthorizations: [{ users: [policies.user], clients: [policies.client] }],
  };
}

/** What the plan names by its id is there, as its file says, and nothing else is. */
export function takenOverBy({ apis, partners, ownApplications }: Plan): Found {
  const applications = [
    ...Object.values(partners).map(({ adopts }) => adopts),
    ...Object.values(ownApplications).map(({ clientId }) => clientId),
  ];
  return {
    getClient: ({ clientId }) => (applications.includes(String(clientId)) ? {} : undefined),
    getClients: () => ({ clients: [] }),
    getClientGrants: () => ({ clientGrants: [] }),
    getResourceServer({ identifier }) {
      const api = Object.values(apis).find(({ resourceServer }) => resourceServer.identifier === identifier);
      return api?.adopts === undefined ? undefined : liveApi(api, api.adopts);
    },
  };
}
