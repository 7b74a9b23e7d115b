// Random numbers → an input: where it starts, what is changed, and what is asked about it.
import fc from "fast-check";
import type { Input } from "./judge.ts";
import { type Change, KINDS } from "./mutation.ts";
import { mutated } from "./mutations.ts";
import { anyText } from "./texts.ts";
import { reduced, type Start, starts } from "./workspaces.ts";

/** An input by its numbers, so that it can be written down, repeated and made smaller. */
export interface PlannedInput {
  readonly start: number;
  readonly partner: number;
  readonly turn: number;
  readonly changes: readonly Change[];
}

const STARTS = starts();
const SMALL = STARTS[1]?.files ?? new Map();
const TURNS = 12;

/** Without fast-check's liking for small numbers, which would always choose the first file. */
const number = (max: number) => fc.noBias(fc.nat(max));

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...KINDS, "nodes", "names"),
  op: number(9239),
  file: number(9239),
  at: number(99_999),
  to: number(99_999),
  text: anyText,
});

const isSound = ({ name }: Start) => !/^test\/golden\/(err|load)/.test(name);
const SOUND = STARTS.flatMap((start, i) => (isSound(start) ? [i] : []));

/** Most inputs start from declarations that are accepted, so that many a change is accepted too. */
export const plan: fc.Arbitrary<PlannedInput> = fc.record({
  start: fc.oneof(fc.constantFrom(0, 1), fc.constantFrom(...SOUND), number(STARTS.length - 1)),
  partner: number(20),
  turn: number(TURNS - 1),
  changes: fc.oneof(
    { weight: 2, arbitrary: fc.array(change, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(change, { minLength: 2, maxLength: 4 }) },
  ),
});

/** The files of a planned input, before and after. */
export function inputOf({ start, partner, turn, changes }: PlannedInput): Input {
  const chosen = STARTS[start % STARTS.length];
  if (!chosen) throw new Error("there is nothing to start from");
  const before = reduced(chosen, partner, SMALL);
  return { before, world: mutated(before, changes), turn };
}
