import { z } from "zod";
import { ApiError, notFound } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Client } from "./client-schema.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { enforce, type Refusal } from "./refusals.ts";
import { type Call, noContent, param, type Reply, type Route } from "./route.ts";

// Source: https://auth0.com/docs/api/management/v2/connections/patch-clients (read 2026-11)
const MAX_CHANGES = 50;
const patchSchema = z
  .array(z.strictObject({ client_id: z.string().min(1), status: z.boolean() }))
  .min(1)
  .max(MAX_CHANGES);

interface Enablement {
  readonly client: Client;
  readonly connection: Document;
}

/** Restrictions on enabling an application for a connection. */
export const ENABLEMENT: readonly Refusal<Enablement>[] = [
  {
    rule: "strict third-party applications use domain-level connections only",
    source: "https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level",
    violation: ({ client, connection }) =>
      client.third_party_security_mode === "strict" && connection.is_domain_connection !== true
        ? "Third-party clients can only use connections that are promoted to domain level"
        : undefined,
  },
];

/** Ids of the applications enabled for a connection, sorted without regard to case. */
export function enabledClients(store: Store, connectionId: string): string[] {
  return store
    .list<Document & { client_id: string }>("connection-client", { connection_id: connectionId })
    .map(({ client_id }) => client_id)
    .sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Enables and disables applications; asking for what is already so changes nothing. */
export function setClients(
  store: Store,
  connection: Document & { id: string },
  changes: { client_id: string; status: boolean }[],
): void {
  for (const { client_id, status } of changes) {
    const id = `${connection.id}::${client_id}`;
    if (!status) {
      store.delete("connection-client", id);
      continue;
    }
    const client = store.get<Client>("client", client_id);
    if (client === undefined)
      throw new ApiError(400, `The client ${client_id} does not exist`, "invalid_body");
    enforce(ENABLEMENT, { client, connection });
    store.put("connection-client", id, { connection_id: connection.id, client_id });
  }
}

function required(store: Store, call: Call): Document & { id: string } {
  const connection = store.get<Document & { id: string }>("connection", param(call, "id"));
  if (connection === undefined) throw notFound.connection();
  return connection;
}

export const connectionClientRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/connections/:id/clients",
    scopes: ["read:connections"],
    handle: ({ store }, call): Reply => {
      const clients = enabledClients(store, required(store, call).id).map((client_id) => ({ client_id }));
      return listReply(clients, call.query, {
        name: "clients",
        key: (item) => String(item.client_id),
        checkpointOnly: true,
      });
    },
  },
  {
    method: "PATCH",
    path: "/connections/:id/clients",
    scopes: ["update:connections"],
    handle: ({ store }, call): Reply => {
      const connection = required(store, call);
      setClients(store, connection, parseBody(patchSchema, call.body));
      return noContent;
    },
  },
];
