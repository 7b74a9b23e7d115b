// Plans before and after become what the change does: the ordered table of rules, and the run of all of them.

import { idsOf, type Plans, renamesOf } from "../../access/plans.ts";
import type { FirstReview } from "../../first/facts.ts";
import type { RepositoryChange } from "../../model/repository-file.ts";
import type { Plan } from "../../plan/types.ts";
import { type Consequence, SEVERITIES, type Severity } from "../review.ts";
import { ACCESS } from "./access.ts";
import { ADOPTION_CONSEQUENCES } from "./adoption.ts";
import { API_CONSEQUENCES } from "./api-settings.ts";
import { APPLICATION_CONSEQUENCES } from "./application.ts";
import { CREDENTIAL_CONSEQUENCES } from "./credentials.ts";
import { FILE_CONSEQUENCES } from "./files.ts";
import { FIRST_CONSEQUENCES } from "./first.ts";
import { HOSTING_CONSEQUENCES } from "./hosting.ts";
import { INSPECTED_CONSEQUENCES } from "./inspected.ts";
import { LIFECYCLE } from "./lifecycle.ts";
import { OBSERVATIONS } from "./observations.ts";
import { OTHER, untold } from "./other.ts";
import { OWN_APPLICATION_CONSEQUENCES } from "./own-applications.ts";
import { type People, pairOf, type StackPair } from "./pair.ts";
import { PEOPLE } from "./people.ts";
import { ROLE_CONSEQUENCES } from "./roles.ts";
import { ROUTES } from "./routes.ts";
import type { ConsequenceRule, Observed, Said } from "./rule.ts";
import { SCOPE_CONSEQUENCES } from "./scopes.ts";
import { manyPartners, SHARE } from "./share.ts";
import { STACK } from "./stack.ts";
import { SHARED } from "./tenant.ts";
import { TOKENS } from "./tokens.ts";
import { URL_CONSEQUENCES } from "./urls.ts";
import { oneLine, setOffPartner, someOf } from "./words.ts";

/** In the order of docs/consequences.md. */
export const CONSEQUENCE_GROUPS: readonly { heading: string; rules: readonly ConsequenceRule[] }[] = [
  { heading: "Partners", rules: LIFECYCLE },
  { heading: "Access", rules: ACCESS },
  { heading: "Applications", rules: APPLICATION_CONSEQUENCES },
  { heading: "What the tenant has already", rules: ADOPTION_CONSEQUENCES },
  { heading: "Our own applications", rules: OWN_APPLICATION_CONSEQUENCES },
  { heading: "Credentials", rules: CREDENTIAL_CONSEQUENCES },
  { heading: "URLs", rules: URL_CONSEQUENCES },
  { heading: "Tokens", rules: TOKENS },
  { heading: "Owners and contracts", rules: PEOPLE },
  { heading: "Routes", rules: ROUTES },
  { heading: "Scopes", rules: SCOPE_CONSEQUENCES },
  { heading: "APIs", rules: API_CONSEQUENCES },
  { heading: "What all partners share", rules: [...SHARED, ...ROLE_CONSEQUENCES, ...INSPECTED_CONSEQUENCES] },
  { heading: "Stacks", rules: STACK },
  { heading: "Code and settings", rules: FILE_CONSEQUENCES },
  { heading: "First deployment", rules: FIRST_CONSEQUENCES },
  { heading: "Hosting", rules: HOSTING_CONSEQUENCES },
  { heading: "All changes", rules: [SHARE, OTHER] },
  { heading: "Standing observations", rules: OBSERVATIONS },
];

/** All rules; of two consequences of one severity, that of the earlier rule comes first. */
export const CONSEQUENCES: readonly ConsequenceRule[] = CONSEQUENCE_GROUPS.flatMap(({ rules }) => rules);

/** One thing said, before it is known in which stacks the same is said. */
interface Line extends Said {
  readonly rule: ConsequenceRule;
  readonly subject: Consequence["subject"];
  readonly stacks: readonly string[];
}

