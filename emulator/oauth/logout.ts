import type { Context } from "hono";
import { html } from "hono/html";
import type { Client } from "../management/client-schema.ts";
import { log } from "../management/logs.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { Tenant } from "../tenant.ts";
import { isStrict } from "./applications.ts";
import { find, forget, keep } from "./ephemeral.ts";
import { errorPage } from "./pages/error.ts";
import { page } from "./pages/layout.ts";
import { fitsPlaceholder } from "./placeholder.ts";
import { endSession, sessionOf } from "./sign-in.ts";
import { verifyOwn } from "./signing-key.ts";

const CONFIRMATION_SECONDS = 600;

/** Where a person goes after signing out. */
interface Departure {
  /** Whose list of addresses counts; without an application the tenant's. */
  readonly client_id?: string | undefined;
  readonly target?: string | undefined;
  readonly state?: string | undefined;
}

/**
 * `GET /v2/logout`: ends the session of the browser and goes to `returnTo`, if it is listed; without `returnTo` to the
 * first address of the application. What follows the path does not count.
 * Sources: https://auth0.com/docs/api/authentication/logout/auth-0-logout and
 * https://auth0.com/docs/authenticate/login/logout/redirect-users-after-logout (read 2026-11)
 */
export function logout(tenant: Tenant, context: Context): Response | Promise<Response> {
  const { client_id, returnTo } = context.req.query();
  leaveSession(tenant, context, client_id);
  const [first] = allowedUrls(tenant, client_id) ?? [];
  const target = returnTo ?? (client_id === undefined ? undefined : first);
  return leave(tenant, context, { client_id, target }, withoutQuery);
}

/**
 * `GET` or `POST /oidc/logout`. It asks first, unless the ID token or the session that is named is the browser's.
 * Sources: https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0 and
 * https://auth0.com/docs/api/authentication/logout/oidc-logout (read 2026-11)
 */
export async function oidcLogout(tenant: Tenant, context: Context): Promise<Response> {
  const post = context.req.method === "POST";
  const sent = post ? new URLSearchParams(await context.req.text()) : new URL(context.req.url).searchParams;
  const parameters: Partial<Record<string, string>> = Object.fromEntries(sent);
  const hint = await hintOf(tenant, parameters.id_token_hint);
  const client_id = parameters.client_id ?? hint?.aud;
  const sid = hint?.sid ?? parameters.logout_hint;
  const isConsistent =
    (hint === undefined || hint.aud === client_id) &&
    (parameters.logout_hint === undefined || sid === parameters.logout_hint);
  if (!isConsistent) {
    return errorPage(context, "invalid_request", "The hints are not of one application and one session.");
  }
  const departure = { client_id, target: parameters.post_logout_redirect_uri, state: parameters.state };
  const { session } = sessionOf(tenant, context) ?? {};
  if (sid === undefined || (session !== undefined && session.id !== sid)) {
    return confirm(tenant, context, departure);
  }
  leaveSession(tenant, context, client_id);
  return leave(tenant, context, departure);
}

/** What an ID token says; one that has expired says it too. */
async function hintOf(tenant: Tenant, token: string | undefined) {
  const claims = token === undefined ? undefined : await verifyOwn(tenant, token, { expired: true });
  return claims === undefined ? undefined : { aud: String(claims.aud), sid: String(claims.sid) };
}

function confirm(tenant: Tenant, context: Context, departure: Departure): Response | Promise<Response> {
  const ticket = keep(tenant, "logout", { ...departure }, CONFIRMATION_SECONDS);
  const content = html`<h1>Sign out</h1>
<p>Do you want to sign out?</p>
<form method="post" action="/u/logout">
<input type="hidden" name="ticket" value="${ticket}">
<button name="action" value="accept">Yes, sign out</button>
</form>`;
  return page(context, "Sign out", content);
}

/** `POST /u/logout`: the person's own wish. */
export async function confirmLogout(tenant: Tenant, context: Context): Promise<Response> {
  const ticket = new URLSearchParams(await context.req.text()).get("ticket") ?? "";
  const departure = find<Departure & Record<string, unknown>>(tenant, "logout", ticket);
  if (departure === undefined) return errorPage(context, "invalid_request", "This page is too old.");
  forget(tenant, "logout", ticket);
  leaveSession(tenant, context, departure.client_id);
  return leave(tenant, context, departure);
}

function leaveSession(tenant: Tenant, context: Context, client_id: string | undefined): void {
  const { user } = sessionOf(tenant, context) ?? {};
  endSession(tenant, context);
  if (user === undefined) return;
  log(tenant, { type: "slo", user_id: user.user_id, ...(client_id !== undefined && { client_id }) });
}

/**
 * The addresses that people may leave to. Strict applications have none. Source:
 * https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11)
 */
function allowedUrls({ store }: Tenant, client_id: string | undefined): string[] | undefined {
  if (client_id === undefined) return (tenantSettings(store).allowed_logout_urls ?? []) as string[];
  const client = store.get<Client>("client", client_id);
  if (client === undefined || isStrict(client)) return undefined;
  return (client.allowed_logout_urls ?? []) as string[];
}

function leave(tenant: Tenant, context: Context, departure: Departure, part = whole) {
  const { client_id, target, state } = departure;
  if (target === undefined) {
    return page(context, "Signed out", html`<h1>You are signed out</h1><p>You can close this page.</p>`);
  }
  const allowed = allowedUrls(tenant, client_id) ?? [];
  if (!allowed.some((listed) => isListed(part(listed), part(target)))) {
    const message = "The address to return to is not in the list of allowed logout URLs.";
    return errorPage(context, "invalid_request", message);
  }
  if (state === undefined) return context.redirect(target);
  return context.redirect(`${target}${target.includes("?") ? "&" : "?"}${new URLSearchParams({ state })}`);
}

const whole = (url: string): string => url;
const withoutQuery = (url: string): string => url.replace(/[?#].*$/, "");

// Scheme and host count without their case; a slash after them changes nothing.
function isListed(listed: string, target: string): boolean {
  const [one, other] = [URL.parse(listed.replace("*", "wildcard")), URL.parse(target)];
  if (one === null || other === null) return false;
  const rest = ({ pathname, search, hash }: URL) => `${pathname}${search}${hash}`;
  if (rest(one) !== rest(other)) return false;
  const [start = ""] = /^[^:]+:\/\/[^/?#]+/.exec(listed.toLowerCase()) ?? [];
  return one.origin === other.origin || fitsPlaceholder(start, other.origin);
}
