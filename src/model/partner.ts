// One file in partners/: a partner, its application (Auth0's client), its grants, and where it runs in each stack.
import { z } from "zod";
import { AUTHENTICATION_METHODS } from "./authentication.ts";
import { principalArnSchema } from "./aws.ts";
import { ofEachPlain, type PlainName, type PlainValue } from "./plain-properties.ts";
import {
  applicationIdSchema,
  clientIdSchema,
  dateSchema,
  durationSchema,
  idSchema,
  lineSchema,
  ownerSchema,
  urlSchema,
} from "./units.ts";
import { ofEachUrl, type UrlName, type UrlValue } from "./url-properties.ts";

export const SECURITY_MODES = ["strict", "permissive"] as const;
/** Auth0's `app_type`. */
export const APP_TYPES = ["regular_web", "spa", "native", "non_interactive"] as const;
/** Of a grant: on behalf of users, or without one. */
export const SUBJECT_TYPES = ["user", "client"] as const;
export const ROTATION_TYPES = ["rotating", "non-rotating"] as const;
/** Only an active one has grants; a retired one may be taken out of the files. */
export const STATUSES = ["active", "suspended", "retired"] as const;
export const EXPIRATION_TYPES = ["expiring", "non-expiring"] as const;
export const KEY_ALGS = ["RS256", "RS384", "PS256"] as const;
/** Where a public key is in its life; Auth0 accepts what any of them signed. */
export const KEY_STATES = ["next", "current", "retiring"] as const;
/** Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11) */
export const GRANT_TYPES = [
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "implicit",
  "password",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:openid:params:grant-type:ciba",
  "http://auth0.com/oauth/grant-type/password-realm",
  "http://auth0.com/oauth/grant-type/passwordless/otp",
] as const;

const refreshTokenSchema = z.strictObject({
  rotation_type: z.enum(ROTATION_TYPES).optional(),
  expiration_type: z.enum(EXPIRATION_TYPES).optional(),
  token_lifetime: durationSchema.meta({ description: "The partner must ask the user again after this." }),
  idle_token_lifetime: durationSchema.meta({
    description: "A refresh token unused for this long stops working.",
  }),
  leeway: durationSchema.optional().meta({ description: "How long a rotated token may still be used." }),
});

const tokenQuotaSchema = z.strictObject({
  client_credentials: z.strictObject({
    per_hour: z.int().min(1).optional(),
    per_day: z.int().min(1).optional(),
    enforce: z.boolean(),
  }),
});

const plainSchemas = ofEachPlain(({ values, description }) =>
  (typeof values[0] === "boolean" ? z.boolean() : z.enum(values.map(String)))
    .optional()
    .meta({ description }),
) as { readonly [N in PlainName]: z.ZodOptional<z.ZodType<PlainValue<N>>> };

/** Source: https://auth0.com/docs/get-started/applications/enable-android-app-links-support (read 2026-11) */
const FINGERPRINT = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/;

/** What links of a native application open; Auth0's `mobile`. */
export const mobileSchema = z.strictObject({
  android: z
    .strictObject({
      app_package_name: lineSchema,
      sha256_cert_fingerprints: z
        .array(
          z
            .string()
            .regex(FINGERPRINT, "expected a SHA-256 fingerprint: 32 pairs of 0-9 and A-F, joined by colons"),
        )
        .min(1)
        .meta({ description: "Of the certificates that sign the app." }),
    })
    .optional(),
  ios: z.strictObject({ team_id: lineSchema, app_bundle_identifier: lineSchema }).optional(),
});

