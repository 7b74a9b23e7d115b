// Plans of several stacks become who can get which scope, and where a change gives or takes it.
import { entryOf } from "../model/record.ts";
import type { Plan } from "../plan/types.ts";
import { limitsOf, limitsOfOwn } from "./limits.ts";
import { idsOf, type Plans } from "./plans.ts";
import { type Reached, reachOf, reachOfOwn, resumableOf } from "./reach.ts";
import type { AccessRow } from "./row.ts";

/** An access before it is known in which stacks it is the same. */
type Facts = Omit<AccessRow, "stacks">;

const factsAbout = (
  id: string,
  { consent: _, isOptional: __, routes, ...facts }: Reached,
  limits: string[],
): Facts => ({
  partner: id,
  ...facts,
  routes: [...routes],
  limits,
});

/** By API, subject type and scope: what one partner can get in one stack. */
function factsOf(plan: Plan | undefined, id: string): ReadonlyMap<string, Facts> {
  const partner = plan && entryOf(plan.partners, id);
  if (!plan || !partner) return new Map();
  return new Map(
    [...reachOf(plan, partner), ...resumableOf(plan, partner)].map(([key, reached]) => [
      key,
      factsAbout(id, reached, limitsOf(plan, partner, reached)),
    ]),
  );
}

/** The same of an application of ours. */
function factsOfOwn(plan: Plan, id: string): readonly Facts[] {
  const own = entryOf(plan.ownApplications, id);
  if (!own) return [];
  return [...reachOfOwn(plan, own).values()].map((reached) =>
    factsAbout(id, reached, limitsOfOwn(plan, reached)),
  );
}

type RowChange = AccessRow["stacks"][number]["change"];

interface Sighting {
  readonly stack: string;
  readonly change: RowChange;
  readonly facts: Facts;
}

const isPromised = (facts: Facts | undefined) => facts?.via === "resumption";

/**
 * What is gone is told as it was, everything else as it will be. What a pause turns into a promise is gone, and the
 * promise is not news; what a resumption gives is added.
 */
function* sightings(stack: string, id: string, base: Plans | undefined, head: Plans): Generator<Sighting> {
  const after = factsOf(head.get(stack), id);
  const before = base ? factsOf(base.get(stack), id) : after;
  const isThere = entryOf(head.get(stack)?.partners ?? {}, id) !== undefined;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, now] = [before.get(key), after.get(key)];
    const isGone = isPromised(was) ? !now && isThere : !now || isPromised(now);
    if (was && isGone) yield { stack, change: "removed", facts: was };
    const isNew = !was || (isPromised(was) && !isPromised(now));
    if (now) yield { stack, change: isNew ? "added" : "kept", facts: now };
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const inOrder = (a: AccessRow, b: AccessRow) =>
  compare(a.partner, b.partner) ||
  compare(a.api, b.api) ||
  compare(a.subjectType, b.subjectType) ||
  compare(a.scope, b.scope) ||
  compare(a.stacks[0]?.stack ?? "", b.stacks[0]?.stack ?? "");

const oneRowEach = (seen: readonly Sighting[]): AccessRow[] =>
  [...Map.groupBy(seen, ({ facts }) => JSON.stringify(facts)).values()].flatMap((same) =>
    same[0] ? [{ ...same[0].facts, stacks: same.map(({ stack, change }) => ({ stack, change })) }] : [],
  );

/**
 * Every scope that some partner's application can get, or could before: one row for all stacks where its routes,
 * reason and limits are the same. By partner, API, subject type, scope and first stack.
 */
export function accessOf(base: Plans | undefined, head: Plans): AccessRow[] {
  const stacks = rowStacksOf(base, head);
  const ids = [...new Set([...idsOf(head, "partners"), ...(base ? idsOf(base, "partners") : [])])].sort();
  return ids
    .flatMap((id) => oneRowEach(stacks.flatMap((stack) => [...sightings(stack, id, base, head)])))
    .sort(inOrder);
}

/** The same rows for an application of ours; `partner` holds its id. */
export function accessOfOwn(plans: Plans, id: string): AccessRow[] {
  const seen = [...plans].flatMap(([stack, plan]) =>
    factsOfOwn(plan, id).map((facts) => ({ stack, change: "kept" as const, facts })),
  );
  return oneRowEach(seen).sort(inOrder);
}

/** Names of all stacks before and after, sorted. */
export const rowStacksOf = (base: Plans | undefined, head: Plans): string[] =>
  [...new Set([...head.keys(), ...(base?.keys() ?? [])])].sort();
