// A report → JSON for programs: the report itself, as schema/report.schema.json describes it.
import { safeJson } from "../../text.ts";
import type { Report } from "../review.ts";

/** The whole report, with a line feed at the end and nothing in it that a terminal or a build log would obey. */
export const renderJson = (report: Report): string => `${safeJson(report)}\n`;
