// What is wrong with a declaration, and where: the value every check produces and every renderer reads.

import { withoutPasswords } from "./text.ts";

/** A place in a file; line and column count from 1, as editors do. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Column just behind the offending text on the same line. */
  readonly endColumn: number;
}

/** One problem in one place. All texts are plain sentences without markup. */
export interface Finding extends Place {
  /** Permanent kebab-case id of the rule, an anchor in docs/rules.md. */
  readonly rule: string;
  /** Absent: an error, and nothing may be deployed. `warning`: an error soon, if nobody acts. */
  readonly severity?: "warning";
  /** Lower case, no final stop, quotes the offending value. */
  readonly what: string;
  /** The outside fact that makes it wrong. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
  /** Other places that take part, e.g. the first of two duplicates. */
  readonly also?: readonly (Place & { readonly what: string })[];
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Orders by file, line, column, rule and text, so that a run prints the same list every time. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.what, b.what)
  );
}

/** Whether it makes a command fail; what is not an error is told and lets it go on. */
export const isError = ({ severity }: Finding): boolean => severity === undefined;

/** Without the passwords of addresses: a rule may name a key or a file that somebody put one into. */
const redacted = ({ what, fix, also, ...finding }: Finding): Finding => ({
  ...finding,
  what: withoutPasswords(what),
  fix: withoutPasswords(fix),
  ...(also && { also: also.map((other) => ({ ...other, what: withoutPasswords(other.what) })) }),
});

/** Sorted, each finding once, and no secret in any. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const unique = new Map(
    findings.map((f) => [JSON.stringify([f.file, f.line, f.column, f.rule, f.what]), redacted(f)]),
  );
  return [...unique.values()].sort(compareFindings);
}

/**
 * Something about the machine or the command that no declaration can repair: a folder that is not there, a
 * git revision that does not exist. Shown without a stack trace.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
