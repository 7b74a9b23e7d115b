import type { Tenant } from "../tenant.ts";
import { OFFLINE_ACCESS, OIDC_SCOPES } from "./scopes.ts";

const RESPONSE_TYPES =
  "code,token,id_token,code token,code id_token,token id_token,code token id_token".split(",");

/** The discovery document. Source: https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery */
export function discoveryDocument({ issuer }: Tenant): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    registration_endpoint: `${issuer}oidc/register`,
    end_session_endpoint: `${issuer}oidc/logout`,
    scopes_supported: [...OIDC_SCOPES, OFFLINE_ACCESS],
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: ["authorization_code", "implicit", "refresh_token", "client_credentials"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
      "none",
    ],
    token_endpoint_auth_signing_alg_values_supported: ["RS256", "RS384", "PS256"],
    code_challenge_methods_supported: ["S256"],
    dpop_signing_alg_values_supported: ["ES256"],
    claims_supported: [
      "aud",
      "auth_time",
      "email",
      "email_verified",
      "exp",
      "iat",
      "iss",
      "name",
      "nickname",
      "picture",
      "sub",
    ],
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
  };
}
