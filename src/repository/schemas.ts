// The schemas of files and reports → JSON Schemas, for editors and for programs that read reports.
import { z } from "zod";
import { driftReportSchema } from "../drift/drift.ts";
import { apiSchema } from "../model/api.ts";
import { partnerFileSchema } from "../model/partner.ts";
import { partSchema, stackSchema } from "../model/stack.ts";
import { tenantSchema } from "../model/tenant.ts";
import { reportSchema } from "../review/review.ts";

/** What a file writes, for editors; formats zod checks by itself stay as they are. */
function jsonSchema(schema: z.ZodType): string {
  const generated = z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" });
  return `${JSON.stringify(generated, null, 2)}\n`;
}

/** By their files, relative to the repository. */
export const SCHEMAS: ReadonlyMap<string, () => string> = new Map(
  Object.entries({
    partner: partnerFileSchema,
    api: apiSchema,
    tenant: tenantSchema,
    stack: z.union([stackSchema, partSchema]),
    review: reportSchema,
    drift: driftReportSchema,
  }).map(([name, schema]) => [`schema/${name}.schema.json`, () => jsonSchema(schema)]),
);
