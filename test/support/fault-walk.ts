// One run after the other, each with calls of the Management API that go wrong; then a run without faults.
import type { Emulator } from "../../emulator/emulator.ts";
import type { Plan } from "../../src/plan/types.ts";
import type { FaultBed, Start } from "./fault-bed.ts";
import { type Call, callsOf, injectionsOf, type Way } from "./fault-calls.ts";
import { clientIdsIn, contentsOf, type Known, knownBy, watchGrants } from "./fault-check.ts";
import type { Failure } from "./fault-run.ts";

/** What the run does that is to fail. */
export interface Scenario {
  readonly name: string;
  /** Nothing is deployed, when missing. */
  readonly from?: { readonly start: Start; readonly plan: Plan };
  readonly to: Plan;
  /** The run that follows: as `npm start` makes it, when missing. */
  readonly again?: (bed: FaultBed) => Promise<Failure>;
  /** What else must hold in every state of the tenant: what is wrong in this one. */
  readonly always?: (tenant: Emulator) => readonly string[];
}

const kindOfRun = (from: Scenario["from"]) => (from === undefined ? "first up" : "up");

/** What a run without faults leaves. */
export interface Clean {
  readonly contents: readonly string[];
  readonly known: Known | undefined;
  readonly calls: readonly Call[];
}

/** @throws Error when it fails, or when the same run again would change anything */
export async function cleanRun(bed: FaultBed, { from, to }: Scenario): Promise<Clean> {
  await bed.begin(from?.start);
  const failure = await bed.up(to, kindOfRun(from));
  if (failure !== undefined) throw new Error(`the run without faults fails: ${failure}`);
  const calls = callsOf(bed.tenant.requests);
  const clean = { contents: await contentsOf(bed.tenant), known: knownBy(bed.checkpoint()), calls };
  const again = await bed.run(to);
  if (again.failure !== undefined || again.changes > 0)
    throw new Error(`a run with nothing to do does ${again.changes} things: ${again.failure ?? ""}`);
  return clean;
}

/** How two lists of lines differ. */
function differences(found: readonly string[], expected: readonly string[]): string[] {
  const count = (list: readonly string[], line: string) => list.filter((other) => other === line).length;
  return [...new Set([...found, ...expected])].flatMap((line) => {
    const difference = count(found, line) - count(expected, line);
    if (difference === 0) return [];
    return [`${difference > 0 ? "too much" : "missing"}: ${line}`];
  });
}

async function differencesFrom(clean: Clean, bed: FaultBed): Promise<string[]> {
  const known = knownBy(bed.checkpoint());
  return [
    ...differences(await contentsOf(bed.tenant), clean.contents),
    ...differences(known?.resources ?? [], clean.known?.resources ?? []).map(
      (line) => `in the state, ${line}`,
    ),
    ...(known?.pending ? [`in the state, ${known.pending} operations are pending`] : []),
  ];
}

/** Client ids that were there, made or known, and that no partner has any more although it should. */
function lost(
  bed: FaultBed,
  plan: Plan,
  earlier: readonly Readonly<Record<string, readonly string[]>>[],
): string[] {
  const now = clientIdsIn(bed.tenant);
  const known = knownBy(bed.checkpoint())?.clientIds ?? {};
  return Object.keys(plan.partners).flatMap((partner) => {
    const [id, ...more] = now[partner] ?? [];
    const places = earlier.flatMap((ids) => (ids[partner]?.length ? [ids[partner]] : []));
    return [
      ...(id === undefined || more.length > 0
        ? [`${partner} has ${more.length + (id ? 1 : 0)} applications`]
        : []),
      ...(known[partner] === id ? [] : [`the state knows another client ID of ${partner}`]),
      ...(places.every((ids) => ids.includes(id ?? "")) ? [] : [`${partner} lost its client ID`]),
    ];
  });
}

const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$|^goroutine \d+|^panic: /m;

/** A failure names what failed, and shows nobody's insides. */
function unclear(failure: string): string[] {
  return [
    ...(STACK_TRACE.test(failure) ? [`the failure is a stack trace: ${failure}`] : []),
    ...(/error: |SIGKILL/.test(failure) ? [] : [`the failure does not say what failed: ${failure}`]),
  ];
}

/** Calls that go wrong in one run. */
interface Case {
  readonly calls: readonly Call[];
  readonly way: Way;
}

