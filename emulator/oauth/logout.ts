import type { Context } from "hono";
import { html } from "hono/html";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import { errorPage } from "./pages/error.ts";
import { page } from "./pages/layout.ts";
import { endSession } from "./sign-in.ts";
import { verifyOwn } from "./signing-key.ts";

/**
 * `GET /v2/logout`: ends the session of the browser and goes to `returnTo`, if it is listed.
 * Source: https://auth0.com/docs/authenticate/login/logout/redirect-users-after-logout
 */
export function logout(tenant: Tenant, context: Context): Response | Promise<Response> {
  const { client_id, returnTo } = context.req.query();
  endSession(tenant, context);
  return leave(tenant, context, client_id, returnTo);
}

/**
 * `GET` or `POST /oidc/logout`. The application is named by `client_id` or by the audience of the hint.
 * Source: https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0
 */
export async function oidcLogout(tenant: Tenant, context: Context): Promise<Response> {
  const sent =
    context.req.method === "POST"
      ? new URLSearchParams(await context.req.text())
      : new URL(context.req.url).searchParams;
  const hint = sent.get("id_token_hint");
  const hinted = hint === null ? undefined : (await verifyOwn(tenant, hint))?.aud;
  const clientId = sent.get("client_id") ?? (typeof hinted === "string" ? hinted : undefined);
  endSession(tenant, context);
  const target = sent.get("post_logout_redirect_uri") ?? undefined;
  return leave(tenant, context, clientId, target, sent.get("state") ?? undefined);
}

function leave(tenant: Tenant, context: Context, clientId?: string, target?: string, state?: string) {
  const client = clientId === undefined ? undefined : tenant.store.get<Client>("client", clientId);
  const allowed = (client?.allowed_logout_urls ?? []) as string[];
  if (target === undefined) {
    return page(context, "Signed out", html`<h1>You are signed out</h1><p>You can close this page.</p>`);
  }
  if (!allowed.includes(target)) {
    const message = "The address to return to is not in the list of allowed logout URLs.";
    return errorPage(context, "invalid_request", message);
  }
  if (state === undefined) return context.redirect(target);
  return context.redirect(`${target}${target.includes("?") ? "&" : "?"}${new URLSearchParams({ state })}`);
}
