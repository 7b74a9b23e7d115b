// One file in apis/: an API (Auth0's resource server), its scopes, and the routes each scope opens.
import { z } from "zod";
import { ANY_TOKEN } from "./any-token.ts";
import { DPOP_POLICIES } from "./dpop.ts";
import { hostingSchema } from "./hosting.ts";
import { entryOf } from "./record.ts";
import { durationSchema, idSchema, lineSchema, ownerSchema } from "./units.ts";

export const USER_POLICIES = ["allow_all", "require_client_grant", "deny_all"] as const;
export const CLIENT_POLICIES = ["require_client_grant", "deny_all"] as const;
/** All that Auth0 has; rules say which of them no API here may have, and why. */
export const SIGNING_ALGS = ["RS256", "RS512", "PS256", "HS256"] as const;
export const TOKEN_DIALECTS = [
  "access_token",
  "access_token_authz",
  "rfc9068_profile",
  "rfc9068_profile_authz",
] as const;
/** How much harm a scope can do; security approves `high`. */
export const SENSITIVITIES = ["low", "medium", "high"] as const;
export const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type HttpMethod = (typeof HTTP_METHODS)[number];

/** Which methods only read. Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1 */
const IS_SAFE: Readonly<Record<HttpMethod, boolean>> = {
  ...{ GET: true, HEAD: true, OPTIONS: true },
  ...{ POST: false, PUT: false, PATCH: false, DELETE: false },
};

/** Whether a route may change something; what nobody knows may. */
export const mayWrite = (method: string): boolean => entryOf(IS_SAFE, method) !== true;

const scopeSchema = z.strictObject({
  description: lineSchema.meta({ description: "What the consent page shows the user." }),
  sensitivity: z
    .enum(SENSITIVITIES)
    .meta({ description: "How much harm the scope can do; high is reviewed by security." }),
});

/** `GET /contacts/{id}`: one method, one space, a path whose parameters stand in braces. */
export const ROUTE = new RegExp(`^(${HTTP_METHODS.join("|")}) (/[A-Za-z0-9._~{}/-]*)$`);

const apiStackSchema = z.strictObject({
  resource_server_id: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'expected an id of 24 letters and digits such as "60f1c2d3e4a5b6c7d8e9f0a1"')
    .meta({ description: "An API that the tenant has already: taken over as it is, never made anew." }),
});

const routeSchema = z.union([z.literal("public"), z.literal(ANY_TOKEN), z.array(z.string()).min(1)], {
  error: `expected a list of scopes, or "public"; where the API has no scopes, "${ANY_TOKEN}"`,
});

/** Keys are Auth0's where they mean Auth0's. Source: https://auth0.com/docs/api/management/v2/resource-servers/post-resource-servers (read 2026-11) */
export const apiSchema = z
  .strictObject({
    name: lineSchema.meta({ description: "Shown to users on the consent page." }),
    identifier: z
      .string()
      .max(600)
      .regex(/^\S(.*\S)?$/, "expected one line of text without spaces around it")
      .meta({ description: "The audience of the API's tokens. It can never change." }),
    former_ids: z
      .array(idSchema)
      .min(1)
      .optional()
      .meta({ description: "Earlier file names; the API and every grant for it are kept." }),
    owner: ownerSchema.meta({
      description: "Who answers for the API and its scopes.",
    }),
    signing_alg: z.enum(SIGNING_ALGS).optional(),
    token_dialect: z.enum(TOKEN_DIALECTS).optional(),
    token_lifetime: durationSchema.meta({ description: "How long an access token lives." }),
    token_lifetime_for_web: durationSchema
      .optional()
      .meta({ description: "The same for the implicit and hybrid flows; at most token_lifetime." }),
    allow_offline_access: z
      .boolean()
      .meta({ description: "Whether applications may get refresh tokens for the API." }),
    enforce_policies: z.boolean().optional().meta({ description: "Role-based access control (RBAC)." }),
    skip_consent_for_verifiable_first_party_clients: z.boolean(),
    dpop: z.enum(DPOP_POLICIES).optional().meta({
      description: "Whether tokens are bound to a key of the application (RFC 9449); not for hosted APIs.",
    }),
    account_claim: z.boolean().optional().meta({
      description: "Users' access tokens name the user's account; a user without one gets no token.",
    }),
    subject_type_authorization: z.strictObject({
      user: z.strictObject({ policy: z.enum(USER_POLICIES) }),
      client: z.strictObject({ policy: z.enum(CLIENT_POLICIES) }),
    }),
    scopes: z
      .record(z.string().min(1).max(280), scopeSchema)
      .meta({ description: "Every scope of the API, by name; {} where it is all or nothing." }),
    sensitivity: z.enum(SENSITIVITIES).optional().meta({
      description: "Of an API without scopes: how much harm its most sensitive route can do.",
    }),
    routes: z
      .record(
        z.string().regex(ROUTE, 'expected a method and a path such as "GET /contacts/{id}"'),
        routeSchema,
      )
      .meta({
        description:
          "Every route: a token needs at least one of its scopes; `public` needs no token; `any token`, of an API without scopes, needs one for the API.",
      }),
    stacks: z.record(z.string(), apiStackSchema).optional().meta({
      description: "What differs by stack. The API exists in every stack, whether it is named here or not.",
    }),
    hosting: hostingSchema
      .optional()
      .meta({ description: "How the API runs on AWS, in stacks whose settings host it." }),
  })
  .meta({ title: "An API of ours, protected by Auth0" });

/** A decoded API's file. */
export type Api = z.infer<typeof apiSchema>;
/** What an API's file says otherwise for one stack. */
export type ApiStack = z.infer<typeof apiStackSchema>;
/** How much harm a scope can do, as the API's file says. */
export type Sensitivity = (typeof SENSITIVITIES)[number];
/** `subject_type_authorization.user.policy` of an API at Auth0. */
export type UserPolicy = (typeof USER_POLICIES)[number];
/** `subject_type_authorization.client.policy` of an API at Auth0. */
export type ClientPolicy = (typeof CLIENT_POLICIES)[number];
/** `signing_alg` of an API at Auth0. */
export type SigningAlg = (typeof SIGNING_ALGS)[number];

/** Whether an API of ours may have it, and why not. */
const USE = {
  RS256: "usable",
  PS256: "usable",
  RS512: "unknown-to-provider",
  HS256: "symmetric",
} as const satisfies Record<SigningAlg, string>;
type Usable = { [Alg in SigningAlg]: (typeof USE)[Alg] extends "usable" ? Alg : never }[SigningAlg];
const isUsable = (alg: SigningAlg): alg is Usable => USE[alg] === "usable";

/** Whether what checks a token can make one as well. */
export const isSymmetric = (alg: SigningAlg) => USE[alg] === "symmetric";

/** Whether Auth0 has it, and its provider for Terraform and Pulumi does not. */
export const isUnknownToProvider = (alg: SigningAlg) => USE[alg] === "unknown-to-provider";

/** How an API's tokens are checked; undefined where rules refuse the algorithm. */
export const checkedWith = (alg: SigningAlg): Usable | undefined => (isUsable(alg) ? alg : undefined);

/** `token_dialect` of an API at Auth0: the form of its access tokens. */
export type TokenDialect = (typeof TOKEN_DIALECTS)[number];