const ownPartners = ({ kind, id }: Consequence["subject"]) => (kind === "partner" ? [id] : []);

/** What one rule says of one stack's change. */
function* linesOfRule(rule: ConsequenceRule, pair: StackPair, first?: FirstReview): Generator<Line> {
  const line = (said: Said, subject: Consequence["subject"]): Line => {
    const about = said.subject ?? subject;
    return { partners: ownPartners(about), ...said, subject: about, rule, stacks: [pair.stack] };
  };
  for (const said of rule.ofStack?.(pair) ?? []) yield line(said, { kind: "stack", id: pair.stack });
  if (first)
    for (const said of rule.ofFirst?.(first, pair) ?? []) yield line(said, { kind: "tenant", id: "tenant" });
  // Nothing is deployed to a stack that is not declared: its partners and APIs stay as they are.
  if (pair.change === "removed") return;
  if (rule.ofApi)
    for (const api of pair.apis)
      for (const said of rule.ofApi(api)) yield line(said, { kind: "api", id: api.id });
  if (rule.ofPartner)
    for (const partner of pair.partners)
      for (const said of rule.ofPartner(partner)) yield line(said, { kind: "partner", id: partner.id });
}

function linesOfStack(pair: StackPair, first?: FirstReview): Line[] {
  if (pair.changes.length === 0 && !first) return [];
  const lines = CONSEQUENCES.flatMap((rule) => [...linesOfRule(rule, pair, first)]);
  const rest = [...untold(pair, lines)].map((said): Line => {
    const subject = said.subject ?? { kind: "stack", id: pair.stack };
    return { partners: ownPartners(subject), ...said, subject, rule: OTHER, stacks: [pair.stack] };
  });
  return [...lines, ...rest];
}

/** What a change does outside of the declarations: every stack is deployed with the same files. */
const linesOfFiles = (change: RepositoryChange, stacks: readonly string[]): Line[] =>
  stacks.length === 0
    ? []
    : CONSEQUENCES.flatMap((rule) =>
        [...(rule.ofFiles?.(change) ?? [])].map((told) => ({ partners: [], ...told, rule, stacks })),
      );

/** What holds of plans as they stand. */
function* observationsOf(plans: Plans, today: string): Generator<Line> {
  const line = (rule: ConsequenceRule, said: Observed, stacks: readonly string[]): Line => ({
    partners: ownPartners(said.subject),
    ...said,
    rule,
    stacks: said.stacks ?? stacks,
  });
  for (const rule of CONSEQUENCES) {
    for (const [stack, plan] of plans)
      for (const said of rule.observe?.(plan, today) ?? []) yield line(rule, said, [stack]);
    for (const said of rule.observeAll?.(plans) ?? []) yield line(rule, said, [...plans.keys()]);
  }
}

const wordingOf = (what: Said["what"], names: string) => (typeof what === "string" ? what : what(names));

/** Stands for the names of partners, which differ from stack to stack. */
const NAMES = "\0";

const keyOf = ({ rule, subject, what, partners = [] }: Line) =>
  JSON.stringify([rule.id, subject.kind, subject.id, wordingOf(what, partners.length === 0 ? "" : NAMES)]);

/** What is graver in one stack is as grave for anyone who reads of all. */
const worstOf = (lines: readonly Line[]): Severity =>
  SEVERITIES.find((severity) => lines.some((line) => (line.severity ?? line.rule.severity) === severity)) ??
  "low";

/** The same said of several stacks is said once. */
function merged(lines: readonly Line[], names: ReadonlyMap<string, string>): Consequence[] {
  return [...Map.groupBy(lines, keyOf).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { rule, subject, what } = first;
    const partners = [...new Set(same.flatMap((line) => line.partners ?? []))].sort();
    const named = someOf(partners.map((id) => setOffPartner(id, names.get(id))));
    return [
      {
        rule: rule.id,
        severity: worstOf(same),
        subject,
        what: oneLine(wordingOf(what, named)),
        explanation: rule.explanation,
        stacks: [...new Set(same.flatMap(({ stacks }) => stacks))].sort(),
        partners,
      },
    ];
  });
}

