// Credentials → the lists that recovery reads, and the one thing that it can do to a tenant: delete what it named.
import { z } from "zod";
import {
  countCall,
  limitedFetch,
  MAX_RETRIES,
  type Meter,
  type ReadingClient,
  readingFetch,
} from "../tenant/client.ts";
import type { TenantCredentials } from "../tenant/credentials.ts";
import { listAll, pages, steps } from "../tenant/list.ts";
import type { Doomed } from "./repair.ts";
import type { TenantReader } from "./tenant.ts";

/** Never the secrets. Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11) */
const APPLICATION_FIELDS = "client_id,client_metadata,client_authentication_methods";
const PER_PAGE = { per_page: 100 };

const any = z.unknown();

/** Reads a tenant's lists through Auth0's SDK. */
export const readerOver = (client: ReadingClient): TenantReader => ({
  applications: () =>
    listAll(
      "applications",
      any,
      client.clients.list({ ...pages(), fields: APPLICATION_FIELDS, include_fields: true, is_global: false }),
    ),
  grants: () => listAll("grants", any, client.clientGrants.list(steps())),
  apis: () => listAll("APIs", any, client.resourceServers.list(pages())),
  actions: () => listAll("Actions", any, client.actions.list(PER_PAGE)),
  bindings: (trigger) =>
    listAll("bindings", any, client.actions.triggers.bindings.list(trigger as "post-login", PER_PAGE)),
  keys: async (clientId) => await client.clients.credentials.list(clientId),
  consents: (clientId) =>
    listAll("consents", any, client.userGrants.list({ ...pages(), client_id: clientId })),
});

/**
 * A `fetch` that deletes these and nothing else.
 *
 * @throws Error for any other request, before it is sent
 */
export function removingFetch(domain: string, { surplus, strayKeys }: Doomed, meter: Meter): typeof fetch {
  const named = new Set([
    ...surplus.map(({ clientId }) => `/api/v2/clients/${encodeURIComponent(clientId)}`),
    ...strayKeys.map(
      ({ clientId, id }) =>
        `/api/v2/clients/${encodeURIComponent(clientId)}/credentials/${encodeURIComponent(id)}`,
    ),
  ]);
  const reading = readingFetch(domain, meter);
  const removing = limitedFetch(domain, {
    allows: ({ path }) => named.has(path),
    refusal: (what) => `this was not named before, and is not deleted: ${what.replace(/^DELETE /, "")}`,
    before: () => countCall(meter),
  });
  return (input, init) => (init?.method === "DELETE" ? removing : reading)(input, init);
}

/** Deletes what was named; what is gone already is not an error. @throws ManagementError of the SDK */
export async function removeNamed(
  domain: string,
  access: TenantCredentials,
  doomed: Doomed,
  meter: Meter,
): Promise<void> {
  const { ManagementClient: Client } = await import("auth0");
  const client = new Client({
    domain,
    ...access,
    fetch: removingFetch(domain, doomed, meter),
    maxRetries: MAX_RETRIES,
    telemetry: false,
  });
  for (const { clientId, id } of doomed.strayKeys) await client.clients.credentials.delete(clientId, id);
  for (const { clientId } of doomed.surplus) await client.clients.delete(clientId);
}
