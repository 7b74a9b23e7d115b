import { type Context, Hono } from "hono";
import type { Tenant } from "../tenant.ts";
import { authorize } from "./authorize.ts";
import { showConsent, submitConsent } from "./consent-page.ts";
import { crossOrigin } from "./cross-origin.ts";
import { discoveryDocument } from "./discovery.ts";
import { showIdentityProvider, submitIdentityProvider } from "./identity-provider.ts";
import { showLogin, submitLogin } from "./login.ts";
import { confirmLogout, logout, oidcLogout } from "./logout.ts";
import { showOrganization, submitOrganization } from "./organization-choice.ts";
import { STYLE } from "./pages/style.ts";
import { register } from "./registration.ts";
import { revoke } from "./revocation.ts";
import { showSecondFactor, submitSecondFactor } from "./second-factor.ts";
import { jwks } from "./signing-key.ts";
import { proceed } from "./steps.ts";
import { tokenEndpoint } from "./token-endpoint.ts";
import { userinfo } from "./userinfo.ts";

type Handler = (tenant: Tenant, context: Context) => Response | Promise<Response>;

const ROUTES: readonly [method: "GET" | "POST", path: string, handler: Handler][] = [
  ["GET", "/.well-known/openid-configuration", (tenant, context) => context.json(discoveryDocument(tenant))],
  // Source: https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery (read 2026-11)
  [
    "GET",
    "/.well-known/oauth-authorization-server",
    (tenant, context) => context.json(discoveryDocument(tenant)),
  ],
  ["GET", "/.well-known/jwks.json", async (tenant, context) => context.json(await jwks(tenant))],
  ["GET", "/authorize", authorize],
  ["POST", "/authorize", authorize],
  [
    "GET",
    "/authorize/resume",
    (tenant, context) => proceed(tenant, context, context.req.query("state") ?? ""),
  ],
  ["POST", "/oauth/token", tokenEndpoint],
  ["POST", "/oauth/revoke", revoke],
  ["POST", "/oidc/register", register],
  ["GET", "/userinfo", userinfo],
  ["POST", "/userinfo", userinfo],
  ["GET", "/v2/logout", logout],
  ["GET", "/oidc/logout", oidcLogout],
  ["POST", "/oidc/logout", oidcLogout],
  ["POST", "/u/logout", confirmLogout],
  ["GET", "/u/login", showLogin],
  ["POST", "/u/login", submitLogin],
  ["GET", "/u/identity-provider", showIdentityProvider],
  ["POST", "/u/identity-provider", submitIdentityProvider],
  ["GET", "/u/mfa-otp-challenge", showSecondFactor],
  ["POST", "/u/mfa-otp-challenge", submitSecondFactor],
  ["GET", "/u/organization", showOrganization],
  ["POST", "/u/organization", submitOrganization],
  ["GET", "/u/consent", showConsent],
  ["POST", "/u/consent", submitConsent],
  ["GET", "/u/style.css", (_, context) => context.body(STYLE, 200, { "content-type": "text/css" })],
];

const CROSS_ORIGIN = ["/oauth/*", "/userinfo", "/.well-known/*"];

/**
 * The authorization server, at Auth0's paths. Everything is read from the tenant's documents at every
 * request, so that a deployment takes effect at once.
 *
 * It is written out on `hono` and `jose` rather than configured on a library: grants that narrow refresh
 * tokens, errors that never leave the tenant, and Auth0's own statuses, consent and client rules replace
 * nearly every decision that an OpenID Connect library makes by itself.
 */
export function oauthApp(tenant: Tenant): Hono {
  const app = new Hono();
  for (const path of CROSS_ORIGIN) app.use(path, crossOrigin(tenant));
  for (const [method, path, handler] of ROUTES) {
    app.on(method, path, (context) => handler(tenant, context));
  }
  return app;
}
