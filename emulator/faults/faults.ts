import { type Allowance, TokenBucket, withoutLimit } from "./rate-limit.ts";
import { concerns, type FaultRule, type RateLimit } from "./rule.ts";

/** What rules look at. */
export interface FaultyRequest {
  readonly method: string;
  readonly path: string;
  /** The query, with its question mark, and the body; both empty, when missing. */
  readonly query?: string;
  readonly body?: string;
}

/** A rule that was added. */
export interface Fault {
  /** How many requests it has hit. */
  readonly hits: number;
  remove(): void;
}

interface Entry extends Fault {
  readonly rule: FaultRule;
  seen: number;
  hits: number;
  /** Requests that were hit and have not come again. */
  readonly awaited: Set<string>;
}

/** What goes wrong in one running tenant, for those who use its Management API. Nothing, until somebody says so. */
export class Faults {
  /** Milliseconds that every request takes before the tenant looks at it. */
  latencyMs = 0;
  readonly #now: () => number;
  #entries: Entry[] = [];
  #bucket: TokenBucket | undefined;

  /** @param now milliseconds since 1970; tests of the rate limit replace it */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** From now on at most so many requests are answered, beginning with a full burst; `undefined` lifts the limit. */
  limitRate(limit: RateLimit | undefined): void {
    this.#bucket = limit && new TokenBucket(limit, this.#now());
  }

  /** Rules are asked in the order they were added; the first that is due decides. */
  add(rule: FaultRule): Fault {
    const remove = () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
    const entry: Entry = { rule, seen: 0, hits: 0, awaited: new Set(), remove };
    this.#entries.push(entry);
    return entry;
  }

  /** Whether there are no rules. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Everything is well again. */
  clear(): void {
    this.#entries = [];
    this.#bucket = undefined;
    this.latencyMs = 0;
  }

  /** What the rate limit says to one more request. */
  admit(): Allowance {
    const now = this.#now();
    return this.#bucket?.take(now) ?? withoutLimit(now);
  }

  /** What the headers tell a request that a rule refuses because of too many. */
  refusal(): Allowance {
    return withoutLimit(this.#now(), true);
  }

  /** The rule that hits a request; every rule it concerns counts it, until one is due. */
  next(request: FaultyRequest): FaultRule | undefined {
    const { method, path, query = "", body = "" } = request;
    for (const entry of this.#entries) {
      const { rule } = entry;
      if (!concerns(rule, request)) continue;
      const words = `${method} ${path}${query} ${body}`;
      if (entry.awaited.delete(words)) continue;
      entry.seen += 1;
      const { skip = 0, times = 1 } = rule;
      if (entry.seen <= skip || entry.hits >= times) continue;
      entry.hits += 1;
      if (rule.sparesRetries) entry.awaited.add(words);
      return rule;
    }
    return undefined;
  }
}
