import { accessOf, isPublic, isStrict, policyOf } from "./applications.ts";
import {
  type AuthorizationCheck,
  type AuthorizationRequest,
  isBrowserFlow,
} from "./authorization-request.ts";
import { ORGANIZATION_CHECKS } from "./organization-checks.ts";

const CONTROLS = "https://auth0.com/docs/get-started/applications/third-party-applications/security-controls";
const TROUBLESHOOTING =
  "https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting";
const PKCE =
  "https://auth0.com/docs/get-started/authentication-and-authorization-flow/authorization-code-flow-with-pkce";
const ACCESS = "https://auth0.com/docs/get-started/apis/api-access-policies-for-applications";
const GRANT_TYPES = "https://auth0.com/docs/get-started/applications/application-grant-types";
const RESPONSE_MODES = "https://auth0.com/docs/authenticate/protocols/oauth"; // read 2026-11
const OIDC = "https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest";

// The page's list omits `organization`, and says further up that user flows in organizations are supported.
const STRICT_PARAMETERS = new Set(
  (
    "acr_values audience authorization_details client_id code_challenge code_challenge_method connection " +
    "correlation_id display dpop_jkt login_hint max_age nonce organization prompt redirect_uri resource " +
    "response_type scope state ui_locales"
  ).split(" "),
);
const RESPONSE_MODES_KNOWN = ["fragment", "form_post", "web_message"];
// Hybrid ones included. Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/hybrid-flow (read 2026-11)
const RESPONSE_TYPES = [
  ...["code", "token", "id_token", "id_token token"],
  ...["code id_token", "code token", "code id_token token"],
];
const PROMPTS = ["none", "login", "consent", "select_account"];

const typeOf = ({ responseTypes }: AuthorizationRequest): string => [...responseTypes].sort().join(" ");
const hasCode = ({ responseTypes }: AuthorizationRequest): boolean => responseTypes.includes("code");

/** The conditions of an authorization request, in the order in which they are checked. */
export const AUTHORIZATION_CHECKS: readonly AuthorizationCheck[] = [
  {
    rule: "strict applications send only the parameters that Auth0 lists",
    source: CONTROLS,
    error: "invalid_request",
    violation: ({ client, parameters }) => {
      const unknown = Object.keys(parameters).find(
        (name) => !STRICT_PARAMETERS.has(name) && !name.startsWith("ext-"),
      );
      return isStrict(client) && unknown !== undefined ? `Unsupported parameter: ${unknown}` : undefined;
    },
  },
  {
    rule: "there is a response type",
    source: "https://datatracker.ietf.org/doc/html/rfc6749#section-3.1.1",
    error: "invalid_request",
    violation: ({ responseTypes }) =>
      responseTypes.length === 0 ? "Missing required parameter: response_type" : undefined,
  },
  {
    rule: "the response type is one that the tenant knows, and for strict applications code",
    source: TROUBLESHOOTING,
    error: "unsupported_response_type",
    violation: (request) => {
      const type = typeOf(request);
      const known = RESPONSE_TYPES.includes(type) && (type === "code" || !isStrict(request.client));
      return known ? undefined : `Unsupported response type: ${type}`;
    },
  },
  {
    rule: "the application has the grant type of the flow, and for a hybrid one both",
    source: GRANT_TYPES,
    error: "unauthorized_client",
    violation: (request) => {
      const needed = [
        ...(hasCode(request) ? ["authorization_code"] : []),
        ...(isBrowserFlow(request) ? ["implicit"] : []),
      ];
      const missing = needed.find((grantType) => !request.client.grant_types.includes(grantType));
      return missing === undefined ? undefined : `Grant type '${missing}' not allowed for the client.`;
    },
  },
  {
    rule: "strict and public applications send a code challenge",
    source: CONTROLS,
    error: "invalid_request",
    violation: (request) =>
      hasCode(request) &&
      (isStrict(request.client) || isPublic(request.client)) &&
      request.parameters.code_challenge === undefined
        ? "Parameter 'code_challenge' is required"
        : undefined,
  },
  {
    rule: "a code challenge is made with S256",
    source: PKCE,
    error: "invalid_request",
    violation: ({ parameters: { code_challenge, code_challenge_method: method } }) =>
      (code_challenge !== undefined || method !== undefined) && method !== "S256"
        ? "Parameter 'code_challenge_method' must be S256"
        : undefined,
  },
  {
    rule: "a code challenge is a SHA-256 in base64url",
    source: "https://datatracker.ietf.org/doc/html/rfc7636#section-4.2",
    error: "invalid_request",
    violation: ({ parameters: { code_challenge: challenge, code_challenge_method: method } }) =>
      (challenge !== undefined || method !== undefined) && !/^[\w-]{43}$/.test(challenge ?? "")
        ? "Parameter 'code_challenge' is not a SHA-256 hash in base64url"
        : undefined,
  },
  {
    rule: "an ID token that a browser gets has a nonce",
    source: OIDC,
    error: "invalid_request",
    violation: ({ responseTypes, parameters }) =>
      responseTypes.includes("id_token") && parameters.nonce === undefined
        ? "Missing required parameter: nonce"
        : undefined,
  },
  {
    rule: "prompts are ones that the tenant knows, and none stands alone",
    source: OIDC,
    error: "invalid_request",
    violation: ({ prompts }) =>
      prompts.every((prompt) => PROMPTS.includes(prompt)) && (prompts.length < 2 || !prompts.includes("none"))
        ? undefined
        : `Invalid prompt: ${prompts.join(" ")}`,
  },
  {
    rule: "max_age is a number of seconds",
    source: OIDC,
    error: "invalid_request",
    violation: ({ parameters: { max_age } }) =>
      max_age === undefined || /^\d+$/.test(max_age) ? undefined : `Invalid max_age: ${max_age}`,
  },
  {
    rule: "the answer travels in a way that the tenant knows; what a browser gets never in the query",
    source: RESPONSE_MODES,
    error: "invalid_request",
    violation: (request) => {
      const { response_mode: mode } = request.parameters;
      if (mode === undefined) return undefined;
      const known = mode === "query" ? !isBrowserFlow(request) : RESPONSE_MODES_KNOWN.includes(mode);
      return known ? undefined : `Unsupported response mode: ${mode}`;
    },
  },
  {
    rule: "the audience is an API of the tenant",
    source: "https://auth0.com/docs/secure/tokens/access-tokens/get-access-tokens",
    error: "access_denied",
    violation: ({ audience, server }) =>
      audience !== undefined && server === undefined ? `Service not found: ${audience}` : undefined,
  },
  {
    rule: "strict applications ask for an API: who the user is is not theirs to know",
    source: TROUBLESHOOTING,
    error: "invalid_request",
    violation: ({ client, audience }) =>
      isStrict(client) && audience === undefined ? "Missing required parameter: audience" : undefined,
  },
  {
    rule: "the API has tokens for users",
    source: ACCESS,
    error: "unauthorized_client",
    violation: (request) =>
      request.server !== undefined && policyOf(request.server, "user") === "deny_all"
        ? notAuthorized(request)
        : undefined,
  },
  {
    rule: "the application may use the API for users: by the API's policy, or by a grant with subject type user",
    source: TROUBLESHOOTING,
    error: "unauthorized_client",
    violation: (request) =>
      request.server !== undefined &&
      accessOf(request.tenant, request.client, request.server, "user") === undefined
        ? notAuthorized(request)
        : undefined,
  },
  ...ORGANIZATION_CHECKS,
];

function notAuthorized({ client, audience }: AuthorizationRequest): string {
  return `Client "${client.client_id}" is not authorized to access resource server "${audience}".`;
}
