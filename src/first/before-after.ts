// An application of a tenant → what it can get at each declared API before the first update, and after it.

import { liveApiOf } from "../identity/natural-keys.ts";
import type { UserPolicy } from "../model/api.ts";
import type { SubjectType } from "../model/partner.ts";
import { SUBJECT_TYPES } from "../model/partner.ts";
import { subjectTypeOf } from "../model/subject-type.ts";
import type { Plan, PlannedApi } from "../plan/types.ts";
import type { LiveApi, LiveApplication, LiveObjects } from "../tenant/live.ts";
import { observedApi, observedGrant } from "../tenant/observed.ts";
import { effectiveScopes, type Granted, type OpenApi } from "./effective.ts";

/** Scopes; undefined where it gets no token. */
export type Access = Readonly<Record<SubjectType, readonly string[] | undefined>>;

const NONE: Access = { user: undefined, client: undefined };

function asItIs(live: LiveApi): OpenApi {
  const { user, client } = observedApi(live).resourceServer.subjectTypeAuthorization as {
    user: { policy: UserPolicy };
    client: { policy: OpenApi["policies"]["client"] };
  };
  return {
    policies: { user: user.policy, client: client.policy },
    scopes: live.scopes.map(({ value }) => value),
  };
}

const asPlanned = ({ resourceServer, scopes }: PlannedApi): OpenApi => ({
  policies: {
    user: resourceServer.subjectTypeAuthorization.user.policy,
    client: resourceServer.subjectTypeAuthorization.client.policy,
  },
  scopes: scopes.map(({ name }) => name),
});

/** The grant of a subject type; third-party applications without one have the tenant's default, if there is one. */
function grantOf(
  application: LiveApplication,
  audience: string,
  subjectType: SubjectType,
  { grants }: LiveObjects,
) {
  const fitting = grants.filter(
    (grant) => grant.audience === audience && subjectTypeOf(grant.subject_type) === subjectType,
  );
  const own = fitting.find(({ client_id }) => client_id === application.client_id);
  const isThirdParty = application.is_first_party === false;
  return own ?? (isThirdParty ? fitting.find(({ default_for }) => default_for !== undefined) : undefined);
}

function grantedAt(application: LiveApplication, planned: PlannedApi, tenant: LiveObjects): Granted {
  const { identifier } = planned.resourceServer;
  const scopesOf = (subjectType: SubjectType) => {
    const grant = grantOf(application, identifier, subjectType, tenant);
    return grant && observedGrant(grant, tenant.apis).scopes;
  };
  return { user: scopesOf("user"), client: scopesOf("client") };
}

const accessOf = (application: LiveApplication, api: OpenApi, granted: Granted): Access => ({
  user: effectiveScopes(application, api, granted, "user"),
  client: effectiveScopes(application, api, granted, "client"),
});

/**
 * Nothing of an API that the tenant does not have yet. After the update with the grants of before: it makes none for an
 * application that nothing declares.
 */
const accessWhen =
  (openOf: (planned: PlannedApi, live: LiveApi) => OpenApi) =>
  (plan: Plan, tenant: LiveObjects, application: LiveApplication, id: string): Access => {
    const planned = plan.apis[id];
    const live = planned && liveApiOf(planned.resourceServer.identifier, tenant.apis);
    return planned && live
      ? accessOf(application, openOf(planned, live), grantedAt(application, planned, tenant))
      : NONE;
  };

export const accessBefore = accessWhen((_, live) => asItIs(live));

export const accessAfter = accessWhen(asPlanned);

/** What one application gains and loses at one API. */
export interface ScopeChange {
  readonly api: string;
  readonly subjectType: SubjectType;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  /** Whether it gets no more tokens of this kind at all. */
  readonly isLockedOut: boolean;
}

/** By API and subject type; empty where the update changes nothing for it. */
export function scopeChangesOf(plan: Plan, tenant: LiveObjects, application: LiveApplication): ScopeChange[] {
  return Object.keys(plan.apis).flatMap((api) => {
    const before = accessBefore(plan, tenant, application, api);
    const after = accessAfter(plan, tenant, application, api);
    return SUBJECT_TYPES.flatMap((subjectType) => {
      const [was, now] = [before[subjectType], after[subjectType]];
      const lost = (was ?? []).filter((scope) => !now?.includes(scope));
      const gained = (now ?? []).filter((scope) => !was?.includes(scope));
      const isLockedOut = was !== undefined && now === undefined;
      const isLetIn = was === undefined && now !== undefined;
      if (lost.length + gained.length === 0 && !isLockedOut && !isLetIn) return [];
      return [{ api, subjectType, lost, gained, isLockedOut }];
    });
  });
}
