// What a tenant's Management API answers, reduced to what drift compares. No secret is among it.
import { z } from "zod";
import { ofEachPlain, type PlainName, type PlainValue } from "../model/plain-properties.ts";
import { ofEachUrl, type UrlName, type UrlValue } from "../model/url-properties.ts";

/** Auth0 leaves out what is not set; a null means the same. */
const maybe = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value: z.output<T> | null | undefined) => value ?? undefined);
const text = maybe(z.string());
const yesNo = maybe(z.boolean());
const number = maybe(z.number());
const texts = maybe(z.array(z.string())).transform((list) => list ?? []);

const urls = ofEachUrl(({ many }) => (many ? texts : text)) as {
  readonly [N in UrlName]: UrlValue<N> extends string ? typeof text : typeof texts;
};

const plain = ofEachPlain(({ initial }) => (typeof initial === "boolean" ? yesNo : text)) as {
  readonly [N in PlainName]: PlainValue<N> extends boolean ? typeof yesNo : typeof text;
};

/** Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11) */
export const applicationSchema = z.object({
  client_id: z.string(),
  name: text,
  description: text,
  logo_uri: text,
  app_type: text,
  is_first_party: yesNo,
  third_party_security_mode: text,
  ...plain,
  oidc_conformant: yesNo,
  grant_types: texts,
  ...urls,
  jwt_configuration: maybe(z.object({ alg: text, lifetime_in_seconds: number })),
  refresh_token: maybe(
    z.object({
      rotation_type: text,
      expiration_type: text,
      leeway: number,
      token_lifetime: number,
      infinite_token_lifetime: yesNo,
      idle_token_lifetime: number,
      infinite_idle_token_lifetime: yesNo,
      policies: maybe(z.array(z.object({ audience: text, scope: texts }))),
    }),
  ),
  token_quota: maybe(
    z.object({
      client_credentials: maybe(z.object({ per_hour: number, per_day: number, enforce: yesNo })),
    }),
  ),
  mobile: maybe(
    z.object({
      android: maybe(z.object({ app_package_name: text, sha256_cert_fingerprints: texts })),
      ios: maybe(z.object({ team_id: text, app_bundle_identifier: text })),
    }),
  ),
  client_metadata: maybe(z.record(z.string(), z.unknown())),
  token_exchange: maybe(z.object({ allow_any_profile_of_type: texts })),
  session_transfer: maybe(
    z.object({
      can_create_session_transfer_token: yesNo,
      allowed_authentication_methods: texts,
      delegation: maybe(z.object({ allow_delegated_access: yesNo })),
    }),
  ),
  native_social_login: maybe(z.record(z.string(), maybe(z.object({ enabled: yesNo })))),
  cross_origin_authentication: yesNo,
  identity_assertion_authorization_grant: maybe(z.object({ active: yesNo })),
  organization_usage: text,
  compliance_level: text,
  is_token_endpoint_ip_header_trusted: yesNo,
  skip_non_verifiable_callback_uri_confirmation_prompt: yesNo,
  require_pushed_authorization_requests: yesNo,
  signed_request_object: maybe(z.object({ required: yesNo })),
  token_endpoint_auth_method: text,
  /** The address of its client ID metadata document. Source: https://auth0.com/docs/get-started/auth0-overview/create-applications/register-applications-with-cimd (read 2026-11) */
  external_client_id: text,
  anonymous_sessions: maybe(z.object({ active: yesNo })),
  client_authentication_methods: maybe(
    z.record(z.string(), maybe(z.object({ credentials: maybe(z.array(z.object({ id: z.string() }))) }))),
  ),
});

/** Source: https://auth0.com/docs/api/management/v2/client-grants/get-client-grants (read 2026-11) */
export const liveGrantSchema = z.object({
  id: z.string(),
  client_id: text,
  default_for: text,
  audience: z.string(),
  /** Absent means `client`. */
  subject_type: text,
  scope: texts,
  allow_all_scopes: yesNo,
  allow_any_organization: yesNo,
  organization_usage: text,
  authorization_details_types: texts,
});

const policy = maybe(z.object({ policy: text }));

/** Source: https://auth0.com/docs/api/management/v2/resource-servers/get-resource-servers (read 2026-11) */
export const resourceServerSchema = z.object({
  id: text,
  identifier: z.string(),
  name: text,
  signing_alg: text,
  token_dialect: text,
  token_lifetime: number,
  token_lifetime_for_web: number,
  allow_offline_access: yesNo,
  allow_online_access: yesNo,
  enforce_policies: yesNo,
  skip_consent_for_verifiable_first_party_clients: yesNo,
  is_system: yesNo,
  proof_of_possession: maybe(z.object({ mechanism: text, required: yesNo, required_for: text })),
  token_encryption: maybe(z.object({ format: text })),
  consent_policy: text,
  authorization_policy: maybe(z.object({ policy_id: text })),
  subject_type_authorization: maybe(z.object({ user: policy, client: policy, anonymous_user: policy })),
  allow_anonymous_access: yesNo,
  scopes: maybe(z.array(z.object({ value: z.string(), description: text }))).transform((list) => list ?? []),
});

/** Source: https://auth0.com/docs/api/management/v2/connections/get-connections (read 2026-11) */
export const connectionSchema = z.object({
  id: z.string(),
  name: z.string(),
  strategy: text,
  is_domain_connection: yesNo,
});

/** Source: https://auth0.com/docs/api/management/v2/clients/get-credentials (read 2026-11) */
export const keySchema = z.object({
  id: z.string(),
  name: text,
  kid: text,
  alg: text,
  expires_at: text,
});

