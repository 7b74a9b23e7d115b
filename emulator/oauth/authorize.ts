import type { Context } from "hono";
import type { Client } from "../management/client-schema.ts";
import type { Tenant } from "../tenant.ts";
import { AUTHORIZATION_CHECKS } from "./authorization-checks.ts";
import { authorizationRequest, callbackOf } from "./authorization-request.ts";
import { repeatedNames, withValue } from "./form.ts";
import { errorPage } from "./pages/error.ts";
import { countRequest } from "./rate-limit.ts";
import { refuse } from "./responses.ts";
import { beginSignIn } from "./sign-in.ts";

/**
 * `GET` or `POST /authorize`. Errors of the application or of its callback are shown; all others go to the
 * callback, except for strict applications with `open_redirect_protection`.
 * Source: https://auth0.com/docs/api/authentication/authorization-code-flow/authorize-application
 */
export async function authorize(tenant: Tenant, context: Context): Promise<Response> {
  const sent =
    context.req.method === "POST"
      ? new URLSearchParams(await context.req.text())
      : new URL(context.req.url).searchParams;
  const [repeated] = repeatedNames(sent);
  if (repeated !== undefined) {
    return errorPage(context, "invalid_request", `Parameter ${repeated} must not be repeated`);
  }
  const parameters = withValue(sent);
  const client = tenant.store.get<Client>("client", parameters.client_id ?? "");
  if (client === undefined) {
    return errorPage(context, "invalid_request", `Unknown client: ${parameters.client_id ?? ""}`);
  }
  const { isRefused, redirectUri: elsewhere, headers } = countRequest(tenant, client);
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  if (isRefused && elsewhere !== undefined) return context.redirect(elsewhere);
  if (isRefused) return errorPage(context, "too_many_requests", "Rate limit exceeded.", 429);
  const redirectUri = callbackOf(client, parameters.redirect_uri);
  if (redirectUri === undefined) {
    const message =
      "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.";
    return errorPage(context, "invalid_request", message, 403);
  }
  const request = authorizationRequest(tenant, client, parameters, redirectUri);
  for (const { error, violation } of AUTHORIZATION_CHECKS) {
    const message = violation(request);
    if (message !== undefined) return refuse(context, request, error, message);
  }
  const state = beginSignIn(tenant, context, {
    client_id: client.client_id,
    parameters,
    redirect_uri: redirectUri,
  });
  // Only the next request has the cookie of a browser that is new here.
  return context.redirect(`/authorize/resume?state=${state}`);
}
