// A few reads of the tenant through Auth0's Management API, as any client of it would make them.
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { UserError } from "../src/finding.ts";
import type { TenantReader } from "../src/recover/tenant.ts";

export interface ManagementApi {
  /** Host and port. */
  readonly domain: string;
  readonly token: string;
  /** PEM of the certificate to trust. */
  readonly ca: string;
}

/**
 * One call; the answer's body, or undefined when there is none.
 *
 * @throws UserError that names the call and the answer, for any status but 2xx
 */
export function send(api: ManagementApi, method: string, path: string, body?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      `https://${api.domain}/api/v2/${path}`,
      {
        method,
        ca: api.ca,
        headers: { authorization: `Bearer ${api.token}`, "content-type": "application/json" },
        timeout: 10_000,
      },
      (response) => {
        text(response).then((body) => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(body === "" ? undefined : JSON.parse(body));
          else reject(new UserError(`${method} /api/v2/${path} answered ${status}: ${body}`));
        }, reject);
      },
    );
    call.on("timeout", () => call.destroy(new UserError(`${method} /api/v2/${path}: no answer within 10 s`)));
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const PER_PAGE = 100;

/**
 * Every item of a paged list.
 * Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11)
 */
export async function listAll<T>(api: ManagementApi, kind: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; ; page++) {
    const query = new URLSearchParams({ page: `${page}`, per_page: `${PER_PAGE}`, include_totals: "true" });
    const answer = (await send(api, "GET", `${kind}?${query}`)) as Record<string, unknown>;
    const items = answer[kind.slice(kind.lastIndexOf("/") + 1).replaceAll("-", "_")] as T[];
    all.push(...items);
    if (items.length === 0 || all.length >= ((answer.total as number | undefined) ?? 0)) return all;
  }
}

/** One object, or a list that has no pages. */
export const get = async <T>(api: ManagementApi, path: string): Promise<T> =>
  (await send(api, "GET", path)) as T;

/** Deletes one object; deleting it again is not an error. */
export async function remove(api: ManagementApi, path: string): Promise<void> {
  await send(api, "DELETE", path);
}

const idOf = encodeURIComponent;

/** The lists that recovery reads. */
export const readerOf = (api: ManagementApi): TenantReader => ({
  applications: () => listAll(api, "clients"),
  grants: () => listAll(api, "client-grants"),
  apis: () => listAll(api, "resource-servers"),
  actions: () => listAll(api, "actions/actions"),
  bindings: (trigger) => listAll(api, `actions/triggers/${trigger}/bindings`),
  keys: (clientId) => get(api, `clients/${idOf(clientId)}/credentials`),
  consents: (clientId) => get(api, `grants?client_id=${idOf(clientId)}`),
});
