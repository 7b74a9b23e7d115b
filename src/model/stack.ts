// Pulumi.<stack>.yaml: what differs between environments. Pulumi owns the format; we read our keys of `config`.
import { z } from "zod";
import { addressOf } from "./address.ts";
import { awsSchema, regionSchema, stackHostingSchema } from "./aws.ts";
import { flagSchema, idSchema } from "./units.ts";

/** The stack that `npm start` runs on this machine; all others are shared. */
export const LOCAL_STACK = "local";

/** The key that says when a shared stack is deployed. */
export const DEPLOYMENT = "partner-access:deployment";

const deploymentSchema = z.strictObject({
  after: idSchema.optional().meta({
    description: "The stack whose deployment has to succeed first. Without it this one is deployed first.",
  }),
  approval: z.boolean().meta({ description: "Whether people approve each deployment of the stack." }),
});

/** A tenant's domain as a URL has it: `our-app.auth0.example`, `localhost:4400`. */
export const hostOfDomain = (domain: string): string => addressOf(`https://${domain}`)?.host ?? domain;

const DOMAIN_FORM =
  'expected a host name such as "our-app.auth0.example", with neither final dot nor port 443';

const domainSchema = z
  .string()
  .regex(/^[a-z0-9.-]+(:\d+)?$/, DOMAIN_FORM)
  // Otherwise one tenant could pass as two.
  .refine((text) => hostOfDomain(text) === text, DOMAIN_FORM)
  .meta({ description: "The tenant's domain, without scheme." });

/** Source: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ (read 2026-11) */
export const stackSchema = z
  .looseObject({
    config: z
      .looseObject({
        "auth0:domain": domainSchema,
        "partner-access:issuer": z
          .url()
          .optional()
          .meta({ description: "The tokens' issuer, where it is not https://<domain>/." }),
        "partner-access:protect": flagSchema.meta({
          description: "Whether Pulumi refuses to delete applications and APIs.",
        }),
        "partner-access:loopback_callbacks": flagSchema
          .optional()
          .meta({ description: "Whether callbacks may be plain http on localhost." }),
        [DEPLOYMENT]: deploymentSchema.optional().meta({
          description: "When the stack is deployed; without it first, and without approval.",
        }),
        "auth0:debug": flagSchema
          .optional()
          .meta({ description: "Whether the provider logs each call to Auth0." }),
        "aws:region": regionSchema.optional().meta({ description: "Where everything on AWS lives." }),
        "partner-access:aws": awsSchema
          .optional()
          .meta({ description: "The AWS account; without it a stack has nothing on AWS." }),
        "partner-access:hosting": z
          .record(idSchema, stackHostingSchema)
          .optional()
          .meta({ description: "The APIs that this stack hosts, by the stem of their file in apis/." }),
      })
      .meta({ description: "Pulumi configuration; keys of partner-access: are ours." }),
  })
  .meta({ title: "Settings of a stack" });

/** The decoded settings of a stack, `Pulumi.<stack>.yaml`. */
export type Stack = z.infer<typeof stackSchema>;
/** The keys of a stack's configuration; others are refused. */
export const STACK_KEYS: readonly string[] = Object.keys(stackSchema.shape.config.shape);

/** The key that makes a file the settings of a part: its stack. */
export const PART_OF = "partner-access:part_of";

/**
 * A further Pulumi stack of one stack, for some of its partners. What it says is only what Pulumi cannot take from
 * another file: the provider's domain and how the state is encrypted.
 */
export const partSchema = z
  .looseObject({
    config: z
      .looseObject({
        "auth0:domain": domainSchema,
        "auth0:debug": flagSchema.optional(),
        "aws:region": regionSchema.optional(),
        [PART_OF]: idSchema.meta({
          description: "The stack whose partners it holds: those whose file names this part.",
        }),
      })
      .meta({ description: "Pulumi configuration; all else of partner-access: is in the stack's own file." }),
  })
  .meta({ title: "Settings of a part of a stack" });

/** The same of a part. */
export const PART_KEYS: readonly string[] = Object.keys(partSchema.shape.config.shape);

export type Part = z.infer<typeof partSchema>;
