// A few reads of the tenant through Auth0's Management API, as any client of it would make them.
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";

export interface ManagementApi {
  /** Host and port. */
  readonly domain: string;
  readonly token: string;
  /** PEM of the certificate to trust. */
  readonly ca: string;
}

type Query = Readonly<Record<string, string>>;

function send(api: ManagementApi, agent: Agent, method: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      `https://${api.domain}/api/v2/${path}`,
      { method, agent, ca: api.ca, headers: { authorization: `Bearer ${api.token}` }, timeout: 10_000 },
      (response) => {
        text(response).then((body) => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(body === "" ? undefined : JSON.parse(body));
          else reject(new Error(`${method} /api/v2/${path} answered ${status}: ${body}`));
        }, reject);
      },
    );
    call.on("timeout", () => call.destroy(new Error(`${method} /api/v2/${path}: no answer within 10 s`)));
    call.on("error", reject);
    call.end();
  });
}

const PER_PAGE = 100;

/**
 * Every item of a paged list. Source: https://auth0.com/docs/manage-users/user-search/view-search-results-by-page,
 * https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11)
 */
export async function listAll<T>(api: ManagementApi, kind: string, query: Query = {}): Promise<T[]> {
  const agent = new Agent({ keepAlive: true });
  try {
    const all: T[] = [];
    for (let page = 0; ; page++) {
      const parameters = new URLSearchParams({
        ...query,
        page: String(page),
        per_page: String(PER_PAGE),
        include_totals: "true",
      });
      const answer = (await send(api, agent, "GET", `${kind}?${parameters}`)) as Record<string, unknown>;
      const items = answer[kind.replaceAll("-", "_")] as T[];
      all.push(...items);
      if (items.length === 0 || all.length >= (answer.total as number)) return all;
    }
  } finally {
    agent.destroy();
  }
}

/** Deletes one object; deleting it again is no error. */
export async function remove(api: ManagementApi, path: string): Promise<void> {
  const agent = new Agent();
  try {
    await send(api, agent, "DELETE", path);
  } finally {
    agent.destroy();
  }
}
