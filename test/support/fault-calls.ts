// Which calls a run makes, and the ways in which one of them, or many of them at once, can go wrong.
import type { LoggedRequest } from "../../emulator/emulator.ts";
import type { FaultRule } from "../../emulator/faults/rule.ts";
import type { FaultBed } from "./fault-bed.ts";

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
  /**
   * Calls that the provider tries again after it: they all fail in one run. Where that run does not survive, each fails
   * in a run of its own, as all others do.
   */
  readonly retried?: (call: Call) => boolean;
}

const once = (name: string, action: FaultRule["action"], retried: (call: Call) => boolean): Way => ({
  name,
  rule: () => ({ action }),
  retried,
});

const killed = (name: string, plugins: boolean, reset: "before" | "after"): Way => ({
  name,
  rule: (bed) => ({ action: { reset }, onHit: () => bed.kill({ plugins }) }),
});

const always = () => true;

/**
 * The provider waits for answers without end, so a time-out is the network's: it gives up soon here.
 * Source: auth0/terraform-provider-auth0, internal/config/config.go, `customClientWithRetries` (read 2026-11)
 */
export const WAYS = {
  tooMany: once("429", { status: 429 }, always),
  error: once("500", { status: 500 }, always),
  unavailable: once("503", { status: 503 }, always),
  before: once("reset before the write", { reset: "before" }, always),
  // What was made is made again, or refused because it is there.
  after: once("reset after the write", { reset: "after" }, ({ method }) => method !== "POST"),
  // An answer that began is not asked for again.
  cut: once("answer cut off", { cut: true }, () => false),
  timeOut: once("time-out", { hang: true, forMs: 100 }, always),
  outage: {
    name: "503 until the run gives up",
    rule: () => ({ action: { status: 503 }, times: Number.POSITIVE_INFINITY }),
  },
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

export const describe = ({ method, kind, nth }: Call) => `${method} ${kind} #${nth}`;

const patternOf = (kind: string) => new RegExp(`^${kind.replaceAll(":id", "[^/]+")}$`);

/** A rule of a tenant, and the calls that it makes fail. */
export interface Injection {
  readonly calls: readonly Call[];
  readonly rule: FaultRule;
}

/**
 * The rules that make the calls fail in one run. Of several calls of one kind each fails once, whatever the order in
 * which they and what is tried again arrive; they must be the first of their kind.
 */
export function injectionsOf(bed: FaultBed, calls: readonly Call[], way: Way): Injection[] {
  return [...Map.groupBy(calls, ({ method, kind }) => `${method} ${kind}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { method, kind, nth } = first;
    const asked = { method, path: patternOf(kind), ...way.rule(bed) };
    return calls.length === 1
      ? { calls: alike, rule: { ...asked, skip: nth - 1 } }
      : { calls: alike, rule: { ...asked, times: alike.length, sparesRetries: true } };
  });
}
