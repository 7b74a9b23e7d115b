// What came of a walk, for people: what must not be, and a table of the faults.
import { describe } from "./fault-calls.ts";
import type { Outcome, Walked } from "./fault-walk.ts";

const shown = ({ calls: [first, ...more] }: Outcome): string =>
  first && more.length === 0 ? describe(first) : `${more.length + 1} calls in one run`;

const callsIn = (outcomes: readonly Outcome[]) => outcomes.flatMap(({ calls }) => calls).length;

/** Every violation, with the call and the way it came from. */
export const violationsOf = (walked: Walked): string[] =>
  [...walked].flatMap(([way, outcomes]) =>
    outcomes.flatMap((outcome) =>
      outcome.violations.map((violation) => `${shown(outcome)}, ${way.name}: ${violation}`),
    ),
  );

/** Injected, in how many runs, survived by the run itself, made good by the next, and what must not be: a line for each way. */
export function tableOf(scenario: string, walked: Walked): string {
  const rows = [...walked].map(([way, outcomes]) => [
    scenario,
    way.name,
    String(callsIn(outcomes)),
    String(outcomes.length),
    String(callsIn(outcomes.filter(({ survived }) => survived))),
    String(callsIn(outcomes.filter(({ survived }) => !survived))),
    String(outcomes.flatMap(({ violations }) => violations).length),
  ]);
  const head = [
    "scenario",
    "way",
    "injected",
    "runs",
    "survived by retry",
    "made good by the next run",
    "violations",
  ];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return `${[head, ...rows].map(line).join("\n")}\n`;
}