/** Source: https://auth0.com/docs/api/management/v2/actions/get-actions (read 2026-11) */
export const actionSchema = z.object({
  id: z.string(),
  name: z.string(),
  code: text,
  supported_triggers: maybe(z.array(z.object({ id: z.string(), version: text }))),
  deployed_version: maybe(z.object({ code: text, runtime: text, deployed: yesNo })),
});

/** Source: https://auth0.com/docs/api/management/v2/tenants/tenant-settings-route */
export const settingsSchema = z.object({
  flags: maybe(
    z.object({ use_scope_descriptions_for_consent: yesNo, enable_dynamic_client_registration: yesNo }),
  ),
  dynamic_client_registration_security_mode: text,
  default_token_quota: maybe(
    z.object({
      clients: maybe(
        z.object({
          client_credentials: maybe(z.object({ per_hour: number, per_day: number, enforce: yesNo })),
        }),
      ),
    }),
  ),
  client_id_metadata_document_supported: yesNo,
  default_audience: text,
  skip_non_verifiable_callback_uri_confirmation_prompt: yesNo,
});

/** Source: https://auth0.com/docs/api/management/v2/keys/get-custom-signing-keys (read 2026-11) */
export const customSigningKeySchema = z.object({ kid: text });

/** A rule or a hook. */
export const legacyCodeSchema = z.object({ name: z.string(), enabled: yesNo });

/** Source: https://auth0.com/docs/api/management/v2/roles/get-roles (read 2026-11) */
export const roleSchema = z.object({ id: z.string(), name: z.string() });

/** Source: https://auth0.com/docs/api/management/v2/roles/get-role-permission (read 2026-11) */
export const permissionSchema = z.object({
  resource_server_identifier: z.string(),
  permission_name: z.string(),
});

/** What users with it may get, at any API. */
export interface LiveRole {
  readonly name: string;
  readonly permissions: readonly z.output<typeof permissionSchema>[];
}

/** The tenant's settings, as far as ways depend on them. */
export type LiveSettings = z.output<typeof settingsSchema>;
/** An application (Auth0's client) as the Management API returns it. */
export type LiveApplication = z.output<typeof applicationSchema>;
/** A client grant as the Management API returns it. */
export type LiveGrant = z.output<typeof liveGrantSchema>;
/** An API (Auth0's resource server) as the Management API returns it. */
export type LiveApi = z.output<typeof resourceServerSchema>;
export type LiveConnection = z.output<typeof connectionSchema>;
export type LiveKey = z.output<typeof keySchema>;
/** An Action with the version that is deployed. */
export type LiveAction = z.output<typeof actionSchema>;

/** One change of anything, by whatever application or person. */
export interface LoggedWrite {
  readonly id: string;
  /** ISO 8601; "" where the line has none. */
  readonly date: string;
  /** Of the application that called; "" where the line has none. */
  readonly clientId: string;
  readonly clientName: string;
  /** Undefined where the line does not say it. */
  readonly method: string | undefined;
  /** Below `/api/v2/`, in decoded segments; undefined where the line does not say it. */
  readonly path: readonly string[] | undefined;
  readonly body: unknown;
}

/** Writes of the tenant's log. */
export interface LiveLog {
  /** Newest first. */
  readonly writes: readonly LoggedWrite[];
  /** Whether there are older ones that no search gives. */
  readonly isCut: boolean;
}

/** What was read of it, or why nothing was: the credentials may not, or nobody could tell a deployment's writes from others'. */
export type LogReading = LiveLog | "refused" | "nobody-deploys";

/** One tenant at one time. */
export interface LiveTenant {
  readonly applications: readonly LiveApplication[];
  readonly grants: readonly LiveGrant[];
  readonly apis: readonly LiveApi[];
  readonly connections: readonly LiveConnection[];
  /** Client IDs by connection id: of those that first-party partners name, and where all is read, of those below domain level. */
  readonly enabled: ReadonlyMap<string, readonly string[]>;
  /** Names of connections below domain level whose applications were not read, since each takes a call; absent for none. */
  readonly unreadConnections?: readonly string[];
  /** By client ID; only of our applications that sign their assertions. */
  readonly keys: ReadonlyMap<string, readonly LiveKey[]>;
  readonly actions: readonly LiveAction[];
  /** Ids of the bound Actions by trigger, each as often as it is bound. */
  readonly bound: ReadonlyMap<string, readonly string[]>;
  readonly showsScopeDescriptions: boolean;
  readonly settings: LiveSettings;
  /**
   * By id, the grants for our APIs that organizations can use: whether one may. Undefined where nobody may read it.
   */
  readonly organizationGrants: ReadonlyMap<string, boolean | undefined>;
  /** Names of the rules and hooks that run; undefined where nobody may read them. */
  readonly rules: readonly string[] | undefined;
  readonly hooks: readonly string[] | undefined;
  /** None where no API of ours enforces permissions; undefined where nobody may read them. */
  readonly roles: readonly LiveRole[] | undefined;
  /** Ids of the public keys that a company holds the private halves of, "" where one has none; undefined where nobody may read them. */
  readonly customSigningKeys: readonly string[] | undefined;
  /** Absent where nobody asked for it. */
  readonly log?: LogReading;
}

/** What stays undefined where the credentials lack a right. */
export type Refusable = {
  [K in keyof LiveTenant]: Record<never, never> extends Pick<LiveTenant, K>
    ? never
    : undefined extends LiveTenant[K]
      ? K
      : never;
}[keyof LiveTenant] &
  string;

/** What needs no right to read the tenant's settings. */
export type BesideSettings = Omit<LiveTenant, "showsScopeDescriptions" | "settings">;

/** All of it but what anyone who deploys has no right to read. */
export type LiveObjects = Omit<BesideSettings, "organizationGrants" | Refusable>;
