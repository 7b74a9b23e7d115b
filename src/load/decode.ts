// A file's plain value → the model, or findings with their places.
import type { z } from "zod";
import type { Finding } from "../finding.ts";
import type { Path } from "../model/workspace.ts";
import { complaintsOf } from "./complaint.ts";
import type { FileDocument } from "./document.ts";
import { whyOf } from "./load-rules.ts";
import { MOST_PROBLEMS } from "./problem.ts";

export interface Decoded<T> {
  /** Missing when something other than unknown keys is wrong. */
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

/** A copy without the keys that the schema does not know. */
function withoutKeys(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    const owner = issue.path.reduce<unknown>(
      (part, step) => (part as Record<PropertyKey, unknown>)[step],
      copy,
    );
    for (const key of issue.keys) delete (owner as Record<string, unknown>)[key];
  }
  return copy;
}

const samePath = (a: Path, b: Path) => a.length === b.length && a.every((step, i) => step === b[i]);

/**
 * The file as the model wants it. When unknown keys are its only problem, it is decoded without them, so that
 * rules can judge the rest in the same run.
 */
export function decode<T>(schema: z.ZodType<T>, document: FileDocument): Decoded<T> {
  if (document.value === undefined) return { value: undefined, findings: [] };
  const result = schema.safeParse(document.value);
  if (result.success) return { value: result.data, findings: [] };
  const { issues } = result.error;
  const complaints = issues
    .slice(0, MOST_PROBLEMS + 1)
    .flatMap((issue) => complaintsOf(schema, document.value, issue));
  const meant = new Set(complaints.map((complaint) => JSON.stringify(complaint.meant)));
  const findings = complaints
    // A mistyped key is one mistake: what it was meant to be is not missing as well. So is a value's first fault.
    .filter(({ rule, at }) => rule !== "missing-key" || !meant.has(JSON.stringify(at)))
    .filter(({ at }, i, all) => all.findIndex((other) => samePath(other.at, at)) === i)
    .map(({ rule, at, on, what, fix }): Finding => {
      return { ...document.locate(at, on), rule, what, why: whyOf(rule), fix };
    });
  const onlyUnknown = issues.every(({ code }) => code === "unrecognized_keys");
  const rest = onlyUnknown ? schema.safeParse(withoutKeys(document.value, issues)) : undefined;
  return { value: rest?.data, findings };
}
