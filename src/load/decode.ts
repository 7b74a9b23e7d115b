// A file's plain value → the model, or findings with their places.
import type { z } from "zod";
import type { Finding } from "../finding.ts";
import { nearest } from "../model/nearest.ts";
import type { Path } from "../model/workspace.ts";
import { complaintsOf } from "./complaint.ts";
import type { FileDocument } from "./document.ts";
import { whyOf } from "./load-rules.ts";
import { MOST_PROBLEMS } from "./problem.ts";

export interface Decoded<T> {
  /** Missing when something is wrong whose intent cannot be told. */
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

const partAt = (value: unknown, path: readonly PropertyKey[]): Record<PropertyKey, unknown> =>
  path.reduce((part, step) => (part as Record<PropertyKey, unknown>)[step], value) as never;

/** A copy without unknown keys, and with the word of a closed list that a mistyped one was meant to be. */
function repaired(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      const owner = partAt(copy, issue.path);
      for (const key of issue.keys) delete owner[key];
    }
    const last = issue.path.at(-1);
    if (issue.code === "invalid_value" && last !== undefined) {
      const owner = partAt(copy, issue.path.slice(0, -1));
      const written = owner[last];
      const words = issue.values.filter((word) => typeof word === "string");
      if (typeof written === "string") owner[last] = nearest(words, written) ?? written;
    }
  }
  return copy;
}

/** What is written at a path; behind an alias the value itself. */
function spellingOf({ text, value, locate }: FileDocument, path: Path): string {
  const { line, column, endColumn } = locate(path);
  const written = text.split("\n")[line - 1]?.slice(column - 1, endColumn - 1) ?? "";
  return written.startsWith("*") ? String(partAt(value, path)) : written;
}

const samePath = (a: Path, b: Path) => a.length === b.length && a.every((step, i) => step === b[i]);

/**
 * The file as the model wants it. When unknown keys and mistyped words are its only problems, it is decoded as it
 * was probably meant, so that rules can judge the rest in the same run; with a finding nothing is deployed.
 */
export function decode<T>(schema: z.ZodType<T>, document: FileDocument): Decoded<T> {
  if (document.value === undefined) return { value: undefined, findings: [] };
  const result = schema.safeParse(document.value);
  if (result.success) return { value: result.data, findings: [] };
  const { issues } = result.error;
  const complaints = issues
    .slice(0, MOST_PROBLEMS + 1)
    .flatMap((issue) => complaintsOf(schema, document.value, issue, (path) => spellingOf(document, path)));
  const meant = new Set(complaints.map((complaint) => JSON.stringify(complaint.meant)));
  const findings = complaints
    // A mistyped key is one mistake: what it was meant to be is not missing as well. So is a value's first fault.
    .filter(({ rule, at }) => rule !== "missing-key" || !meant.has(JSON.stringify(at)))
    .filter(({ at }, i, all) => all.findIndex((other) => samePath(other.at, at)) === i)
    .map(({ rule, at, on, what, fix }): Finding => {
      return { ...document.locate(at, on), rule, what, why: whyOf(rule), fix };
    });
  const isRepairable = issues.every(({ code }) => code === "unrecognized_keys" || code === "invalid_value");
  return {
    value: isRepairable ? schema.safeParse(repaired(document.value, issues)).data : undefined,
    findings,
  };
}
