// Plans before and after become the report that every renderer shows.

import { accessOf, rowStacksOf } from "../access/matrix.ts";
import { type Plans, renamed, renamesOf } from "../access/plans.ts";
import { type Finding, isError } from "../finding.ts";
import { type FirstReview, firstSum } from "../first/facts.ts";
import type { RepositoryChange } from "../model/repository-file.ts";
import { checksumOf, type Sums, sumOf } from "../plan/checksum.ts";
import { apisOf } from "./apis.ts";
import { beyondGrantsOf } from "./beyond-grants.ts";
import { estimateCalls } from "./calls.ts";
import { consequencesOf, type Everywhere } from "./consequences/index.ts";
import { ownApplicationsOf } from "./own-applications.ts";
import { partnersOf } from "./partners.ts";
import type { Report } from "./review.ts";

/** What a review compares with. */
export interface ReportBase {
  /** As the reader named it, e.g. origin/main. */
  readonly revision: string;
  /** Empty where nothing of it could be read. */
  readonly plans: Plans;
  /** What could not be compared, and why. */
  readonly problems: readonly string[];
  /** Where the base is what a tenant has: of one stack, which has deployed nothing yet. */
  readonly first?: FirstReview;
  /** What differs outside of the declarations; where git knows both. */
  readonly files?: RepositoryChange;
  /** Where the review is of some stacks only. */
  readonly everywhere?: Everywhere;
}

export interface ReviewInput {
  readonly head: Plans;
  readonly base?: ReportBase;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Of the code and the settings beside the head; absent where nobody looked. */
  readonly sums?: Omit<Sums, "plan">;
  /** Of the head: declarations with errors are not reviewed, since no plan is made of them. Warnings are ignored. */
  readonly findings?: readonly Finding[];
}

/** A base of which nothing could be read cannot be compared with: the head alone is told. */
const isComparable = ({ plans, problems }: ReportBase) => plans.size > 0 || problems.length === 0;

const inOrder = (plans: Plans): Plans => new Map([...plans].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Without a base nothing changes: the declarations are what is deployed. */
const callsOf = (base: Plans | undefined, head: Plans): Report["calls"] =>
  [...head].map(([stack, plan]) => ({ stack, ...estimateCalls((base ?? head).get(stack), plan) }));

/** Equal input gives an equal report; partners that were renamed are told under their present ids. */
export function buildReport(input: ReviewInput): Report {
  const { base, today } = input;
  const findings = (input.findings ?? []).filter(isError);
  const head = inOrder(findings.length > 0 ? new Map() : input.head);
  const before = base && findings.length === 0 && isComparable(base) ? inOrder(base.plans) : undefined;
  const aligned = before && renamed(before, renamesOf(before, head));
  const access = accessOf(aligned, head);
  const beyondGrants = beyondGrantsOf(head);
  return {
    format: 1,
    today,
    stacks: rowStacksOf(aligned, head),
    ...(base && {
      base: {
        revision: base.revision,
        problems: [...base.problems],
        ...(!isComparable(base) && { compared: false as const }),
      },
    }),
    findings: findings.map(({ rule, file, line, column, what, fix }) => ({
      rule,
      file,
      line,
      column,
      what,
      fix,
    })),
    consequences: consequencesOf(before, head, today, {
      first: before && base?.first,
      files: base?.files,
      everywhere: base?.everywhere,
    }),
    access,
    partners: partnersOf(aligned, head, access),
    apis: apisOf(head),
    ownApplications: ownApplicationsOf(head),
    ...(beyondGrants.length > 0 && { beyondGrants }),
    calls: base && !before ? [] : callsOf(base?.first ? new Map() : before, head),
    checksums: [...head].map(([stack, plan]) => ({
      stack,
      checksum: checksumOf({ ...input.sums, plan: base?.first ? firstSum(plan, base.first) : sumOf(plan) }),
    })),
  };
}
