// Sources of the head and of the base, or the tenant in its place → the report.
import type { FileSums } from "../load/sealed-files.ts";
import type { Source } from "../load/source.ts";
import type { ChangedFile } from "../model/repository-file.ts";
import { checkDeclarations } from "../pipeline.ts";
import type { Plan } from "../plan/types.ts";
import { buildReport, type ReportBase } from "../review/build.ts";
import type { Report } from "../review/review.ts";
import { only, planAll, planBase } from "./plans.ts";
import { repositoryChange } from "./repository-change.ts";

export interface Sources {
  readonly head: Source;
  /** Of the code and settings beside the head; asked only where there are plans. */
  readonly sums: () => FileSums;
  readonly base?: EmptyBase | GitBase;
}

/** Nothing was there. */
interface EmptyBase {
  readonly isEmpty: true;
  readonly revision: string;
}

interface GitBase {
  readonly isEmpty?: never;
  readonly source: Source;
  /** As the reader named it. */
  readonly revision: string;
  /** What is already known not to be comparable. */
  readonly problems: readonly string[];
  /** All files that differ, where git knows both. */
  readonly files?: readonly ChangedFile[];
}

export interface ReviewQuestion extends Sources {
  /** Names of stacks; all where there is none. */
  readonly stacks: readonly string[];
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** The report, or what `refuse` throws of a stack that neither head nor base has. */
export function reportOf(
  { head, sums, base, stacks, today }: ReviewQuestion,
  refuse: (stack: string, known: readonly string[]) => never,
): Report {
  const checked = checkDeclarations(head);
  const { workspace, findings } = checked;
  if (findings.length > 0) return buildReport({ head: new Map(), today, findings });
  const plans = planAll(workspace);
  const checkedBase = base && !base.isEmpty ? checkDeclarations(base.source) : undefined;
  const before = base && checkedBase && planBase(checkedBase, workspace, base.revision);
  const known = [...new Set([...plans.keys(), ...(before?.plans.keys() ?? [])])].sort();
  const unknown = stacks.find((stack) => !known.includes(stack));
  if (unknown !== undefined) refuse(unknown, known);
  const chosen = only(plans, stacks);
  if (base?.isEmpty) {
    const nothing = { revision: base.revision, plans: new Map(), problems: [] };
    return buildReport({ head: chosen, sums: sums(), base: nothing, today });
  }
  if (!base || !checkedBase || !before) return buildReport({ head: chosen, sums: sums(), today });
  const problems = [...base.problems, ...before.problems];
  const files = base.files && repositoryChange(base.files, checkedBase, checked);
  const compared = {
    revision: base.revision,
    plans: only(before.plans, stacks),
    problems,
    everywhere: { base: before.plans, head: plans },
    ...(files && { files }),
  };
  return buildReport({ head: chosen, sums: sums(), base: compared, today });
}

/**
 * The report of a first deployment: what a tenant has, read by `look`, and what the declarations make of it.
 *
 * @param look is not asked where there are findings, or no such stack
 */
export async function firstReportOf(
  {
    head,
    sums,
    stack,
    today,
  }: Pick<Sources, "head" | "sums"> & { readonly stack: string; readonly today: string },
  look: (plan: Plan, accountKey: string | undefined) => Promise<ReportBase["first"]>,
  refuse: (stack: string, known: readonly string[]) => never,
): Promise<Report> {
  const { workspace, findings } = checkDeclarations(head);
  if (findings.length > 0) return buildReport({ head: new Map(), today, findings });
  const plans = planAll(workspace);
  const plan = plans.get(stack) ?? refuse(stack, [...plans.keys()]);
  const first = await look(plan, workspace.tenant?.value.account?.app_metadata_key);
  const problems = [
    "the code and settings that deploy: a tenant knows nothing of them",
    ...(plan.aws ? ["what the stack has on AWS: it counts as it will be"] : []),
  ];
  const base = {
    revision: `the tenant ${plan.domain}`,
    plans: new Map(first ? [[stack, first.base]] : []),
    problems,
    ...(first && { first }),
  };
  return buildReport({ head: only(plans, [stack]), sums: sums(), base, today });
}
