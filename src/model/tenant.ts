// tenant.yaml: what the Auth0 tenant offers to applications. It is described here, not managed.
import { z } from "zod";
import { lineSchema, urlSchema } from "./units.ts";

const connectionSchema = z.strictObject({
  name: z
    .string()
    .max(128)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, "expected letters, digits and hyphens")
    .meta({ description: "The connection's name in Auth0." }),
  strategy: z
    .string()
    .min(1)
    .meta({ description: "The identity provider's kind, e.g. auth0, google-oauth2, samlp." }),
  is_domain_connection: z
    .boolean()
    .meta({ description: "Promoted to domain level: open to every third-party application of the tenant." }),
  description: lineSchema.optional(),
});

const accountSchema = z.strictObject({
  claim: urlSchema.meta({ description: "Name of the claim in access tokens: a URL, which is only a name." }),
  app_metadata_key: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected letters, digits and underscores")
    .meta({ description: "Key of the user's app_metadata that holds the account's id." }),
});

/** Source: https://auth0.com/docs/api/management/v2/tenants/tenant-settings-route (read 2026-11) */
export const tenantSchema = z
  .strictObject({
    connections: z.array(connectionSchema).min(1),
    flags: z.strictObject({
      use_scope_descriptions_for_consent: z
        .boolean()
        .meta({ description: "Whether the consent page shows the scopes' descriptions." }),
    }),
    account: accountSchema
      .optional()
      .meta({ description: "How a user's account gets into access tokens, for APIs with account_claim." }),
    offers_permissive_third_party: z.boolean().meta({
      description: "Whether the tenant may still create third-party applications in permissive mode.",
    }),
    security: z.email().meta({
      description: "Who reviews the code and partners with sensitive scopes; see .github/CODEOWNERS.",
    }),
  })
  .meta({ title: "What the Auth0 tenant offers" });

export type Tenant = z.infer<typeof tenantSchema>;
export type Connection = Tenant["connections"][number];
