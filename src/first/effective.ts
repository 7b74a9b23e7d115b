// An application of a tenant and one API → the scopes that it can get there, by its grants or the API's policy.

import { letsEverybodyIn, letsNobodyIn } from "../model/access-policy.ts";
import type { ClientPolicy, UserPolicy } from "../model/api.ts";
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
 * Flows that bring a user back to a callback, and those that need none.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11)
 */
const BY_CALLBACK = new Set(["authorization_code", "implicit"]);
const WITHOUT_USERS = new Set(["client_credentials", "refresh_token"]);

/** Whether anybody can sign in with it: an application that was never set up, such as Auth0's Default App, lets nobody in. */
export function signsUsersIn({ grant_types: types, callbacks }: LiveApplication): boolean {
  const flows = types.filter((type) => !WITHOUT_USERS.has(type));
  return flows.some((type) => !BY_CALLBACK.has(type) || callbacks.length > 0);
}

const CAN: Readonly<Record<SubjectType, (application: LiveApplication) => boolean>> = {
  user: signsUsersIn,
  client: ({ grant_types: types }) => types.includes("client_credentials"),
};

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
  if (letsNobodyIn(policy) || !CAN[subjectType](application)) return undefined;
  if (letsEverybodyIn(policy) && !isStrict(application)) return sortedSet(api.scopes);
  const own = granted[subjectType];
  return own && sortedSet(api.scopes.filter((scope) => own.includes(scope)));
}
