import type { Context } from "hono";
import { type AuthorizationRequest, isBrowserFlow } from "./authorization-request.ts";
import { isOriginOf } from "./cross-origin.ts";
import { errorPage } from "./pages/error.ts";
import { formPostPage, webMessagePage } from "./pages/handing-over.ts";

/**
 * Hands the answer to the application's callback: in the way that it asked for, else a code in the query and
 * tokens in the fragment. Source: https://auth0.com/docs/authenticate/protocols/oauth (read 2026-11)
 */
export function toCallback(
  context: Context,
  request: AuthorizationRequest,
  values: Record<string, string>,
): Response | Promise<Response> {
  const { redirectUri, parameters } = request;
  const state = parameters.state === undefined ? {} : { state: parameters.state };
  const answer = { ...values, ...state };
  const mode = parameters.response_mode ?? (isBrowserFlow(request) ? "fragment" : "query");
  if (mode === "form_post") return formPostPage(context, redirectUri, answer);
  if (mode === "web_message") return toWindow(context, request, answer);
  const separator = mode === "fragment" ? "#" : redirectUri.includes("?") ? "&" : "?";
  return context.redirect(`${redirectUri}${separator}${new URLSearchParams(answer)}`);
}

// Source: https://auth0.com/docs/authenticate/login/configure-silent-authentication (read 2026-11)
function toWindow(context: Context, { client, redirectUri }: AuthorizationRequest, answer: object) {
  const origin = new URL(redirectUri).origin;
  const listed = (client.web_origins ?? []) as string[];
  if (listed.some((url) => isOriginOf(client, url, origin))) return webMessagePage(context, origin, answer);
  return errorPage(context, "invalid_request", `${origin} is not in the list of allowed web origins.`, 403);
}

/**
 * Ends an authorization request with an error. Applications with `open_redirect_protection` never see it: a
 * page of the tenant tells the person. Source:
 * https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11)
 */
export function refuse(
  context: Context,
  request: AuthorizationRequest,
  error: string,
  description: string,
): Response | Promise<Response> {
  if (request.client.redirection_policy === "open_redirect_protection") {
    return errorPage(context, error, description);
  }
  return toCallback(context, request, { error, error_description: description });
}
