// A stack's kind of tenant → how fast its Management API answers, and how many requests deployments make at a time.
import { LOCAL_STACK } from "./stack.ts";

interface Rate {
  /** Requests that are answered at once, and how many a second after that. */
  readonly burst: number;
  readonly perSecond: number;
  /** Of a deployment, which leaves room for the tenant's users; of several parts side by side, each. */
  readonly parallel: number;
  readonly parallelOfParts: number;
}

/**
 * Of tenants of the Enterprise plan.
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/enterprise-public (read 2026-11)
 */
const RATES = {
  production: { burst: 50, perSecond: 16, parallel: 4, parallelOfParts: 2 },
  "non-production": { burst: 10, perSecond: 2, parallel: 1, parallelOfParts: 1 },
} as const satisfies Record<string, Rate>;

/** A protected stack is what production is: there applications and APIs are kept from deletion. */
export const rateOf = (isProtected: boolean): Rate => RATES[isProtected ? "production" : "non-production"];

/** How long so many calls take at least, in seconds; the local tenant has no limit. */
export function leastSecondsOf(
  { stack, protect }: { readonly stack: string; readonly protect: boolean },
  calls: number,
): number {
  const { burst, perSecond } = rateOf(protect);
  return stack === LOCAL_STACK ? 0 : Math.ceil(Math.max(0, calls - burst) / perSecond);
}
