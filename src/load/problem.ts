// What is wrong with a file's text, before offsets become lines and columns.
import type { LoadRuleId } from "./load-rules.ts";

/** So many problems of a file are shown; a file with more has one cause. Collecting stops just above. */
export const MOST_PROBLEMS = 100;

/** Offsets of the first character and just behind the last one. */
export type Span = readonly [start: number, end: number];

/** A finding that still counts in characters of the file. */
export interface Problem {
  readonly rule: LoadRuleId;
  readonly at: Span;
  readonly what: string;
  readonly fix: string;
  readonly also?: readonly { readonly at: Span; readonly what: string }[];
}
