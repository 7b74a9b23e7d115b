// What a review says, as data: every renderer shows it and none computes anything. Also its JSON form.
import { z } from "zod";
import { accessRowSchema, CHANGES } from "../access/row.ts";
import { SENSITIVITIES } from "../model/api.ts";
import { page } from "../model/pages.ts";
import { SUBJECT_TYPES } from "../model/partner.ts";
import { CHECKSUM } from "../plan/checksum.ts";

/** Worst first. high: more access, or an outage. medium: somebody must act. low: good to know. */
export const SEVERITIES = ["high", "medium", "low"] as const;

const date = z.iso.date();
const sensitivity = z.enum(SENSITIVITIES);
const stackNames = z.array(z.string()).min(1);

const findingSchema = z.strictObject({
  rule: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  what: z.string(),
  fix: z.string(),
});

const baseSchema = z.strictObject({
  revision: z.string().meta({ description: "As the reader named it, e.g. origin/main." }),
  problems: z
    .array(z.string())
    .meta({ description: "What could not be compared, and why; empty where everything was." }),
  compared: z.literal(false).optional().meta({
    description: "Only where nothing of it could be compared: the report is of the access as it is.",
  }),
});

const consequenceSchema = z.strictObject({
  rule: z
    .string()
    .meta({ description: `Permanent kebab-case id, an anchor in ${page("docs/consequences.md")}.` }),
  severity: z.enum(SEVERITIES),
  subject: z.strictObject({
    kind: z.enum(["partner", "api", "own-application", "tenant", "stack", "repository"]),
    id: z.string(),
  }),
  what: z.string().meta({ description: "One or more plain sentences: who can do what, or what happens." }),
  explanation: z.string().meta({ description: "Why that matters, and what to do." }),
  stacks: stackNames,
  partners: z.array(z.string()).meta({ description: "Ids of the partners that it touches, sorted." }),
});

const partnerSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  change: z.enum([...CHANGES, "changed"]),
  status: z.enum(["active", "suspended", "retired"]),
  owner: z.string(),
  contract: z.strictObject({ reference: z.string(), ends: date }),
  reviewBy: date.optional(),
  kind: z.string().meta({ description: 'e.g. "third-party, strict".' }),
  stacks: z.array(
    z.strictObject({
      stack: z.string(),
      authentication: z.string(),
      callbacks: z.array(z.string()),
      origins: z
        .array(z.string())
        .optional()
        .meta({ description: "Origins whose web pages may talk to Auth0 for it, sorted; absent without." }),
      urls: z
        .record(z.string(), z.array(z.string()))
        .optional()
        .meta({ description: "Other URLs that Auth0 sends its users to, by Auth0's name; absent without." }),
      connections: z
        .array(z.string())
        .meta({ description: "Names of the connections its users can sign in with, sorted." }),
      oidcScopes: z.array(z.string()),
      refreshTokens: z.string().meta({ description: 'In words, or "none".' }),
      quota: z.string().optional(),
      enableUrl: z.string().optional(),
    }),
  ),
});

const ownApplicationSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  stacks: z.array(z.strictObject({ stack: z.string(), clientId: z.string() })),
  access: z
    .array(
      z.strictObject({
        api: z.string(),
        subjectType: z.enum(SUBJECT_TYPES),
        scopes: z.array(z.string()),
        stacks: stackNames,
      }),
    )
    .meta({ description: "By API and subject type; empty where it calls none of our APIs." }),
});

const apiSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  identifier: z.string(),
  owner: z.string(),
  scopes: z.array(z.strictObject({ name: z.string(), description: z.string(), sensitivity })),
  routes: z.record(z.string(), z.union([z.literal("public"), z.array(z.string())])),
  hosting: z
    .array(z.strictObject({ stack: z.string(), facts: z.array(z.string()) }))
    .meta({ description: "How it is hosted on AWS, in words, per stack that hosts it." }),
});

const callsSchema = z.strictObject({
  stack: z.string(),
  preview: z.int(),
  up: z.int(),
  upSeconds: z.int().meta({ description: "How long `up` takes at least, by the tenant's limit." }),
  refresh: z.int(),
});

/** What `review --format json` prints. */
export const reportSchema = z
  .strictObject({
    format: z.literal(1),
    today: date,
    stacks: z.array(z.string()),
    base: baseSchema.optional(),
    findings: z
      .array(findingSchema)
      .meta({ description: "What is wrong with the declarations; while there is one, the rest is empty." }),
    consequences: z.array(consequenceSchema).meta({ description: "Worst first." }),
    access: z.array(accessRowSchema).meta({ description: "By partner, API, subject type and scope." }),
    partners: z.array(partnerSchema),
    apis: z.array(apiSchema),
    ownApplications: z
      .array(ownApplicationSchema)
      .meta({ description: "Our own applications, as they are after the change." }),
    beyondGrants: z
      .array(z.strictObject({ what: z.string(), stacks: stackNames }))
      .optional()
      .meta({ description: "Who gets more than a grant by these files, and how; absent where nobody does." }),
    calls: z
      .array(callsSchema)
      .meta({ description: "Management API calls that the stack's next runs make, estimated." }),
    checksums: z.array(z.strictObject({ stack: z.string(), checksum: z.string().regex(CHECKSUM) })).meta({
      description:
        "Of what would be deployed to each stack: one SHA-256 for all, then the beginnings of those of plan, code and settings.",
    }),
  })
  .meta({ title: "A review: who may do what, and what a change alters" });

/** One review: format 1. */
export type Report = z.infer<typeof reportSchema>;
/** How grave a consequence is. */
export type Severity = (typeof SEVERITIES)[number];
/** One sentence about what a change does, with its rule and whom it is about. */
export type Consequence = Report["consequences"][number];
/** A partner as the review shows it. */
export type ReportedPartner = Report["partners"][number];
/** An application of ours as the review shows it. */
export type ReportedOwnApplication = Report["ownApplications"][number];
/** An API as the review shows it. */
export type ReportedApi = Report["apis"][number];
