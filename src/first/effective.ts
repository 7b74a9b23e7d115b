// An application of a tenant and one API → the scopes that it can get there, by its grants or the API's policy.

import { letsEverybodyIn, letsNobodyIn } from "../model/access-policy.ts";
import type { ClientPolicy, UserPolicy } from "../model/api.ts";
import { CAN_GET } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import { isStrict } from "../model/security-mode.ts";
import { sortedSet } from "../plan/sorted.ts";
import type { LiveApplication } from "../tenant/live.ts";

/** An API as far as it decides who gets what. */
export interface OpenApi {
  readonly policies: Readonly<Record<SubjectType, UserPolicy | ClientPolicy>>;
  readonly scopes: readonly string[];
}

/** The scopes of an application's grants for one API; undefined where it has none. */
export type Granted = Readonly<Record<SubjectType, readonly string[] | undefined>>;

/**
 * Sorted; undefined where it gets no token at all, while a token without scopes is one. `allow_all` gives every scope
 * without a grant, except to strict applications; a grant is void where the API denies.
 * Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 */
export function effectiveScopes(
  application: LiveApplication,
  api: OpenApi,
  granted: Granted,
  subjectType: SubjectType,
): string[] | undefined {
  const policy = api.policies[subjectType];
  if (letsNobodyIn(policy) || !CAN_GET[subjectType](application)) return undefined;
  if (letsEverybodyIn(policy) && !isStrict(application)) return sortedSet(api.scopes);
  const own = granted[subjectType];
  return own && sortedSet(api.scopes.filter((scope) => own.includes(scope)));
}
