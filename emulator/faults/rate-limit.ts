import type { RateLimit } from "./rule.ts";

/**
 * What the headers of every answer tell about the limit. An enterprise tenant's burst is the figure of a tenant
 * without a limit. Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy (read 2026-11)
 */
const UNLIMITED = 50;

export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** @param reset milliseconds since 1970; told in whole seconds, and never before it is true */
function headersOf(limit: number, remaining: number, reset: number): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(Math.ceil(reset / 1000)),
  };
}

/** What a tenant without a limit says, and what it tells one who is refused all the same: to come in the next. */
export function withoutLimit(now: number, refused = false): Allowance {
  return {
    allowed: !refused,
    headers: headersOf(UNLIMITED, refused ? 0 : UNLIMITED - 1, now + 1),
  };
}

/** A bucket that holds `burst` requests and is filled with `perSecond`; each request takes one out of it. */
export class TokenBucket {
  readonly #limit: RateLimit;
  #tokens: number;
  #since: number;

  /** @param now milliseconds since 1970, as in `take` */
  constructor(limit: RateLimit, now: number) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#since = now;
  }

  /** A request that is refused takes nothing. */
  take(now: number): Allowance {
    const { perSecond, burst } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#since) / 1000) * perSecond);
    this.#since = now;
    const allowed = this.#tokens >= 1;
    if (allowed) this.#tokens -= 1;
    // Until there is one more, or, when refused, the first.
    const missing = Math.max(0, Math.floor(this.#tokens) + 1 - this.#tokens);
    const reset = now + (missing / perSecond) * 1000;
    return { allowed, headers: headersOf(burst, Math.floor(this.#tokens), reset) };
  }
}
