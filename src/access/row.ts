// One row of the answer to "who may what": the shape that the matrix gives and the review's JSON form has.
import { z } from "zod";
import { SENSITIVITIES } from "../model/api.ts";
import { SUBJECT_TYPES } from "../model/partner.ts";

/** What a change does to something. */
export const CHANGES = ["added", "removed", "kept"] as const;

/** One scope that one partner's application can get, in the stacks that are named. */
export const accessRowSchema = z.strictObject({
  partner: z.string(),
  api: z.string(),
  subjectType: z.enum(SUBJECT_TYPES),
  scope: z.string(),
  description: z.string().meta({ description: "What the consent page shows the user." }),
  sensitivity: z.enum(SENSITIVITIES),
  routes: z.array(z.string()).meta({ description: "What the scope opens, as method and path, sorted." }),
  via: z.enum(["grant", "policy", "resumption"]).meta({
    description:
      "grant: the partner's own. policy: the API lets every such application have it. resumption: its file grants it, and it gets it once it is active again.",
  }),
  reason: z.string().optional().meta({ description: "Why the partner needs it, from its file." }),
  limits: z
    .array(z.string())
    .meta({ description: "What narrows it: consent, account claim, lifetimes, quotas." }),
  stacks: z
    .array(z.strictObject({ stack: z.string(), change: z.enum(CHANGES) }))
    .min(1)
    .meta({ description: "Without a base everything is kept." }),
});

/** One scope of one API that one application may get, by which way and what it opens. */
export type AccessRow = z.infer<typeof accessRowSchema>;
