import type { Client } from "../management/client-schema.ts";
import { enabledClients } from "../management/connection-clients.ts";
import type { Connection } from "../management/connections.ts";
import type { Organization } from "../management/organizations.ts";
import type { Tenant } from "../tenant.ts";

/**
 * The connections that people may use to sign in to an application: for third-party applications those at
 * domain level, for first-party ones those that are enabled for it; with an organization, only those that are enabled
 * for it too. Sources:
 * https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level,
 * https://auth0.com/docs/manage-users/organizations/configure-organizations/enable-third-party-application-access (read 2026-11)
 */
export function connectionsFor(
  { store }: Tenant,
  client: Client,
  organization: Organization | undefined,
): Connection[] {
  return store
    .list<Connection>("connection")
    .filter(
      ({ id }) =>
        organization === undefined ||
        store.get("organization-connection", `${organization.id}::${id}`)?.is_enabled === true,
    )
    .filter(({ authentication }) => (authentication as { active?: boolean } | undefined)?.active !== false)
    .filter((connection) =>
      client.is_first_party
        ? enabledClients(store, connection.id).includes(client.client_id)
        : connection.is_domain_connection,
    );
}

export const isDatabase = ({ strategy }: Connection): boolean => strategy === "auth0";
