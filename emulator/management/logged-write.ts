import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import type { Caller } from "./access.ts";
import { log } from "./logs.ts";
import type { Call, Reply } from "./route.ts";

interface Write {
  readonly caller: Caller;
  readonly method: string;
  readonly url: string;
  readonly call: Call;
  readonly reply: Reply;
}

/** What names things and is not a secret. */
const NAMING = new Set([
  "id",
  "client_id",
  "audience",
  "subject_type",
  "scope",
  "identifier",
  "name",
  "status",
]);

/** A body cut down to what names things: secrets, codes and people's data stay out of the log. */
function naming(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(naming);
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => NAMING.has(key)));
}

/**
 * One write as a line of the tenant's log. Of `details.request` Auth0 documents no more than that it is an object; what is
 * in it here is what the page of reads says.
 * Source: https://auth0.com/docs/tenant-logs/management-success/sapi,
 * https://auth0.com/docs/tenant-logs/management-success/mgmt-api-read (read 2026-11)
 */
export function logWrite(tenant: Tenant, { caller, method, url, call, reply }: Write): void {
  const { clientId: client_id } = caller;
  const { pathname: path, searchParams } = new URL(url);
  const { name = "" } = tenant.store.get<Document & { name?: string }>("client", client_id) ?? {};
  const from = { ip: "127.0.0.1", userAgent: "" };
  const auth = { credentials: {}, strategy: "jwt", user: {} };
  const query = Object.fromEntries(searchParams);
  log(tenant, {
    type: "sapi",
    client_id,
    client_name: name,
    description: `${method} ${path}`,
    details: {
      request: { method, path, query, ...from, channel: "api", auth, body: naming(call.body) },
      response: { statusCode: reply.status, body: naming(reply.body) ?? {} },
    },
    tenant_name: tenant.name,
    environment_name: "local",
    ip: from.ip,
  });
}
