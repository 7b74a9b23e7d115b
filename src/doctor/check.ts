// What one look at a tenant says: a closed set of three, and what to do about each that is not fine.
import type { Plan } from "../plan/types.ts";
import type { BesideSettings, LiveSettings } from "../tenant/live.ts";
import type { RateLimitPolicy } from "../tenant/rate-limits.ts";

/** unknown: it cannot be read from outside, or not with these credentials. */
export const HEALTHS = ["fine", "broken", "unknown"] as const;
export type Health = (typeof HEALTHS)[number];

/** Everything that is looked at: read, and nothing written. */
export interface Facts {
  readonly plan: Plan;
  readonly tenant: BesideSettings;
  /** Undefined where the credentials may not read them. */
  readonly settings: LiveSettings | undefined;
  /** What the credentials may do; undefined where their token does not say. */
  readonly rights: ReadonlySet<string> | undefined;
  /** Which login pages the tenant has, `new` or `classic`; undefined where the credentials may not read it. */
  readonly loginExperience: string | undefined;
  /** Undefined where the credentials may not read them. */
  readonly rateLimits: readonly RateLimitPolicy[] | undefined;
  /** How far this machine's clock is ahead of the tenant's, in seconds; undefined where the tenant gave no date. */
  readonly aheadSeconds: number | undefined;
  /** `iss` as the issuer's own discovery document says it, or why there is none. */
  readonly issuer: { readonly says: string } | { readonly silent: string };
}

/** Of what is fine nothing has to be done. */
export type Diagnosis =
  | { readonly health: "fine"; readonly what: string }
  | { readonly health: Exclude<Health, "fine">; readonly what: string; readonly fix: string };

const MOST_NAMED = 5;

/** Names for a sentence; of many the first, and how many more. */
export const firstOf = (names: readonly string[]): string =>
  names.length > MOST_NAMED
    ? `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`
    : names.join(", ");

export interface Check {
  /** Permanent, in kebab case. */
  readonly id: string;
  /** The vendor's page that makes it matter. */
  readonly source: string;
  /** Nothing where the declarations do not depend on it. */
  examine(facts: Facts): Iterable<Diagnosis>;
}

export interface Examined {
  readonly check: string;
  readonly source: string;
  readonly diagnosis: Diagnosis;
}
