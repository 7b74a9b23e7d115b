import type { Context } from "hono";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import { addConsent } from "../management/user-grants.ts";
import type { Tenant } from "../tenant.ts";
import { audienceOf } from "./consent.ts";
import { consentPage } from "./pages/consent.ts";
import { refuse } from "./responses.ts";
import { OFFLINE_ACCESS } from "./scopes.ts";
import { decide, endSignIn } from "./sign-in.ts";
import { lost, mayConsent, progressOf, scopesToConsent } from "./steps.ts";

const KNOWN: Readonly<Record<string, string | undefined>> = {
  openid: undefined,
  profile: "See your profile: your name and picture",
  email: "See your email address",
  address: "See your postal address",
  phone: "See your phone number",
  [OFFLINE_ACCESS]: "Keep this access while you are away",
};

/** `GET /u/consent` */
export function showConsent(tenant: Tenant, context: Context): Response | Promise<Response> {
  const progress = progressOf(tenant, context, context.req.query("state") ?? "");
  if (progress?.user === undefined || !mayConsent(progress)) return lost(context);
  const { request, state, user, session } = progress;
  const shown = scopesToConsent(progress);
  if (session !== undefined) decide(tenant, state, { session_id: session.id, shown });
  const byDescription = tenantSettings(tenant.store).flags.use_scope_descriptions_for_consent === true;
  return consentPage(context, {
    state,
    client: request.client,
    user,
    organization: request.organization,
    permissions: permissionsOf(shown, request.server, byDescription),
    api: request.server && nameOf(request.server),
    callbackHost: URL.parse(request.redirectUri)?.host || request.redirectUri,
  });
}

const nameOf = ({ name, identifier }: ResourceServer): string => String(name ?? identifier);

/**
 * What a token with these scopes means to a person: the API's descriptions where the tenant says so, else all actions on a
 * resource in one line.
 * Source: https://auth0.com/docs/customize/login-pages/customize-consent-prompts (read 2026-11)
 */
export function permissionsOf(
  scopes: readonly string[],
  server: ResourceServer | undefined,
  byDescription: boolean,
): string[] {
  const general = scopes.filter((scope) => scope in KNOWN).flatMap((scope) => KNOWN[scope] ?? []);
  const own = scopes.filter((scope) => !(scope in KNOWN));
  // Any token for an API without scopes opens all of it.
  if (server !== undefined && (server.scopes ?? []).length === 0)
    return [`Use all of ${nameOf(server)}`, ...own, ...general];
  if (!byDescription) return [...grouped(own), ...general];
  const description = (scope: string) => server?.scopes?.find(({ value }) => value === scope)?.description;
  return [...own.map((scope) => description(scope) || scope), ...general];
}

function grouped(scopes: readonly string[]): string[] {
  const actions = new Map<string, string[]>();
  for (const scope of scopes) {
    const [action = "", resource] = scope.split(":");
    if (resource === undefined) actions.set(scope, []);
    else actions.set(resource, [...(actions.get(resource) ?? []), action]);
  }
  const words = new Intl.ListFormat("en");
  return [...actions].map(([resource, verbs]) =>
    verbs.length === 0 ? resource : `${capital(resource)}: ${words.format(verbs)} your ${resource}`,
  );
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `POST /u/consent`: the person's decision; an acceptance is remembered as a user grant. */
export async function submitConsent(tenant: Tenant, context: Context): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const progress = progressOf(tenant, context, form.get("state") ?? "");
  if (progress?.user === undefined || !mayConsent(progress)) return lost(context);
  const { request, state, user, session, decisions } = progress;
  if (session === undefined || decisions.shown === undefined) return lost(context);
  if (form.get("action") !== "accept") {
    endSignIn(tenant, state);
    return refuse(context, request, "access_denied", "User did not authorize the request");
  }
  const key = {
    client_id: request.client.client_id,
    user_id: user.user_id,
    audience: audienceOf(request),
    organization_id: request.organization?.id,
  };
  // What has been granted since the page was shown has not been seen.
  addConsent(tenant.store, key, decisions.shown);
  decide(tenant, state, { session_id: session.id, consented: true });
  return context.redirect(`/authorize/resume?state=${state}`, 303);
}
