import type { Tenant } from "../tenant.ts";

/** One request as a handler sees it, after authentication, before any look at the store. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Scopes of the caller's token. */
  readonly scopes: ReadonlySet<string>;
  /** What `before` of the route made. */
  readonly prepared?: unknown;
}

/** A successful answer; failures are thrown as ApiError. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** One endpoint of the Management API. A token needs any one of the scopes. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below `/api/v2`, with `:name` for a segment. */
  readonly path: string;
  readonly scopes: readonly string[];
  /** What has to be waited for; a transaction cannot wait. */
  readonly before?: (tenant: Tenant) => Promise<unknown>;
  readonly handle: (tenant: Tenant, call: Call) => Reply;
}

/** A segment of the path that the route declares, percent-decoded once. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`route has no :${name}`);
  return value;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };
