import type { Document } from "../store.ts";

// Seconds, as Auth0 gives them to applications that ask for nothing.
const THIRTY_DAYS = 2_592_000;
const FIFTEEN_DAYS = 1_296_000;
const ONE_YEAR = 31_557_600;
const FIRST_PARTY_JWT_LIFETIME = 36_000;
const STRICT_JWT_LIFETIME = 3_600;

// Source: https://auth0.com/docs/authenticate/single-sign-on/native-to-web/configure-implement-native-to-web (read 2026-11)
export const SESSION_TRANSFER: Document = {
  can_create_session_transfer_token: false,
  allowed_authentication_methods: [],
  enforce_device_binding: "ip",
  allow_refresh_token: false,
  enforce_cascade_revocation: true,
  enforce_online_refresh_tokens: true,
};

/** The parts of a request that decide which defaults an application gets. */
export interface Kind {
  readonly mode: "first-party" | "permissive" | "strict";
  readonly appType: string | undefined;
  readonly authMethod: string | undefined;
}

/**
 * Everything `POST /clients` adds to what was sent.
 * Sources: https://auth0.com/docs/api/management/v2/clients/post-clients and, for strict applications,
 * https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11)
 */
export function clientDefaults(kind: Kind, sent: Document): Document {
  return {
    is_first_party: true,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: kind.mode !== "first-party" || kind.appType === "resource_server",
    sso_disabled: false,
    cross_origin_authentication: false,
    custom_login_page_on: true,
    grant_types: defaultGrantTypes(kind),
    ...(kind.mode !== "first-party" && { third_party_security_mode: kind.mode }),
    ...(kind.mode === "strict" && { redirection_policy: "open_redirect_protection" }),
    ...sent,
    ...(sent.session_transfer != null && {
      session_transfer: { ...SESSION_TRANSFER, ...(sent.session_transfer as Document) },
    }),
    jwt_configuration: jwtConfiguration(kind, sent.jwt_configuration as Document | undefined),
    refresh_token: refreshToken(kind, sent.refresh_token as Document | null | undefined),
  };
}

function defaultGrantTypes({ mode, appType, authMethod }: Kind): string[] {
  if (mode === "strict") return ["authorization_code"];
  if (appType === "resource_server") return [];
  const everyone = ["authorization_code", "implicit", "refresh_token"];
  return isPublic({ appType, authMethod }) ? everyone : [...everyone, "client_credentials"];
}

function isPublic({ appType, authMethod }: Pick<Kind, "appType" | "authMethod">): boolean {
  return authMethod === "none" || (authMethod === undefined && (appType === "spa" || appType === "native"));
}

// A request that configures the token at all gets no default lifetime, except in strict mode.
function jwtConfiguration({ mode, appType }: Kind, sent: Document | undefined): Document {
  const base = { secret_encoded: false };
  if (mode === "strict") return { ...base, alg: "RS256", lifetime_in_seconds: STRICT_JWT_LIFETIME, ...sent };
  if (sent !== undefined) return { ...base, ...sent };
  if (appType === "resource_server") return { ...base, alg: "RS256" };
  return { ...base, lifetime_in_seconds: FIRST_PARTY_JWT_LIFETIME };
}

/** The refresh token settings of a new application, or of one whose settings are reset. */
export function refreshToken(kind: Kind, sent: Document | null | undefined): Document {
  const base = refreshTokenBase(kind, sent?.expiration_type === "expiring");
  // A lifetime that is asked for is a limit, so it cannot be infinite at the same time.
  if (sent?.token_lifetime !== undefined) base.infinite_token_lifetime = false;
  if (sent?.idle_token_lifetime !== undefined) base.infinite_idle_token_lifetime = false;
  return { ...base, ...sent };
}

function refreshTokenBase(kind: Kind, expiring: boolean): Document {
  const long = kind.authMethod === "client_secret_post" || (kind.mode === "strict" && !isPublic(kind));
  const lifetimes = {
    token_lifetime: long ? ONE_YEAR : THIRTY_DAYS,
    idle_token_lifetime: long ? THIRTY_DAYS : FIFTEEN_DAYS,
  };
  // Public third-party applications rotate: their refresh tokens are not bound to a secret.
  if (kind.mode !== "first-party" && isPublic(kind))
    return settings("rotating", "expiring", false, false, lifetimes);
  if (kind.mode === "strict") return settings("non-rotating", "expiring", true, false, lifetimes);
  if (expiring) return settings("non-rotating", "expiring", false, false, lifetimes);
  return settings("non-rotating", "non-expiring", true, true, lifetimes);
}

function settings(
  rotation: string,
  expiration: string,
  infinite: boolean,
  idle: boolean,
  lifetimes: Document,
): Document {
  return {
    rotation_type: rotation,
    expiration_type: expiration,
    leeway: 0,
    infinite_token_lifetime: infinite,
    infinite_idle_token_lifetime: idle,
    ...lifetimes,
  };
}
