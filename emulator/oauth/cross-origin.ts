import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import { isStrict } from "./applications.ts";
import { readTokenForm } from "./form.ts";
import { fitsPlaceholder } from "./placeholder.ts";

/**
 * Lets pages of an application call the tenant from a browser: those at its callbacks, and those at the origins
 * that it lists. A preflight names no application: there any application's origin will do.
 *
 * Whatever headers a page asks for are allowed: each of Auth0's SDKs for browsers adds `auth0-client`.
 * Sources: https://auth0.com/docs/get-started/applications/set-up-cors and
 * https://github.com/auth0/auth0-spa-js/blob/main/src/http.ts
 */
export function crossOrigin({ store }: Tenant): MiddlewareHandler {
  return cors({
    origin: async (origin, context) => {
      const clientId = await clientOf(context);
      const clients = store.list<Client>("client", clientId === undefined ? {} : { client_id: clientId });
      return clients.some((client) => allows(client, origin)) ? origin : null;
    },
    allowMethods: ["GET", "POST"],
    exposeHeaders: [
      "auth0-client-quota-limit",
      "retry-after",
      "x-ratelimit-limit",
      "x-ratelimit-remaining",
      "x-ratelimit-reset",
    ],
  });
}

/** The application that a token request names. Without a name, or without sense, the endpoint refuses it. */
async function clientOf(context: Context): Promise<string | undefined> {
  if (context.req.method !== "POST" || !context.req.path.startsWith("/oauth/")) return undefined;
  try {
    return (await readTokenForm(context)).form.client_id;
  } catch {
    return undefined;
  }
}

function allows(client: Client, origin: string): boolean {
  const { callbacks, web_origins, allowed_origins } = client;
  return [callbacks, web_origins, allowed_origins]
    .flatMap((urls) => (urls ?? []) as string[])
    .some((listed) => isOriginOf(client, listed, origin));
}

/** Whether a listed address, whose path does not count, is at this origin. */
export function isOriginOf(client: Client, listed: string, origin: string): boolean {
  if (URL.parse(listed)?.origin === origin) return true;
  const [start = ""] = /^[a-z]+:\/\/[^/?#]+/i.exec(listed) ?? [];
  return !isStrict(client) && fitsPlaceholder(start, origin);
}
