// Plans of all stacks of a workspace, as a review reads them.

import type { Plans } from "../../src/access/plans.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { planStack } from "../../src/plan/plan.ts";
import { buildReport, type ReviewInput } from "../../src/review/build.ts";
import type { Report } from "../../src/review/review.ts";

export const TODAY = "2026-11-24";

export const plansOf = (workspace: Workspace): Plans =>
  new Map([...workspace.stacks.keys()].sort().map((stack) => [stack, planStack(workspace, stack)]));

/** The report on a workspace, alone or compared with another. */
export function reportOn(head: Workspace, base?: Workspace, more: Partial<ReviewInput> = {}): Report {
  return buildReport({
    head: plansOf(head),
    today: TODAY,
    ...(base && { base: { revision: "origin/main", plans: plansOf(base), problems: [] } }),
    ...more,
  });
}

/** `partner api subject scope: stack change, …`, in the report's order. */
export const accessLines = ({ access }: Report): string[] =>
  access.map(
    ({ partner, api, subjectType, scope, via, stacks }) =>
      `${partner} ${api} ${subjectType} ${scope} ${via}: ${stacks.map(({ stack, change }) => `${stack} ${change}`).join(", ")}`,
  );
