// A file's plain value → the model, or findings with their places.
import { z } from "zod";
import type { Finding } from "../finding.ts";
import { nearest } from "../model/nearest.ts";
import type { Path } from "../model/workspace.ts";
import { type Complaint, complaintsOf } from "./complaint.ts";
import type { FileDocument } from "./document.ts";
import { schemaAt } from "./expectation.ts";
import { whyOf } from "./load-rules.ts";
import { partly } from "./partly.ts";
import { MOST_PROBLEMS } from "./problem.ts";

export interface Decoded<T> {
  /** Missing when something is wrong whose intent cannot be told. */
  readonly value: T | undefined;
  /** Where the value is missing: what can be read of it all the same, with unread values in the places of the others. */
  readonly partly?: T;
  readonly findings: readonly Finding[];
  /** The file with mistyped keys as they were meant; paths are placed where they are written. */
  readonly document: FileDocument;
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

interface Rename {
  readonly written: Path;
  readonly meant: Path;
}

/**
 * Mistyped keys whose right ones are not there, of several for one key the first. A value that would be wrong below a
 * key that may be left out was meant to be something else.
 */
function renamesOf(schema: z.ZodType, complaints: readonly Complaint[], value: unknown): readonly Rename[] {
  const renames = complaints.flatMap(({ at: written, meant }) => {
    const [name, key = ""] = [meant?.at(-1) ?? "", written.at(-1)];
    if (!meant) return [];
    const owner = partAt(value, meant.slice(0, -1));
    const part = schemaAt(schema, meant);
    const fits = part !== undefined && z.core.safeParse(part, owner[key]).success;
    const isMissing = complaints.some(({ rule, at }) => rule === "missing-key" && samePath(at, meant));
    return (fits || isMissing) && !Object.hasOwn(owner, name) ? [{ written, meant }] : [];
  });
  return renames.filter(({ meant }, i) => renames.findIndex((other) => samePath(other.meant, meant)) === i);
}

/** The file as if its mistyped keys were right. */
function asMeant(document: FileDocument, renames: readonly Rename[]): FileDocument {
  const value = structuredClone(document.value);
  for (const { written, meant } of renames) {
    const [owner, key = "", name = ""] = [partAt(value, meant.slice(0, -1)), written.at(-1), meant.at(-1)];
    owner[name] = owner[key];
    delete owner[key];
  }
  const asWritten = (path: Path): Path => {
    const rename = renames.find(({ meant }) => samePath(meant, path.slice(0, meant.length)));
    return rename ? [...rename.written, ...path.slice(rename.meant.length)] : path;
  };
  return { ...document, value, locate: (path, on) => document.locate(asWritten(path), on) };
}

/**
 * The file as the model wants it. When mistyped keys and words are its only problems, it is decoded as it
 * was probably meant, so that rules can judge the rest in the same run; with a finding nothing is deployed.
 */
export function decode<T>(schema: z.ZodType<T>, document: FileDocument): Decoded<T> {
  if (document.value === undefined) return { value: undefined, findings: [], document };
  const result = schema.safeParse(document.value);
  if (result.success) return { value: result.data, findings: [], document };
  const { issues } = result.error;
  const complaints = issues
    .slice(0, MOST_PROBLEMS + 1)
    .flatMap((issue) => complaintsOf(schema, document.value, issue, (path) => spellingOf(document, path)));
  const toFinding = ({ rule, at, on, what, fix }: Complaint): Finding => ({
    ...document.locate(at, on),
    ...{ rule, what, why: whyOf(rule), fix },
  });
  const renames = renamesOf(schema, complaints, document.value);
  if (renames.length > 0) {
    // A mistyped key is one mistake: what it was meant to be is not missing, and what is in it is judged as well.
    const again = decode(schema, asMeant(document, renames));
    const typed = complaints.filter(({ at }) => renames.some(({ written }) => samePath(written, at)));
    return { ...again, findings: [...typed.map(toFinding), ...again.findings] };
  }
  // A value's first fault is one mistake as well.
  const findings = complaints
    .filter(({ at }, i, all) => all.findIndex((other) => samePath(other.at, at)) === i)
    .map(toFinding);
  const isRepairable = issues.every(({ code }) => code === "unrecognized_keys" || code === "invalid_value");
  const value = isRepairable ? schema.safeParse(repaired(document.value, issues)).data : undefined;
  const rest = value === undefined ? partly(schema, repaired(document.value, issues)) : undefined;
  return { value, ...(rest !== undefined && { partly: rest }), findings, document };
}
