// One run after the other, each with one call of the Management API that goes wrong; then a run without faults.

import type { Emulator, LoggedRequest } from "../../emulator/emulator.ts";
import type { FaultRule } from "../../emulator/faults/rule.ts";
import type { Plan } from "../../src/plan/types.ts";
import type { FaultBed, Start } from "./fault-bed.ts";
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

/** One call of a run: the n-th (from 1) of its method and kind of path. */
export interface Call {
  readonly method: string;
  /** Below `/api/v2`, with `:id` for what differs between tenants. */
  readonly kind: string;
  readonly nth: number;
}

export interface Way {
  readonly name: string;
  rule(bed: FaultBed): Pick<FaultRule, "action" | "times" | "onHit">;
}

/** What came of one call that went wrong. */
export interface Outcome {
  readonly call: Call;
  /** Whether the run itself ended as if nothing had been wrong. */
  readonly survived: boolean;
  /** What it said when it failed. */
  readonly failure: string | undefined;
  /** What must not be, in sentences. */
  readonly violations: readonly string[];
}

const once = (name: string, action: FaultRule["action"], times = 1): Way => ({
  name,
  rule: () => ({ action, times }),
});

const killed = (name: string, plugins: boolean, reset: "before" | "after"): Way => ({
  name,
  rule: (bed) => ({ action: { reset }, onHit: () => bed.kill({ plugins }) }),
});

/**
 * The provider waits for answers without end, so a time-out is the network's: it gives up after a second here.
 * Source: auth0/terraform-provider-auth0, internal/config/config.go, `customClientWithRetries` (read 2026-11)
 */
export const WAYS = {
  tooMany: once("429", { status: 429 }),
  error: once("500", { status: 500 }),
  unavailable: once("503", { status: 503 }),
  before: once("reset before the write", { reset: "before" }),
  after: once("reset after the write", { reset: "after" }),
  cut: once("answer cut off", { cut: true }),
  timeOut: once("time-out", { hang: true, forMs: 1000 }),
  outage: once("503 until the run gives up", { status: 503 }, Number.POSITIVE_INFINITY),
  allBefore: killed("all killed before the write", true, "before"),
  allAfter: killed("all killed after the write", true, "after"),
  engineBefore: killed("engine killed before the write", false, "before"),
  engineAfter: killed("engine killed after the write", false, "after"),
} as const satisfies Record<string, Way>;

const BASE = "/api/v2";

/** Ids hold digits, capitals or what had to be encoded; the API's own words do not. */
const kindOf = (path: string): string =>
  path
    .slice(BASE.length)
    .split("/")
    .map((segment) => (/[0-9A-Z%_]/.test(segment) ? ":id" : segment))
    .join("/");

/** Every call of a run that went well, in the order they were made. */
export function callsOf(requests: readonly LoggedRequest[]): Call[] {
  const counts = new Map<string, number>();
  return requests
    .filter(({ path }) => path.startsWith(BASE))
    .map(({ method, path }) => {
      const kind = kindOf(path);
      const nth = (counts.get(`${method} ${kind}`) ?? 0) + 1;
      counts.set(`${method} ${kind}`, nth);
      return { method, kind, nth };
    });
}

export const writes = ({ method }: Call): boolean => method !== "GET";

/** All calls that write, and the first of each kind that reads. */
export const distinct = (call: Call): boolean => writes(call) || call.nth === 1;

const describe = ({ method, kind, nth }: Call) => `${method} ${kind} #${nth}`;

const patternOf = (kind: string) => new RegExp(`^${kind.replaceAll(":id", "[^/]+")}$`);

/** What a run without faults leaves. */
export interface Clean {
  readonly contents: readonly string[];
  readonly known: Known | undefined;
  readonly calls: readonly Call[];
}

/** @throws Error when it fails, or when the same run again would change anything */
export async function cleanRun(bed: FaultBed, { from, to }: Scenario): Promise<Clean> {
  await bed.begin(from?.start);
  const failure = await bed.up(to);
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

async function oneCase(
  bed: FaultBed,
  scenario: Scenario,
  clean: Clean,
  call: Call,
  way: Way,
): Promise<Outcome> {
  const { from, to } = scenario;
  await bed.begin(from?.start);
  const { tenant } = bed;
  const before = clientIdsIn(tenant);
  const seen = watchGrants(tenant, [...(from ? [from.plan] : []), to], scenario.always);
  const path = patternOf(call.kind);
  const fault = tenant.faults.add({ method: call.method, path, skip: call.nth - 1, ...way.rule(bed) });
  const failure = await bed.up(to);
  tenant.faults.clear();
  const violations = fault.hits === 0 ? ["the call was never made"] : [];
  if (failure !== undefined) violations.push(...unclear(failure));
  const made = clientIdsIn(tenant);
  const handedOut = Object.fromEntries(
    Object.entries(knownBy(bed.checkpoint())?.clientIds ?? {}).map(([partner, id]) => [partner, [id]]),
  );
  const survived = failure === undefined && (await differencesFrom(clean, bed)).length === 0;
  // A run that has nothing to do changes nothing: `cleanRun` has tried that.
  if (!survived) {
    const again = scenario.again ? await scenario.again(bed) : (await bed.run(to)).failure;
    if (again !== undefined) violations.push(`the next run fails: ${again}`);
  }
  violations.push(
    ...(await differencesFrom(clean, bed)),
    ...lost(bed, to, [before, made, handedOut]),
    ...[...seen].map((sight) => `at some moment there was: ${sight}`),
  );
  return { call, survived, failure, violations };
}

/** Outcomes by way, in the order of the ways. */
export type Walked = ReadonlyMap<Way, readonly Outcome[]>;

/**
 * Walks through the calls of a scenario, on all beds at once.
 *
 * @param choose which calls of the run fail in which way
 */
export async function walk(
  beds: readonly FaultBed[],
  scenario: Scenario,
  clean: Clean,
  ways: readonly Way[],
  choose: (call: Call, way: Way) => boolean,
): Promise<Walked> {
  const walked = new Map(ways.map((way) => [way, [] as Outcome[]]));
  const cases = ways.flatMap((way) =>
    clean.calls.filter((call) => choose(call, way)).map((call) => ({ call, way })),
  );
  await Promise.all(
    beds.map(async (bed) => {
      for (let next = cases.shift(); next; next = cases.shift()) {
        const { call, way } = next;
        const outcome = await oneCase(bed, scenario, clean, call, way).catch(
          ({ message }: Error): Outcome => ({
            call,
            survived: false,
            failure: message,
            violations: [message],
          }),
        );
        walked.get(way)?.push(outcome);
      }
    }),
  );
  return walked;
}

/** Every violation, with the call and the way it came from. */
export const violationsOf = (walked: Walked): string[] =>
  [...walked].flatMap(([way, outcomes]) =>
    outcomes.flatMap(({ call, violations }) =>
      violations.map((violation) => `${describe(call)}, ${way.name}: ${violation}`),
    ),
  );

/** Injected, survived by the run itself, made good by the next, and what must not be: a line for each way. */
export function tableOf(scenario: string, walked: Walked): string {
  const rows = [...walked].map(([way, outcomes]) => [
    scenario,
    way.name,
    String(outcomes.length),
    String(outcomes.filter(({ survived }) => survived).length),
    String(outcomes.filter(({ survived }) => !survived).length),
    String(outcomes.flatMap(({ violations }) => violations).length),
  ]);
  const head = [
    "scenario",
    "way",
    "injected",
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
