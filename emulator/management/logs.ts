import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import type { Route } from "./route.ts";

/** What happened, in Auth0's letters. Source: https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes */
export type LogType =
  | "s" // signed in
  | "f" // sign-in failed
  | "fp" // wrong password
  | "fu" // nobody of that name
  | "slo" // signed out
  | "limit_wc" // account locked
  | "seacft" // code exchanged
  | "feacft"
  | "sertft" // refresh token exchanged
  | "fertft"
  | "ferrt" // rotated refresh token used again
  | "srrt" // refresh token revoked
  | "seccft" // client credentials exchanged
  | "feccft"
  | "sepft" // password exchanged
  | "fepft"
  | "secte" // subject token exchanged
  | "fecte";

/** One line of the tenant's log. */
export interface LogEntry {
  readonly type: LogType;
  readonly description?: string;
  readonly client_id?: string;
  readonly user_id?: string;
  /** For the people who run the tenant, never for the ones who sign in. */
  readonly details?: Document;
}

const MAX_ENTRIES = 1000;

/** Writes a line of the tenant's log; the oldest go first when there are too many. */
export function log({ store, now }: Tenant, entry: LogEntry): void {
  const log_id = newId.log();
  store.put("log", log_id, { log_id, date: new Date(now()).toISOString(), ...entry });
  const entries = store.list<Document & { log_id: string }>("log");
  for (const { log_id: old } of entries.slice(0, Math.max(0, entries.length - MAX_ENTRIES))) {
    store.delete("log", old);
  }
}

const newestFirst = (store: Store): Document[] => store.list("log").reverse();

export const logRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/logs",
    scopes: ["read:logs"],
    handle: ({ store }, { query }) =>
      listReply(newestFirst(store), query, { name: "logs", key: (item) => String(item.log_id) }),
  },
];
