import type { Client } from "../management/client-schema.ts";
import { enabledClients } from "../management/connection-clients.ts";
import type { Connection } from "../management/connections.ts";
import type { Tenant } from "../tenant.ts";

/**
 * The connections that people may use to sign in to an application: for third-party applications those at
 * domain level, for first-party ones those that are enabled for it. Source:
 * https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level (read 2026-11)
 */
export function connectionsFor({ store }: Tenant, client: Client): Connection[] {
  return store
    .list<Connection>("connection")
    .filter(({ authentication }) => (authentication as { active?: boolean } | undefined)?.active !== false)
    .filter((connection) =>
      client.is_first_party
        ? enabledClients(store, connection.id).includes(client.client_id)
        : connection.is_domain_connection,
    );
}

export const isDatabase = ({ strategy }: Connection): boolean => strategy === "auth0";