/** What came of it. */
export interface Outcome {
  readonly calls: readonly Call[];
  /** Whether the run itself ended as if nothing had been wrong. */
  readonly survived: boolean;
  /** What it said when it failed. */
  readonly failure: string | undefined;
  /** What must not be, in sentences. */
  readonly violations: readonly string[];
}

async function carryOut(
  bed: FaultBed,
  scenario: Scenario,
  clean: Clean,
  { calls, way }: Case,
): Promise<Outcome> {
  const { from, to } = scenario;
  await bed.begin(from?.start);
  const { tenant } = bed;
  const before = clientIdsIn(tenant);
  const seen = watchGrants(tenant, [...(from ? [from.plan] : []), to], scenario.always);
  const injected = injectionsOf(bed, calls, way).map(({ calls, rule }) => ({
    calls,
    fault: tenant.faults.add(rule),
  }));
  const failure = await bed.up(to, kindOfRun(from));
  tenant.faults.clear();
  const missed = injected.flatMap(({ calls, fault }) => calls.slice(fault.hits));
  // One of several may be missing because of another: its own run shows whether it is ever made.
  const violations = calls.length === 1 && missed.length === 1 ? ["the call was never made"] : [];
  if (failure !== undefined) violations.push(...unclear(failure));
  const made = clientIdsIn(tenant);
  const handedOut = Object.fromEntries(
    Object.entries(knownBy(bed.checkpoint())?.clientIds ?? {}).map(([partner, id]) => [partner, [id]]),
  );
  const isWell = failure === undefined && (await differencesFrom(clean, bed)).length === 0;
  // A run that has nothing to do changes nothing: `cleanRun` has tried that.
  if (!isWell) {
    const again = scenario.again ? await scenario.again(bed) : (await bed.run(to)).failure;
    if (again !== undefined) violations.push(`the next run fails: ${again}`);
    // Pulumi alone stops nothing.
    const left = scenario.again ? [] : await bed.left();
    violations.push(...left.map((process) => `the next run leaves a process: ${process}`));
  }
  violations.push(
    ...(isWell ? [] : await differencesFrom(clean, bed)),
    ...lost(bed, to, [before, made, handedOut]),
    ...[...seen].map((sight) => `at some moment there was: ${sight}`),
  );
  return { calls, survived: isWell && missed.length === 0, failure, violations };
}

/** Those that fail together first: they take longest, and may call for others. */
function casesOf({ calls }: Clean, ways: readonly Way[], choose: (call: Call, way: Way) => boolean): Case[] {
  const cases = ways.flatMap((way) => {
    const chosen = calls.filter((call) => choose(call, way));
    const together = chosen.filter((call) => way.retried?.(call));
    const alone = chosen.filter((call) => !together.includes(call));
    return [...(together.length > 0 ? [together] : []), ...alone.map((call) => [call])].map((some) => ({
      calls: some,
      way,
    }));
  });
  return cases.toSorted((one, other) => other.calls.length - one.calls.length);
}

/** Outcomes by way, in the order of the ways. */
export type Walked = ReadonlyMap<Way, readonly Outcome[]>;

/**
 * Walks through the calls of a scenario, on all beds at once. Where calls fail together and that does not end well,
 * each of them fails alone: what came of that counts, and says which it was.
 *
 * @param choose which calls of the run fail in which way: of those that the provider tries again the first of a kind
 */
export async function walk(
  beds: readonly FaultBed[],
  scenario: Scenario,
  clean: Clean,
  ways: readonly Way[],
  choose: (call: Call, way: Way) => boolean,
): Promise<Walked> {
  const walked = new Map(ways.map((way) => [way, [] as Outcome[]]));
  const cases = casesOf(clean, ways, choose);
  await Promise.all(
    beds.map(async (bed) => {
      for (let next = cases.shift(); next; next = cases.shift()) {
        const { calls, way } = next;
        const outcome = await carryOut(bed, scenario, clean, next).catch(
          ({ message }: Error): Outcome => ({
            calls,
            survived: false,
            failure: message,
            violations: [message],
          }),
        );
        const { survived, violations } = outcome;
        const isNamed = calls.length === 1 || (survived && violations.length === 0);
        if (!isNamed) cases.unshift(...calls.map((call) => ({ calls: [call], way })));
        // What only the calls together do wrong must not be lost.
        if (isNamed || violations.length > 0) walked.get(way)?.push(outcome);
      }
    }),
  );
  return walked;
}
