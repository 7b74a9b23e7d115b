// The nested settings of an application: what each may hold. What Auth0's SDK does not type, is let through.
// Source: https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (version 7.1.0)
import { z } from "zod";

const strings = z.array(z.string().min(1));
const enabled = z.looseObject({ enabled: z.boolean().optional() }).optional();
const count = z.int().min(1).optional();

export const sessionTransfer = z.looseObject({
  can_create_session_transfer_token: z.boolean().optional(),
  enforce_cascade_revocation: z.boolean().optional(),
  allowed_authentication_methods: z.array(z.enum(["cookie", "query"])).nullish(),
  enforce_device_binding: z.enum(["ip", "asn", "none"]).optional(),
  allow_refresh_token: z.boolean().optional(),
  enforce_online_refresh_tokens: z.boolean().optional(),
});

export const tokenQuota = z.strictObject({
  client_credentials: z.strictObject({
    enforce: z.boolean().optional(),
    per_hour: count,
    per_day: count,
  }),
});

export const defaultOrganization = z.strictObject({
  organization_id: z.string(),
  flows: z.array(z.enum(["client_credentials"])).min(1),
});

export const mobile = z.looseObject({
  android: z
    .looseObject({ app_package_name: z.string().optional(), sha256_cert_fingerprints: strings.optional() })
    .optional(),
  ios: z
    .looseObject({ team_id: z.string().optional(), app_bundle_identifier: z.string().optional() })
    .optional(),
});

export const nativeSocialLogin = z.strictObject({ apple: enabled, facebook: enabled, google: enabled });

export const oidcLogout = z.looseObject({
  backchannel_logout_urls: strings.optional(),
  backchannel_logout_initiators: z
    .looseObject({ mode: z.enum(["custom", "all"]).optional(), selected_initiators: strings.optional() })
    .nullish(),
  backchannel_logout_session_metadata: z.looseObject({ include: z.boolean() }).nullish(),
});

export const tokenExchange = z.strictObject({
  allow_any_profile_of_type: z
    .array(z.enum(["custom_authentication", "on_behalf_of_token_exchange"]))
    .optional(),
});

export const organizationSettings = {
  default_organization: defaultOrganization.nullish(),
  organization_usage: z.enum(["deny", "allow", "require"]).nullish(),
  organization_require_behavior: z.enum(["no_prompt", "pre_login_prompt", "post_login_prompt"]).nullish(),
  organization_discovery_methods: z
    .array(z.enum(["email", "organization_name"]))
    .min(1)
    .nullish(),
};

export const active = z.looseObject({ active: z.boolean() });

export const complianceLevel = z.enum([
  "none",
  "fapi1_adv_pkj_par",
  "fapi1_adv_mtls_par",
  "fapi2_sp_pkj_mtls",
  "fapi2_sp_mtls_mtls",
]);

export const b2bIntegration = z.looseObject({
  sso_profiles: strings.optional(),
  integration_type: z.string().optional(),
});

/** To which further APIs refresh tokens lead, and with which scopes. */
export const refreshTokenPolicies = z.array(z.strictObject({ audience: z.string().min(1), scope: strings }));

export const encryptionKey = z.looseObject({
  pub: z.string().optional(),
  cert: z.string().optional(),
  subject: z.string().optional(),
});
