// What is wrong with a file's text, before offsets become lines and columns.
import type { LoadRuleId } from "./load-rules.ts";

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