const applicationSchema = z.strictObject({
  is_first_party: z
    .boolean()
    .meta({ description: "Ours or a trusted partner's. Permanent: changing it makes a new application." }),
  third_party_security_mode: z
    .enum(SECURITY_MODES)
    .optional()
    .meta({ description: "Third-party applications only. Permanent: changing it makes a new application." }),
  app_type: z.enum(APP_TYPES),
  authentication_method: z.enum(AUTHENTICATION_METHODS).meta({
    description: "How the application proves who it is at the token endpoint; none for public applications.",
  }),
  grant_types: z
    .array(z.enum(GRANT_TYPES))
    .min(1)
    .optional()
    .meta({ description: "By default what `grants` and `refresh_token` need." }),
  ...plainSchemas,
  refresh_token: refreshTokenSchema
    .optional()
    .meta({ description: "Offline access; leave it out for none." }),
  oidc_scopes: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: "OpenID Connect scopes, e.g. openid, profile, email." }),
  connections: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: "First-party applications only: the connections its users sign in with." }),
  skip_consent: z
    .boolean()
    .optional()
    .meta({ description: "First-party applications only: users are not asked." }),
  token_quota: tokenQuotaSchema.optional(),
  mobile: mobileSchema.optional().meta({
    description: "Native applications, and not strict ones: the apps that open links of the tenant's domain.",
  }),
  client_metadata: z.record(z.string().min(1), z.string()).optional(),
});

export const grantSchema = z.strictObject({
  api: z.string().meta({ description: "Id of the API: the stem of its file in apis/." }),
  subject_type: z
    .enum(SUBJECT_TYPES)
    .meta({ description: "user: on behalf of a user. client: without one." }),
  scopes: z
    .array(z.string())
    .meta({ description: "Of the API; [] where it has none, which gives all of it." }),
  optional_scopes: z.array(z.string()).min(1).optional().meta({
    description:
      "Of `scopes`, those that a sign-in does not ask for: the partner asks for them once a user needs them, and users may say no.",
  }),
  reason: lineSchema.meta({ description: "Why the partner needs this; read by security." }),
  stacks: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: "Only in these stacks; by default in all of the partner's." }),
});

const credentialSchema = z.strictObject({
  name: lineSchema.meta({ description: "Permanent: another name means another key at Auth0." }),
  alg: z.enum(KEY_ALGS).optional(),
  pem: z.string().meta({ description: "The partner's public key in PEM." }),
  expires_at: z.iso.datetime().optional(),
  state: z.enum(KEY_STATES).optional().meta({
    description:
      "Of two keys: current is signed with, next will be, retiring was. Auth0 accepts all of them.",
  }),
});

const urlSchemas = ofEachUrl(({ many, description }) => {
  const schema = (many ? z.array(urlSchema) : urlSchema).optional();
  return description === undefined ? schema : schema.meta({ description });
}) as { readonly [N in UrlName]: z.ZodOptional<z.ZodType<UrlValue<N>>> };

const partnerStackSchema = z.strictObject({
  status: z.literal("retired").optional().meta({
    description: "The partner is retired in this stack only: no grants there, before the stack may go.",
  }),
  client_id: clientIdSchema.optional().meta({
    description: "An application that the tenant has already: taken over as it is, never made anew.",
  }),
  ...urlSchemas,
  enable_url: urlSchema.optional().meta({ description: 'Where "Enable" in our app sends the user.' }),
  credentials: z
    .array(credentialSchema)
    .min(1)
    .optional()
    .meta({ description: "Public keys, for private_key_jwt." }),
  aws_principal_arn: principalArnSchema.optional().meta({
    description: "The AWS role or user that reads the partner's secret; by default our operators.",
  }),
  part: idSchema.optional().meta({
    description:
      "Where partners are spread over several Pulumi stacks: the one that deploys this partner. By default the stack's own.",
  }),
});

const formerIdsSchema = z
  .array(applicationIdSchema)
  .min(1)
  .optional()
  .meta({ description: "Earlier file names, with the key where it had one; the client ID is kept." });

const statusSchema = z.enum(STATUSES).optional().meta({
  description: "suspended: no grants, all else stays. retired: the same, before the file may go.",
});

