import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ApiError, invalidBody, notFound } from "../errors.ts";
import type { Tenant } from "../tenant.ts";
import { authenticate, authorize } from "./access.ts";
import { logWrite } from "./logged-write.ts";
import type { Reply, Route } from "./route.ts";
import { routes } from "./routes.ts";

/** The Management API below `/api/v2`. Every request is one transaction, rolled back when it fails. */
export function managementApi(tenant: Tenant): Hono {
  const api = new Hono();
  for (const route of routes) {
    api.on(route.method, route.path, async (context) =>
      respond(context, await answer(tenant, route, context)),
    );
  }
  api.all("*", (context) => respond(context, failure(notFound.route())));
  return api;
}

async function answer(tenant: Tenant, route: Route, context: Context): Promise<Reply> {
  try {
    const { store } = tenant;
    const caller = authenticate(store, context.req.header("authorization"));
    authorize(caller.scopes, route.scopes);
    const call = {
      params: context.req.param() as Record<string, string>,
      query: new URL(context.req.url).searchParams,
      body: parseJson(await context.req.text()),
      scopes: caller.scopes,
      prepared: await route.before?.(tenant),
    };
    return store.transaction(() => {
      const reply = route.handle(tenant, call);
      if (route.method !== "GET")
        logWrite(tenant, { caller, method: route.method, url: context.req.url, call, reply });
      return reply;
    });
  } catch (error) {
    if (error instanceof ApiError) return failure(error);
    // A full disk, most of all: anyone who calls is told, since nobody reads the tenant's own log.
    if ((error as NodeJS.ErrnoException).code === "ERR_SQLITE_ERROR")
      return failure(
        new ApiError(500, `the local tenant cannot write its data: ${(error as Error).message}`),
      );
    throw error;
  }
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(invalidBody("Request body is not valid JSON"), { cause });
  }
}

function failure(error: ApiError): Reply {
  return { status: error.status, body: error.body };
}

function respond(context: Context, { status, body }: Reply): Response {
  if (body === undefined) return context.body(null, status as 204);
  return context.json(body as object, status as ContentfulStatusCode);
}
