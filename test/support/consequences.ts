// One change for each rule about consequences: what docs/consequences.md shows, and what tests run.

import type { Plans } from "../../src/access/plans.ts";
import type { FirstReview } from "../../src/first/facts.ts";
import type { RepositoryChange } from "../../src/model/repository-file.ts";
import { planStack } from "../../src/plan/plan.ts";
import { API_EXAMPLES } from "./consequences/apis.ts";
import type { Example } from "./consequences/edit.ts";
import { FILE_EXAMPLES } from "./consequences/files.ts";
import { FIRST_EXAMPLES } from "./consequences/first.ts";
import { OBSERVATION_EXAMPLES } from "./consequences/observations.ts";
import { OWN_APPLICATION_EXAMPLES } from "./consequences/own-applications.ts";
import { PARTNER_EXAMPLES } from "./consequences/partners.ts";
import { STACK_EXAMPLES } from "./consequences/stacks.ts";
import { type World, workspaceOf, world } from "./workspace.ts";

export type { Example };

export const TODAY = "2026-11-24";

/** The plans of all stacks of a world. */
export function plansOf(declared: World): Plans {
  const workspace = workspaceOf(declared);
  return new Map(
    Object.keys(declared.stacks)
      .sort()
      .map((stack) => [stack, planStack(workspace, stack)]),
  );
}

/** Plans before and after, and what a tenant has, where it is the base: of the stack `prod` alone then. */
export function plansAround({ base = () => {}, change, first, files }: Example): {
  base: Plans;
  head: Plans;
  first?: FirstReview;
  files?: RepositoryChange;
} {
  const before = world();
  base(before);
  const after = structuredClone(before);
  change(after);
  const plans = { base: plansOf(before), head: plansOf(after), ...(files && { files }) };
  const prod = plans.base.get("prod");
  if (!first || !prod) return plans;
  const only = (all: Plans): Plans => new Map([...all].filter(([stack]) => stack === "prod"));
  const nothing = {
    undeclared: [],
    staying: [],
    beside: [],
    doubtful: [],
    refused: [],
    uses: [],
    stops: [],
    showsScopeDescriptions: true,
  };
  return { base: only(plans.base), head: only(plans.head), first: { base: prod, ...nothing, ...first } };
}

/** By the id of the rule; observations are made of plans as they stand. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  ...PARTNER_EXAMPLES,
  ...API_EXAMPLES,
  ...OWN_APPLICATION_EXAMPLES,
  ...STACK_EXAMPLES,
  ...FILE_EXAMPLES,
  ...FIRST_EXAMPLES,
  ...OBSERVATION_EXAMPLES,
};
