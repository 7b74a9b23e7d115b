// An API's policy for a subject type → who gets tokens by it. Schemas are not loaded for that.

import type { UserPolicy } from "./api.ts";
import type { SubjectType } from "./partner.ts";
import { entryOf } from "./record.ts";

interface Effect {
  /** Who gets them. */
  readonly to: "everybody" | "granted" | "nobody";
  /** Above that of any policy that gives less. */
  readonly openness: number;
}

/** Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11) */
const EFFECTS: Readonly<Record<UserPolicy, Effect>> = {
  allow_all: { to: "everybody", openness: 2 },
  require_client_grant: { to: "granted", openness: 1 },
  deny_all: { to: "nobody", openness: 0 },
};

/** What Auth0 takes where an API of the tenant has none. Source: the page above */
const DEFAULTS: Readonly<Record<SubjectType, UserPolicy>> = {
  user: "allow_all",
  client: "require_client_grant",
};

/** One that we do not know may be more open than any. */
const UNKNOWN: Effect = { to: "everybody", openness: Number.POSITIVE_INFINITY };

const effectOf = (policy: string): Effect => entryOf(EFFECTS, policy) ?? UNKNOWN;

/** Whether every application but strict ones gets every scope, without a grant. */
export const letsEverybodyIn = (policy: string): boolean => effectOf(policy).to === "everybody";

/** Whether no application gets a token, and a grant is void. */
export const letsNobodyIn = (policy: string): boolean => effectOf(policy).to === "nobody";

/** Above 0 where `after` gives more than `before`. */
export const compareOpenness = (before: string, after: string): number =>
  effectOf(after).openness - effectOf(before).openness;

/** An API's policies as the Management API returns them. */
export interface StoredPolicies {
  readonly subject_type_authorization?:
    | { readonly [T in SubjectType]?: { readonly policy?: string | undefined } | undefined }
    | undefined;
}

/** The policy of an API of the tenant, or the one that Auth0 takes where it has none. */
export const storedPolicy = (
  { subject_type_authorization: all }: StoredPolicies,
  type: SubjectType,
): string => all?.[type]?.policy ?? DEFAULTS[type];
