import type { Client } from "./client-schema.ts";
import type { Refusal } from "./refusals.ts";

const CONTROLS = "https://auth0.com/docs/get-started/applications/third-party-applications/security-controls";
const OAUTH_2_1 = "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1";

const GRANT_TYPES = ["authorization_code", "refresh_token", "client_credentials"];
const APP_TYPES = ["regular_web", "spa", "native", "non_interactive"];

// Auth0 keeps a curated list of properties that a strict application may configure; these are the ones it
// names, and the ones every application has. Anything else is refused as soon as somebody sets it.
const PROPERTIES = new Set([
  "name",
  "description",
  "logo_uri",
  "callbacks",
  "allowed_origins",
  "web_origins",
  "grant_types",
  "token_endpoint_auth_method",
  "app_type",
  "client_metadata",
  "jwt_configuration",
  "refresh_token",
  "client_authentication_methods",
  "require_proof_of_possession",
  "redirection_policy",
  "is_first_party",
  "third_party_security_mode",
  "client_secret",
  "oidc_conformant",
  "sso",
  "sso_disabled",
  "custom_login_page_on",
  "is_token_endpoint_ip_header_trusted",
  "organization_usage",
  "organization_require_behavior",
  "default_organization",
  "token_quota",
  "skip_non_verifiable_callback_uri_confirmation_prompt",
]);

// Identity of the application itself, not configuration.
const IDENTITY = new Set(["client_id", "tenant", "global", "callback_url_template", "cross_origin_auth"]);

/** Restrictions on third-party applications in strict mode, on creation and after every change. */
export const STRICT_CLIENT: readonly Refusal<Client>[] = [
  {
    rule: "grant types are authorization_code, refresh_token and client_credentials",
    source: CONTROLS,
    violation: ({ grant_types }) =>
      firstOf(
        grant_types,
        (type) => !GRANT_TYPES.includes(type),
        (type) => `Invalid grant types: ${type}`,
      ),
  },
  {
    rule: "the application type is regular_web, spa, native or non_interactive",
    source: CONTROLS,
    violation: ({ app_type }) =>
      app_type === undefined || APP_TYPES.includes(app_type)
        ? undefined
        : `app_type ${app_type} is not supported for third-party clients in strict mode`,
  },
  {
    rule: "callbacks, allowed origins and web origins are exact URLs",
    source: CONTROLS,
    violation: (client) =>
      firstOf(
        urlsOf(client),
        (url) => url.includes("*"),
        (url) => `Wildcards are not supported for third-party clients in strict mode: ${url}`,
      ),
  },
  {
    rule: "callbacks use https, loopback http, or for native applications a private-use scheme",
    source: OAUTH_2_1,
    violation: (client) =>
      firstOf(
        strings(client.callbacks),
        (url) => !isSafeCallback(url, client.app_type),
        (url) => `Callback must use https: ${url}`,
      ),
  },
  {
    rule: "refresh tokens expire",
    source: CONTROLS,
    violation: ({ refresh_token }) =>
      refresh_token?.expiration_type === "non-expiring"
        ? "refresh_token.expiration_type non-expiring is not supported for third-party clients in strict mode"
        : undefined,
  },
  {
    rule: "refresh tokens that are not used expire",
    source: CONTROLS,
    violation: ({ refresh_token }) =>
      refresh_token?.infinite_idle_token_lifetime === true
        ? "refresh_token.infinite_idle_token_lifetime is not supported for third-party clients in strict mode"
        : undefined,
  },
  {
    rule: "tokens are signed with RS256",
    source: CONTROLS,
    violation: ({ jwt_configuration }) =>
      jwt_configuration?.alg === undefined || jwt_configuration.alg === "RS256"
        ? undefined
        : `jwt_configuration.alg ${jwt_configuration.alg} is not supported for third-party clients in strict mode`,
  },
  {
    rule: "private_key_jwt is the only authentication method with credentials",
    source: CONTROLS,
    violation: ({ client_authentication_methods: methods = {} }) =>
      firstOf(
        Object.keys(methods),
        (method) => method !== "private_key_jwt",
        (method) =>
          `client_authentication_methods.${method} is not supported for third-party clients in strict mode`,
      ),
  },
  {
    rule: "cross-origin authentication is off",
    source: CONTROLS,
    violation: ({ cross_origin_authentication }) =>
      cross_origin_authentication === true
        ? "cross_origin_authentication is not supported for third-party clients in strict mode"
        : undefined,
  },
  {
    rule: "only the supported properties are set",
    source: CONTROLS,
    violation: (client) =>
      firstOf(
        Object.keys(client),
        (key) => !PROPERTIES.has(key) && !IDENTITY.has(key) && key !== "cross_origin_authentication",
        (key) => `${key} is not supported for third-party clients in strict mode`,
      ),
  },
];

function urlsOf(client: Client): string[] {
  return [client.callbacks, client.allowed_origins, client.web_origins].flatMap(strings);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isSafeCallback(text: string, appType: string | undefined): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === "https:") return true;
  if (protocol === "http:") return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return appType === "native";
}

function firstOf<T>(
  items: T[],
  wrong: (item: T) => boolean,
  message: (item: T) => string,
): string | undefined {
  const found = items.find(wrong);
  return found === undefined ? undefined : message(found);
}