const SHOWN = {
  name: lineSchema.meta({ description: "Shown to users on the consent page and the integrations page." }),
  description: lineSchema.meta({ description: "What the integration does, for the integrations page." }),
};

const OF_PARTNER = {
  owner: ownerSchema.meta({
    description: "Who in our company answers for the partner.",
  }),
  contact: z
    .strictObject({ name: lineSchema, email: z.email() })
    .meta({ description: "Whom to call at the partner." }),
  contract: z
    .strictObject({ reference: lineSchema, ends: dateSchema })
    .meta({ description: "What the access rests on." }),
  review_by: dateSchema
    .optional()
    .meta({ description: "When somebody must have looked again at what the partner may do." }),
  status: statusSchema,
  logo_uri: urlSchema.optional(),
};

const OF_APPLICATION = {
  application: applicationSchema,
  grants: z.array(grantSchema).meta({
    description: "What the partner may do, API by API; [] where it only signs users in, by oidc_scopes.",
  }),
  stacks: z
    .record(z.string(), partnerStackSchema)
    .meta({ description: "Where the partner exists, and what differs there." }),
};

/** Keys are Auth0's where they mean Auth0's. Source: https://auth0.com/docs/api/management/v2/clients/post-clients (read 2026-11) */
export const partnerSchema = z
  .strictObject({
    ...SHOWN,
    former_ids: formerIdsSchema,
    ...OF_PARTNER,
    ...OF_APPLICATION,
  })
  .meta({ title: "An integration partner" });

/** A partner with several applications: one name, one contract, and each application as a partner's single one is. */
export const severalSchema = z
  .strictObject({
    ...SHOWN,
    ...OF_PARTNER,
    applications: z
      .record(
        idSchema,
        z.strictObject({ former_ids: formerIdsSchema, status: statusSchema, ...OF_APPLICATION }),
      )
      .refine((all) => Object.keys(all).length > 0, "expected at least one application")
      .meta({ description: "By a key that is permanent, such as web, mobile or machine." }),
  })
  .meta({ title: "An integration partner with several applications" });

/** A partner's file: a single application, or several below `applications`. */
export const partnerFileSchema = z.union([partnerSchema, severalSchema]);

/** A decoded file with several applications. */
export type Several = z.infer<typeof severalSchema>;
/** A decoded file with a single application, or one of several as if it were one. */
export type Partner = z.infer<typeof partnerSchema>;
/** `application` of a partner's file: what Auth0 makes of it, without its callbacks. */
export type Application = Partner["application"];
/** One grant of a file: an API, for whom, which of its scopes, and why. */
export type Grant = Partner["grants"][number];
/** One stack of a file: where the partner's application is there, and what is different there. */
export type PartnerStack = Partner["stacks"][string];
/** One public key of a file, in PEM form, with its algorithm and its state. */
export type Credential = z.infer<typeof credentialSchema>;
/** For whom a grant is; Auth0's `subject_type`. */
export type SubjectType = (typeof SUBJECT_TYPES)[number];
/** Auth0's `grant_types`, in its words. */
export type GrantType = (typeof GRANT_TYPES)[number];
/** Auth0's `third_party_security_mode`, fixed when an application is made. */
export type SecurityMode = (typeof SECURITY_MODES)[number];
/** Auth0's `app_type`. */
export type AppType = (typeof APP_TYPES)[number];

/** Auth0's `refresh_token.rotation_type`. */
export type RotationType = (typeof ROTATION_TYPES)[number];
/** Auth0's `refresh_token.expiration_type`. */
export type ExpirationType = (typeof EXPIRATION_TYPES)[number];
/** Whether a partner has its access, as its file says. */
export type Status = (typeof STATUSES)[number];
/** What a partner signs its assertions with (RFC 7518, section 3.1). */
export type KeyAlg = (typeof KEY_ALGS)[number];
/** Where a public key is in its rotation. */
export type KeyState = (typeof KEY_STATES)[number];
