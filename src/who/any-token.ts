// A tenant as the APIs meet it: where an API has no scopes, whatever lists some gives any token for it.

import { ANY_TOKEN } from "../model/any-token.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveTenant } from "../tenant/live.ts";

/** Which scopes somebody declares in the tenant beside the file changes nothing: the API does not look at them. */
export function asEnforced({ apis }: Plan, tenant: LiveTenant): LiveTenant {
  const all = new Set(
    Object.values(apis).flatMap(({ sensitivity, resourceServer }) =>
      sensitivity === undefined ? [] : [resourceServer.identifier],
    ),
  );
  if (all.size === 0) return tenant;
  const given = <T extends { readonly audience?: string | undefined }>(one: T) =>
    one.audience !== undefined && all.has(one.audience) ? { ...one, scope: [ANY_TOKEN] } : one;
  return {
    ...tenant,
    apis: tenant.apis.map((api) =>
      all.has(api.identifier) ? { ...api, scopes: [{ value: ANY_TOKEN, description: undefined }] } : api,
    ),
    grants: tenant.grants.map(given),
    applications: tenant.applications.map(({ refresh_token: refresh, ...application }) => ({
      ...application,
      refresh_token: refresh && { ...refresh, policies: refresh.policies?.map(given) },
    })),
  };
}
