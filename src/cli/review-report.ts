// Sources of the head and of the base → the report.
import type { Source } from "../load/source.ts";
import { checkDeclarations } from "../pipeline.ts";
import { buildReport } from "../review/build.ts";
import type { Report } from "../review/report.ts";
import { only, planAll, planBase } from "./plans.ts";

export interface Sources {
  readonly head: Source;
  readonly base?: {
    readonly source: Source;
    /** As the reader named it. */
    readonly revision: string;
    /** What is already known not to be comparable. */
    readonly problems: readonly string[];
  };
}

export interface ReviewQuestion extends Sources {
  /** Names of stacks; all where there is none. */
  readonly stacks: readonly string[];
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** The report, or what `refuse` throws of a stack that neither head nor base has. */
export function reportOf(
  { head, base, stacks, today }: ReviewQuestion,
  refuse: (stack: string, known: readonly string[]) => never,
): Report {
  const { workspace, findings } = checkDeclarations(head);
  if (findings.length > 0) return buildReport({ head: new Map(), today, findings });
  const plans = planAll(workspace);
  const before = base && planBase(checkDeclarations(base.source), workspace, base.revision);
  const known = [...new Set([...plans.keys(), ...(before?.plans.keys() ?? [])])].sort();
  const unknown = stacks.find((stack) => !known.includes(stack));
  if (unknown !== undefined) refuse(unknown, known);
  const chosen = only(plans, stacks);
  if (!base || !before) return buildReport({ head: chosen, today });
  const problems = [...base.problems, ...before.problems];
  const compared = { revision: base.revision, plans: only(before.plans, stacks), problems };
  return buildReport({ head: chosen, base: compared, today });
}