const ORDER: ReadonlyMap<string, number> = new Map(CONSEQUENCES.map(({ id }, i) => [id, i]));
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const worstFirst = (a: Consequence, b: Consequence): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  (ORDER.get(a.rule) ?? 0) - (ORDER.get(b.rule) ?? 0) ||
  compareText(a.subject.id, b.subject.id) ||
  compareText(a.what, b.what);

const formerOf = (renames: ReadonlyMap<string, string>) =>
  new Map([...renames].map(([former, id]) => [id, former]));

/** Pairs of all stacks before and after, sorted by stack. Who is new, renamed or gone is what all stacks say. */
function pairsOf(base: Plans, head: Plans, everywhere: Everywhere = { base, head }): StackPair[] {
  const renames = renamesOf(everywhere.base, everywhere.head);
  const people: People = {
    renames,
    former: formerOf(renames.partners),
    formerApis: formerOf(renames.apis),
    before: new Set(idsOf(everywhere.base, "partners").map((id) => renames.partners.get(id) ?? id)),
    after: new Set(idsOf(everywhere.head, "partners")),
  };
  const stacks = [...new Set([...base.keys(), ...head.keys()])].sort();
  return stacks.map((stack) => pairOf(stack, base.get(stack), head.get(stack), people));
}

/** Observations that the change brings: those that held before, in the same stack, are left out. */
function newObservations(pairs: readonly StackPair[], head: Plans, today: string): Line[] {
  const known = pairs.filter(({ change }) => change !== "added");
  const base: Plans = new Map(known.map(({ stack, base }): [string, Plan] => [stack, base]));
  const at = (line: Line) => line.stacks.map((stack) => `${stack} ${keyOf(line)}`);
  const before = new Set([...observationsOf(base, today)].flatMap(at));
  return [...observationsOf(head, today)].filter(
    (line) => !line.rule.aloneOnly && at(line).some((key) => !before.has(key)),
  );
}

/** Every partner by id, as users know it; of two plans' names the later one's. */
const namesOf = (plans: readonly Plan[]): ReadonlyMap<string, string> =>
  new Map(
    plans.flatMap(({ partners }) =>
      Object.entries(partners).map(([id, { application }]) => [id, application.name] as const),
    ),
  );

/** The plans of every stack, where a review is of some. */
export interface Everywhere {
  readonly base: Plans;
  readonly head: Plans;
}

/** What a base has beside its plans. */
export interface Beside {
  /** Absent where the plans are those of every stack. */
  readonly everywhere?: Everywhere | undefined;
  /** Where it is a tenant's: what its first update meets there. */
  readonly first?: FirstReview | undefined;
  /** Where it is a commit's: what changes outside of the declarations. */
  readonly files?: RepositoryChange | undefined;
}

/**
 * What a change does, worst first; without a base, what a reviewer should know of the plans as they stand. Every
 * difference of two plans is told by at least one consequence. `today`: YYYY-MM-DD.
 */
export function consequencesOf(
  base: Plans | undefined,
  head: Plans,
  today: string,
  { everywhere, first, files }: Beside = {},
): Consequence[] {
  const stacks = [...new Set([...(base?.keys() ?? []), ...head.keys()])].sort();
  const beside = files ? linesOfFiles(files, stacks) : [];
  if (!base)
    return merged([...beside, ...observationsOf(head, today)], namesOf([...head.values()])).sort(worstFirst);
  const pairs = pairsOf(base, head, everywhere);
  const names = namesOf([...pairs.map((pair) => pair.base), ...head.values()]);
  const told = merged(
    [
      ...beside,
      ...pairs.flatMap((pair) => linesOfStack(pair, first)),
      ...newObservations(pairs, head, today),
    ],
    names,
  );
  return [...told, ...manyPartners(told, new Set(names.keys()))].sort(worstFirst);
}
