// What of Auth0's APIs this tenant does not answer, counted and not remembered.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { routes } from "../../../emulator/management/routes.ts";
import { ISSUER } from "./browser.ts";
import { newTenant } from "./tenant.ts";

const require = createRequire(import.meta.url);

/** Every endpoint that Auth0's SDK can call, as `GET clients/{}`. */
export function endpointsOfSdk(): string[] {
  const folder = join(dirname(require.resolve("auth0")), "management/api/resources");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("Client.js"),
  );
  const call = /\.Default, (?:"([^"]+)"|`([^`]+)`)\),\s*method: "([A-Z]+)"/g;
  const found = files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(call)].map(
      ([, plain, filled, method]) => `${method} ${(plain ?? filled ?? "").replace(/\$\{[^}]*\}/g, "{}")}`,
    ),
  );
  return [...new Set(found)].sort();
}

const ownEndpoints = (): string[] =>
  routes.map(({ method, path }) => {
    const plain = path.slice(1).replace(/:style\{(\w+)\}/, "$1");
    return `${method} ${plain.replace(/:\w+/g, "{}")}`;
  });

const pathOf = (endpoint: string): string => endpoint.split(" ")[1] ?? "";

/** Where nothing of the tenant is below: a family, a part of one, or a single endpoint. */
export function missing(): string[] {
  const own = ownEndpoints();
  const paths = own.map(pathOf);
  const isEmpty = (start: string) => !paths.some((path) => path === start || path.startsWith(`${start}/`));
  const lacking = endpointsOfSdk().filter((endpoint) => !own.includes(endpoint));
  const places = lacking.map((endpoint) => {
    const segments = pathOf(endpoint).split("/");
    const starts = segments.map((_, i) => segments.slice(0, i + 1).join("/"));
    return starts.find(isEmpty) ?? endpoint;
  });
  return [...new Set(places)].map((place) => place.replaceAll("{}", "{id}")).sort();
}

/** Every endpoint of the Authentication API. Source: https://auth0.com/docs/api/authentication (read 2026-11) */
const AUTHENTICATION_API = `
GET authorize, POST oauth/token, POST oauth/revoke, GET userinfo, GET v2/logout, GET oidc/logout, POST oidc/register,
POST oauth/device/code, POST oauth/par, POST bc-authorize, POST mfa/challenge, POST mfa/associate, GET mfa/authenticators,
POST passwordless/start, POST passwordless/verify, POST dbconnections/signup, POST dbconnections/change_password,
POST passkey/challenge, POST passkey/register, GET samlp/{id}, GET samlp/metadata/{id}, POST samlp/{id}/logout,
GET wsfed/{id}, GET wsfed/FederationMetadata/2007-06/FederationMetadata.xml, POST login/callback, POST login/unlink,
POST oauth/access_token, POST oauth/ro, POST tokeninfo, POST delegation, POST users/{id}/impersonate,
POST oauth/global-token-revocation/connection/{id}`;

/** Of them, those that nothing answers in a tenant that everybody may register applications in. */
export async function missingOfAuthentication(): Promise<string[]> {
  const { app, call } = newTenant();
  await call("PATCH", "/tenants/settings", { flags: { enable_dynamic_client_registration: true } });
  const lacking: string[] = [];
  for (const endpoint of AUTHENTICATION_API.trim().split(/,\s+/)) {
    const [method = "", path] = endpoint.split(" ");
    const { status } = await app.request(`${ISSUER}${path}`, { method });
    if (status === 404) lacking.push(endpoint);
  }
  return lacking.sort();
}

/** Grant types that Auth0's SDKs ask for and the token endpoint does not know. */
export async function missingGrantTypes(): Promise<string[]> {
  const { app } = newTenant();
  const sdk = join(
    dirname(require.resolve("@auth0/auth0-spa-js/package.json")),
    "dist/lib/auth0-spa-js.cjs.js",
  );
  const urns = /"((?:http:\/\/auth0\.com\/oauth\/grant-type|urn:[\w:]+:grant-type)[/:][\w/:-]+)"/g;
  const asked = [...readFileSync(sdk, "utf8").matchAll(urns)].map(([, urn = ""]) => urn);
  // No SDK for browsers asks for a code of another device; Auth0 has it all the same.
  const all = [...new Set([...asked, "urn:ietf:params:oauth:grant-type:device_code"])].sort();
  const refused: string[] = [];
  for (const grant_type of all) {
    const body = new URLSearchParams({ grant_type });
    const answer = await app.request(`${ISSUER}oauth/token`, { method: "POST", body });
    if (((await answer.json()) as { error: string }).error === "unsupported_grant_type")
      refused.push(grant_type);
  }
  return refused;
}
