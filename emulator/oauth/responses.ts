import type { Context } from "hono";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { errorPage } from "./pages/error.ts";

/** Sends the browser to the application's callback: a code in the query, tokens in the fragment. */
export function toCallback(
  context: Context,
  request: AuthorizationRequest,
  values: Record<string, string>,
): Response {
  const { redirectUri, parameters, responseTypes } = request;
  const state = parameters.state === undefined ? {} : { state: parameters.state };
  const answer = new URLSearchParams({ ...values, ...state }).toString();
  const inFragment = responseTypes.includes("token") || responseTypes.includes("id_token");
  const separator = inFragment ? "#" : redirectUri.includes("?") ? "&" : "?";
  return context.redirect(`${redirectUri}${separator}${answer}`);
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
