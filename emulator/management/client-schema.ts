import { z } from "zod";
import type { Document } from "../store.ts";
import {
  active,
  b2bIntegration,
  complianceLevel,
  encryptionKey,
  mobile,
  nativeSocialLogin,
  oidcLogout,
  organizationSettings,
  refreshTokenPolicies,
  sessionTransfer,
  tokenExchange,
  tokenQuota,
} from "./client-settings.ts";

/** One application as the tenant keeps it: secrets included, credentials in a pool of their own. */
export interface Client extends Document {
  client_id: string;
  client_secret: string;
  name: string;
  is_first_party: boolean;
  grant_types: string[];
  app_type?: string;
  token_endpoint_auth_method?: string;
  third_party_security_mode?: "strict" | "permissive";
  client_authentication_methods?: AuthenticationMethods;
  signed_request_object?: { required?: boolean; credentials?: { id: string }[] };
  jwt_configuration?: Document;
  refresh_token?: Document;
  client_metadata?: Record<string, string>;
}

/** Which credentials of the pool prove the application's identity, by method. */
export type AuthenticationMethods = Record<string, { credentials: { id: string }[] }>;

const WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
/**
 * A scheme of an application's own has no authority: a single slash follows it. Auth0's pages show two, which many use.
 * Source: https://www.rfc-editor.org/rfc/rfc8252#section-7.1,
 * https://auth0.com/docs/secure/security-guidance/measures-against-app-impersonation (read 2026-11)
 */
const WITH_PATH = /^(?!https?:)[a-z][a-z0-9+.-]*:\/\S+$/i;
const url = (format: string, ...more: RegExp[]) =>
  z.string().refine((value) => [WITH_HOST, ...more].some((form) => form.test(value)), {
    error: ({ input }) => `Object didn't pass validation for format ${format}: ${String(input)}`,
  });

/**
 * It requires https and cannot point to localhost. Source:
 * https://auth0.com/docs/authenticate/login/auth0-universal-login/configure-default-login-routes (read 2026-11)
 */
const isLoginUri = (text: string): boolean => {
  const url = URL.parse(text.replace(/[{}]/g, ""));
  return url?.protocol === "https:" && url.hostname !== "localhost";
};

const object = z.looseObject({});
const strings = z.array(z.string().min(1));
const seconds = z.int().min(1);

