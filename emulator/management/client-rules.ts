import type { Tenant } from "../tenant.ts";
import type { Client } from "./client-schema.ts";
import type { Refusal } from "./refusals.ts";

const CREATE = "https://auth0.com/docs/api/management/v2/clients/post-clients";
const GRANTS = "https://auth0.com/docs/get-started/applications/application-grant-types";
const MAX_METADATA_KEYS = 10;

const GRANT_TYPES = [
  "authorization_code",
  "implicit",
  "refresh_token",
  "client_credentials",
  "password",
  "http://auth0.com/oauth/grant-type/password-realm",
  "http://auth0.com/oauth/grant-type/passwordless/otp",
  "http://auth0.com/oauth/grant-type/mfa-oob",
  "http://auth0.com/oauth/grant-type/mfa-otp",
  "http://auth0.com/oauth/grant-type/mfa-recovery-code",
  "urn:openid:params:grant-type:ciba",
  // Source: https://auth0.com/docs/authenticate/database-connections/passkeys/passkey-apis
  "urn:okta:params:oauth:grant-type:webauthn",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:token-exchange",
  "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token",
];

/** An application as it would be stored, and as it was before. */
export interface ClientChange {
  readonly tenant: Tenant;
  readonly next: Client;
  readonly previous: Client | undefined;
}

/** Restrictions on every application, no matter who owns it. */
export const ANY_CLIENT: readonly Refusal<ClientChange>[] = [
  {
    rule: "ownership never changes",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting",
    violation: ({ next, previous }) =>
      previous !== undefined && previous.is_first_party !== next.is_first_party
        ? "is_first_party cannot be modified"
        : undefined,
  },
  {
    rule: "the security mode never changes",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting",
    violation: ({ next, previous }) =>
      previous !== undefined && previous.third_party_security_mode !== next.third_party_security_mode
        ? "third_party_security_mode cannot be modified"
        : undefined,
  },
  {
    rule: "only third-party applications have a security mode",
    source: CREATE,
    violation: ({ next }) =>
      next.is_first_party && next.third_party_security_mode !== undefined
        ? "third_party_security_mode can only be set when is_first_party is false"
        : undefined,
  },
  {
    rule: "permissive mode needs a tenant that had third-party applications before April 2026",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode",
    violation: ({ tenant, next, previous }) =>
      previous === undefined &&
      next.third_party_security_mode === "permissive" &&
      !tenant.traits.permissiveAvailable
        ? "third_party_security_mode permissive is not available for this tenant"
        : undefined,
  },
  {
    rule: "only strict third-party applications have a redirection policy",
    source: CREATE,
    violation: ({ next }) =>
      next.redirection_policy !== undefined && next.third_party_security_mode !== "strict"
        ? "redirection_policy can only be set for third-party clients in strict mode"
        : undefined,
  },
  {
    rule: "grant types are ones that Auth0 knows",
    source: GRANTS,
    violation: ({ next }) => {
      const unknown = next.grant_types.find((type) => !GRANT_TYPES.includes(type));
      return unknown === undefined ? undefined : `Invalid grant types: ${unknown}`;
    },
  },
  {
    rule: "client_credentials needs an application that can authenticate",
    source: GRANTS,
    violation: ({ next }) =>
      next.grant_types.includes("client_credentials") && next.token_endpoint_auth_method === "none"
        ? "Invalid grant types: client_credentials"
        : undefined,
  },
  {
    rule: "credentials and a token endpoint authentication method exclude each other",
    source: CREATE,
    violation: ({ next }) =>
      next.client_authentication_methods !== undefined && next.token_endpoint_auth_method !== undefined
        ? "client_authentication_methods and token_endpoint_auth_method are mutually exclusive"
        : undefined,
  },
  {
    rule: "an application with credentials signs with RS256",
    source: CREATE,
    violation: ({ next }) =>
      next.client_authentication_methods !== undefined && next.jwt_configuration?.alg !== "RS256"
        ? "jwt_configuration.alg must be RS256 when client_authentication_methods is set"
        : undefined,
  },
  {
    rule: "only an application that represents an API names one",
    source: CREATE,
    violation: ({ next }) =>
      next.resource_server_identifier !== undefined && next.app_type !== "resource_server"
        ? "resource_server_identifier can only be set when app_type is resource_server"
        : undefined,
  },
  {
    rule: "metadata has at most 10 keys",
    source: "https://auth0.com/docs/get-started/applications/configure-application-metadata",
    violation: ({ next }) => {
      const count = Object.keys(next.client_metadata ?? {}).length;
      return count > MAX_METADATA_KEYS
        ? `Payload validation error: 'Too many properties defined (${count}), maximum ${MAX_METADATA_KEYS}' on property client_metadata.`
        : undefined;
    },
  },
  {
    rule: "rotating refresh tokens expire",
    source: "https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation",
    violation: ({ next: { refresh_token } }) =>
      refresh_token?.rotation_type === "rotating" && refresh_token.expiration_type === "non-expiring"
        ? "refresh_token.expiration_type must be expiring when rotation_type is rotating"
        : undefined,
  },
  {
    rule: "an idle refresh token expires before its absolute lifetime",
    source: "https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration",
    violation: ({ next: { refresh_token: token } }) =>
      token !== undefined &&
      token.infinite_token_lifetime === false &&
      token.infinite_idle_token_lifetime === false &&
      Number(token.idle_token_lifetime) >= Number(token.token_lifetime)
        ? "refresh_token.idle_token_lifetime must be less than refresh_token.token_lifetime"
        : undefined,
  },
];
