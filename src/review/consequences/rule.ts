// The shape of a rule about consequences, and what it says of two plans of one stack.

import type { Plans } from "../../access/plans.ts";
import type { FirstReview } from "../../first/facts.ts";
import type { RepositoryChange } from "../../model/repository-file.ts";
import type { Plan } from "../../plan/types.ts";
import type { Consequence, Severity } from "../review.ts";
import type { ApiPair, PartnerPair, PlanPath, StackPair } from "./pair.ts";

/** What a rule says of the partner, API or stack that it looks at. */
export interface Said {
  /** One or more plain sentences; where they name the partners, those of all stacks that it holds in. */
  readonly what: string | ((names: string) => string);
  /** Where it is not the rule's own. */
  readonly severity?: Severity;
  /** Paths of the plan whose differences it covers: what no rule covers is told by `other-change`. */
  readonly covers?: readonly PlanPath[];
  /** Ids of the partners it touches; by default the partner it is about, and nobody for APIs and stacks. */
  readonly partners?: readonly string[];
  /** Where it is not the partner, API or stack looked at. */
  readonly subject?: Consequence["subject"];
}

/** What a rule says of what is, whatever was before. */
export interface Observed extends Said {
  readonly subject: Consequence["subject"];
  /** By default the one that was looked at. */
  readonly stacks?: readonly string[];
}

export interface ConsequenceRule {
  /** Permanent kebab-case id, an anchor in docs/consequences.md. */
  readonly id: string;
  /** Lower case, no final stop: what happened. */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters, and what to do. */
  readonly explanation: string;
  /** The page of an outside fact it rests on. */
  readonly source?: string;
  /** Says it also where another rule reports the change: only without a base it is worth a line. */
  readonly aloneOnly?: true;
  ofPartner?(pair: PartnerPair): Iterable<Said>;
  ofApi?(pair: ApiPair): Iterable<Said>;
  ofStack?(pair: StackPair): Iterable<Said>;
  /** What a first update meets in a tenant, beside what the tenant's own plan says. */
  ofFirst?(first: FirstReview, pair: StackPair): Iterable<Said>;
  /** What changes outside of the declarations, whatever they say. */
  ofFiles?(change: RepositoryChange): Iterable<Observed>;
  /** A standing observation about one stack. */
  observe?(plan: Plan, today: string): Iterable<Observed>;
  /** A standing observation about all stacks together. */
  observeAll?(plans: Plans): Iterable<Observed>;
}

/** Keeps a table of rules typed without widening it. */
export const rules = (...table: readonly ConsequenceRule[]): readonly ConsequenceRule[] => table;
