// What drift says, as data: every renderer shows it and none computes anything. Also its JSON form.
import { z } from "zod";
import { SUBJECT_KINDS } from "./difference.ts";
import { DRIFT_SEVERITIES } from "./rules/rule.ts";

const driftSchema = z.strictObject({
  rule: z.string().meta({ description: "Permanent kebab-case id." }),
  severity: z.enum(DRIFT_SEVERITIES).meta({
    description:
      "alarm: more access than was reviewed, or a partner about to break. finding: somebody must act. note: nobody's access changes.",
  }),
  subject: z.strictObject({
    kind: z.enum(SUBJECT_KINDS),
    id: z.string(),
    clientId: z.string().optional(),
  }),
  what: z.string(),
  declared: z
    .unknown()
    .optional()
    .meta({ description: "As the files have it; absent where they have nothing." }),
  live: z.unknown().optional().meta({ description: "As the tenant has it; absent where it has nothing." }),
  why: z.string(),
  todo: z.string(),
});

/** What `drift --format json` prints. */
export const driftReportSchema = z
  .strictObject({
    format: z.literal(1),
    stack: z.string(),
    domain: z.string(),
    /** Of the plan. */
    partners: z.int(),
    calls: z.int().meta({ description: "Management API calls that reading the tenant took." }),
    drift: z.array(driftSchema).meta({ description: "Worst first." }),
  })
  .meta({ title: "What a tenant has that the declarations do not say, and the reverse" });

/** One comparison of a stack with its tenant: format 1. */
export type DriftReport = z.infer<typeof driftReportSchema>;
export type Drift = DriftReport["drift"][number];
