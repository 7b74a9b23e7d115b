import { ApiError, invalidQuery } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import { ok, param, type Route } from "./route.ts";
import { searchFor } from "./search.ts";

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
  | "fecte"
  | "sapi"; // written through the Management API

/** One line of the tenant's log. */
export interface LogEntry {
  readonly type: LogType;
  readonly description?: string;
  readonly client_id?: string;
  readonly user_id?: string;
  /** For the people who run the tenant, never for the ones who sign in. */
  readonly details?: Document;
  readonly client_name?: string;
  readonly tenant_name?: string;
  readonly environment_name?: string;
  readonly ip?: string;
}

const MAX_ENTRIES = 1000;

/** Writes a line of the tenant's log; the oldest go first when there are too many. */
export function log({ store, now }: Tenant, entry: LogEntry): void {
  const log_id = newId.log();
  store.put("log", log_id, { log_id, date: new Date(now()).toISOString(), ...entry });
  store.keepNewest("log", MAX_ENTRIES);
}

const MAX_FOUND = 1000;

/** @throws ApiError 400 beyond what a search gives. Source: https://auth0.com/docs/deploy-monitor/logs/retrieve-log-events-using-mgmt-api (read 2026-11) */
function refuseTooFar(query: URLSearchParams): void {
  const [page, size] = [Number(query.get("page") ?? 0), Number(query.get("per_page") ?? 50)];
  if ((page + 1) * size > MAX_FOUND)
    throw invalidQuery(`You may only page through the first ${MAX_FOUND} results of a search`, "page");
}

const newestFirst = (store: Store): Document[] => store.list("log").reverse();

export const logRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/logs",
    scopes: ["read:logs"],
    handle: ({ store }, { query }) => {
      const search = query.get("q");
      if (search !== null) refuseTooFar(query);
      const found = newestFirst(store).filter(search === null ? () => true : searchFor(search));
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
