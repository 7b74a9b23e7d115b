import { ApiError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import { ok, param, type Route } from "./route.ts";

/** What happened, in Auth0's letters. Source: https://auth0.com/docs/tenant-logs */
export type LogType =
  | "s" // signed in
  | "f" // sign-in failed
  | "fp" // wrong password
  | "fu" // nobody of that name
  | "slo" // signed out
  | "limit_wc" // account locked
  | "api_limit" // too many requests of an application
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

/**
 * Of the query language this: `field:value`, with or without quotes, joined by `AND`.
 * Source: https://auth0.com/docs/deploy-monitor/logs/log-search-query-syntax
 */
function matches(entry: Document, search: string): boolean {
  return search.split(/ AND /i).every((term) => {
    const [, field = "", value] = /^([\w.]+):"?([^"]*)"?$/.exec(term.trim()) ?? [];
    return value !== undefined && String(entry[field] ?? "") === value;
  });
}

export const logRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/logs",
    scopes: ["read:logs"],
    handle: ({ store }, { query }) => {
      const search = query.get("q");
      const found = newestFirst(store).filter((entry) => search === null || matches(entry, search));
      return listReply(found, query, { name: "logs", key: (item) => String(item.log_id) });
    },
  },
  {
    method: "GET",
    path: "/logs/:id",
    scopes: ["read:logs"],
    handle: ({ store }, call) => {
      const entry = store.get("log", param(call, "id"));
      if (entry === undefined) throw new ApiError(404, "The log event does not exist.", "inexistent_log");
      return ok(entry);
    },
  },
];
