// The files that are made from the code: where each stands and what it must contain.
import { z } from "zod";
import { driftReportSchema } from "../src/drift/report.ts";
import { apiSchema } from "../src/model/api.ts";
import { partnerSchema } from "../src/model/partner.ts";
import { partSchema, stackSchema } from "../src/model/stack.ts";
import { tenantSchema } from "../src/model/tenant.ts";
import { reportSchema } from "../src/review/report.ts";
import { architecturePage } from "./architecture-page.ts";
import { codeownersPage } from "./codeowners.ts";
import { consequencesPage } from "./consequences-page.ts";
import { rulesPage } from "./rules-page.ts";

export interface Generated {
  /** Relative to the repository. */
  readonly path: string;
  content(): string;
}

/** What a file writes, for editors; formats zod checks by itself stay as they are. */
function jsonSchema(schema: z.ZodType): string {
  const generated = z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" });
  return `${JSON.stringify(generated, null, 2)}\n`;
}

/** `npm run generate` writes them, `npm run generate -- --check` and a test compare. */
export const GENERATED: readonly Generated[] = [
  { path: "schema/partner.schema.json", content: () => jsonSchema(partnerSchema) },
  { path: "schema/api.schema.json", content: () => jsonSchema(apiSchema) },
  { path: "schema/tenant.schema.json", content: () => jsonSchema(tenantSchema) },
  { path: "schema/stack.schema.json", content: () => jsonSchema(z.union([stackSchema, partSchema])) },
  { path: "schema/review.schema.json", content: () => jsonSchema(reportSchema) },
  { path: "schema/drift.schema.json", content: () => jsonSchema(driftReportSchema) },
  { path: "ARCHITECTURE.md", content: architecturePage },
  { path: "docs/rules.md", content: rulesPage },
  { path: "docs/consequences.md", content: consequencesPage },
  { path: ".github/CODEOWNERS", content: codeownersPage },
];
