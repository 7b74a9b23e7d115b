// tenant.yaml: what the Auth0 tenant offers to applications, which is described and not managed; and our own applications.
import { z } from "zod";
import { page } from "./pages.ts";
import { grantSchema } from "./partner.ts";
import { clientIdSchema, dateSchema, idSchema, lineSchema, ownerSchema, urlSchema } from "./units.ts";
import { APPLICATION_WAYS } from "./way.ts";

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
  inspected: dateSchema.optional().meta({
    description:
      "The day on which somebody read its scripts and its SCIM map, which can set a user's account and which no program reads. Not made: `drift` and `who` rely on it.",
  }),
});

const accountSchema = z.strictObject({
  claim: urlSchema.meta({ description: "Name of the claim in access tokens: a URL, which is only a name." }),
  app_metadata_key: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected letters, digits and underscores")
    .meta({ description: "Key of the user's app_metadata that holds the account's id." }),
});

/** Source: https://auth0.com/docs/customize/actions/explore-triggers */
const knownActionSchema = z.strictObject({
  name: lineSchema.meta({ description: "The Action's name at Auth0." }),
  trigger: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/, "expected a trigger such as post-login")
    .meta({ description: "Where it runs, e.g. post-login." }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected a SHA-256 of 64 lower-case digits")
    .meta({
      description: "Of the deployed code, as UTF-8. `drift` says it of an Action that it does not know.",
    }),
});

/** Source: https://auth0.com/docs/manage-users/access-control/rbac (read 2026-11) */
const rolePermissionsSchema = z
  .record(idSchema, grantSchema.shape.scopes)
  .meta({ description: "By API, the scopes that its users may get there." });

const ownApplicationSchema = z.strictObject({
  name: lineSchema.meta({ description: "What people call it; its name at Auth0 may be another." }),
  stacks: z
    .record(z.string(), z.strictObject({ client_id: clientIdSchema }))
    .meta({ description: "Its client ID in each stack where it exists." }),
  grants: z.array(grantSchema.pick({ api: true, subject_type: true, scopes: true })).meta({
    description: "Which of our APIs it calls, as whom and with which scopes; `[]` where it calls none.",
  }),
  management_scopes: z
    .array(z.string().regex(/^[a-z_]+:[a-z_0-9]+$/, "expected a scope such as read:clients"))
    .min(1)
    .optional()
    .meta({
      description:
        "What it may do at Auth0's Management API, where that changes anything. Not made: `drift` compares. Most of these scopes give the whole tenant.",
    }),
  ways: z
    .array(z.enum(APPLICATION_WAYS))
    .min(1)
    .optional()
    .meta({
      description: `Further ways in which it gets users' tokens, see ${page("docs/ways.md")}. Not made: \`drift\` compares.`,
    }),
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
    own_applications: z.record(idSchema, ownApplicationSchema).optional().meta({
      description:
        "Our own applications that the tenant has, such as our app and its back office. Their grants for our APIs are made; nothing else of them is.",
    }),
    actions: z.array(knownActionSchema).min(1).optional().meta({
      description:
        "Actions of the tenant that others made and that somebody has read: they can widen every token. Not made: `drift` compares. An edit of the code is another SHA-256.",
    }),
    roles: z.record(lineSchema, rolePermissionsSchema).optional().meta({
      description:
        "Roles of the tenant, by their name at Auth0, with their permissions at our APIs that enforce them (enforce_policies). Not made: `drift` compares.",
    }),
    offers_permissive_third_party: z.boolean().meta({
      description: "Whether the tenant may still create third-party applications in permissive mode.",
    }),
    security: ownerSchema.meta({
      description: "Who reviews the code and partners with sensitive scopes; see .github/CODEOWNERS.",
    }),
  })
  .meta({ title: "What the Auth0 tenant offers" });

/** The decoded tenant.yaml. */
export type Tenant = z.infer<typeof tenantSchema>;
/** An Action that tenant.yaml declares: name, trigger and SHA-256 of its code. */
export type KnownAction = z.infer<typeof knownActionSchema>;
/** An application of ours that tenant.yaml declares, with what it may do. */
export type OwnApplication = z.infer<typeof ownApplicationSchema>;