// Source: https://auth0.com/docs/get-started/applications/configure-application-metadata (read 2026-11)
const MAX_METADATA_LENGTH = 255;
const metadata = z.record(
  z
    .string()
    .max(MAX_METADATA_LENGTH)
    .regex(/^[A-Za-z0-9:,\-+=_*?"/\\()<>@\t ]+$/),
  z.string().max(MAX_METADATA_LENGTH).nullable(),
);

// Source: https://auth0.com/docs/api/management/v2/clients/post-clients (read 2026-11)
const refreshToken = z.strictObject({
  rotation_type: z.enum(["rotating", "non-rotating"]),
  expiration_type: z.enum(["expiring", "non-expiring"]),
  leeway: z.int().min(0).optional(),
  token_lifetime: seconds.max(157_788_000).optional(),
  infinite_token_lifetime: z.boolean().optional(),
  idle_token_lifetime: seconds.optional(),
  infinite_idle_token_lifetime: z.boolean().optional(),
  policies: refreshTokenPolicies.nullish(),
});

const jwtConfiguration = z.strictObject({
  alg: z.enum(["HS256", "RS256", "RS512", "PS256"]).optional(),
  lifetime_in_seconds: z.int().min(1).max(2_592_000).optional(),
  secret_encoded: z.boolean().optional(),
  scopes: object.optional(),
});

const MAX_ATTACHED = 2;
const attached = z.strictObject({ credentials: z.array(object).max(MAX_ATTACHED) });
const authenticationMethods = z.strictObject({
  private_key_jwt: attached.optional(),
  tls_client_auth: attached.optional(),
  self_signed_tls_client_auth: attached.optional(),
});

const APP_TYPES = [
  "native",
  "spa",
  "regular_web",
  "non_interactive",
  "resource_server",
  "express_configuration",
  "rms",
  "box",
  "cloudbees",
  "concur",
  "dropbox",
  "mscrm",
  "echosign",
  "egnyte",
  "newrelic",
  "office365",
  "salesforce",
  "sentry",
  "sharepoint",
  "slack",
  "springcm",
  "zendesk",
  "zoom",
  "sso_integration",
  "oag",
] as const;

const properties = {
  name: z.string().regex(/^[^<>]+$/),
  description: z.string().max(140).optional(),
  client_secret: z.string().min(1).optional(),
  logo_uri: z.string().optional(),
  callbacks: z.array(url("callback-url", WITH_PATH)).optional(),
  allowed_origins: z.array(url("url-with-placeholders")).optional(),
  web_origins: z.array(url("url-with-placeholders")).optional(),
  allowed_logout_urls: z.array(url("url-with-placeholders")).optional(),
  client_aliases: strings.optional(),
  allowed_clients: strings.optional(),
  grant_types: strings.optional(),
  token_endpoint_auth_method: z.enum(["none", "client_secret_post", "client_secret_basic"]).optional(),
  is_token_endpoint_ip_header_trusted: z.boolean().optional(),
  app_type: z.enum(APP_TYPES).optional(),
  is_first_party: z.boolean().optional(),
  oidc_conformant: z.boolean().optional(),
  jwt_configuration: jwtConfiguration.optional(),
  encryption_key: encryptionKey.nullish(),
  sso: z.boolean().optional(),
  sso_disabled: z.boolean().optional(),
  cross_origin_auth: z.boolean().optional(),
  cross_origin_authentication: z.boolean().optional(),
  cross_origin_loc: z.string().nullish(),
  custom_login_page_on: z.boolean().optional(),
  custom_login_page: z.string().optional(),
  custom_login_page_preview: z.string().optional(),
  form_template: z.string().optional(),
  addons: object.nullish(),
  client_metadata: metadata.optional(),
  mobile: mobile.optional(),
  initiate_login_uri: z
    .string()
    .refine((value) => value === "" || isLoginUri(value), {
      error: ({ input }) =>
        `Object didn't pass validation for format absolute-https-uri-or-empty: ${String(input)}`,
    })
    .optional(),
  native_social_login: nativeSocialLogin.nullish(),
  fedcm_login: object.nullish(),
  refresh_token: refreshToken.nullish(),
  ...organizationSettings,
  client_authentication_methods: authenticationMethods.nullish(),
  require_pushed_authorization_requests: z.boolean().optional(),
  require_proof_of_possession: z.boolean().optional(),
  signed_request_object: z
    .strictObject({
      required: z.boolean().optional(),
      credentials: z.array(object).max(MAX_ATTACHED).optional(),
    })
    .nullish(),
  compliance_level: complianceLevel.nullish(),
  skip_non_verifiable_callback_uri_confirmation_prompt: z.boolean().nullish(),
  token_exchange: tokenExchange.nullish(),
  token_vault_privileged_access: object.nullish(),
  identity_assertion_authorization_grant: active.nullish(),
  cross_app_access_resource_app: object.nullish(),
  anonymous_sessions: object.nullish(),
  b2b_integration_configuration: b2bIntegration.optional(),
  par_request_expiry: z.int().min(10).max(600).nullish(),
  token_quota: tokenQuota.nullish(),
  session_transfer: sessionTransfer.nullish(),
  oidc_logout: oidcLogout.nullish(),
  oidc_backchannel_logout: oidcLogout.nullish(),
  express_configuration: object.nullish(),
  my_organization_configuration: object.nullish(),
  async_approval_notification_channels: strings.nullish(),
  third_party_security_mode: z.enum(["strict", "permissive"]).optional(),
  redirection_policy: z.enum(["open_redirect_protection", "allow_always"]).optional(),
};

/**
 * Body of `POST /clients`. Unknown top-level properties are refused.
 * Source: https://auth0.com/docs/api/management/v2/clients/post-clients (read 2026-11)
 */
export const createClientSchema = z.strictObject({
  ...properties,
  resource_server_identifier: z.string().min(1).max(600).optional(),
});

/**
 * Body of `PATCH /clients/{id}`: what can change, and what `null` may remove.
 * Source: https://auth0.com/docs/api/management/v2/clients/patch-clients-by-id (read 2026-11)
 */
export const updateClientSchema = z.strictObject({
  ...properties,
  name: properties.name.optional(),
  token_endpoint_auth_method: properties.token_endpoint_auth_method.nullish(),
});
