import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";

/**
 * Lets pages of the applications call the token endpoint from a browser: those at their callbacks, and those
 * at the origins they list. Source: https://auth0.com/docs/get-started/applications/set-up-cors
 */
export function crossOrigin({ store }: Tenant): MiddlewareHandler {
  return cors({
    origin: (origin) =>
      store.list<Client>("client").some((client) => allows(client, origin)) ? origin : null,
    allowMethods: ["GET", "POST"],
    allowHeaders: ["authorization", "content-type"],
    exposeHeaders: ["auth0-client-quota-limit", "retry-after"],
  });
}

function allows({ callbacks, web_origins, allowed_origins }: Client, origin: string): boolean {
  const listed = [callbacks, web_origins, allowed_origins].flatMap((urls) => (urls ?? []) as string[]);
  return listed.some((url) => URL.parse(url)?.origin === origin);
}
