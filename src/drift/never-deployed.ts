// A plan and its tenant → whether no update has made anything of the stack yet, where no state says.
import { wasMadeBy } from "../identity/marker.ts";
import { actionOf, plannedGrantOf } from "../identity/natural-keys.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveTenant } from "../tenant/live.ts";

/** All that an update makes of a stack without partners; nothing where it would make nothing but APIs. */
function* madeWithoutPartners(plan: Plan, tenant: LiveTenant): Generator<boolean> {
  for (const planned of Object.values(plan.actions)) yield actionOf(planned, tenant.actions) !== undefined;
  for (const { clientId, grants } of Object.values(plan.ownApplications)) {
    const held = tenant.grants.filter(({ client_id }) => client_id === clientId);
    const found = held.map((grant) => plannedGrantOf(grants, grant));
    for (const key of Object.keys(grants)) yield found.includes(key);
  }
}

/**
 * Whether no update has made anything of the stack yet: none of the tenant's applications carries its marker. Where no
 * partner is declared none would, and all that an update makes otherwise is missing.
 */
export function isNeverDeployed(plan: Plan, tenant: LiveTenant): boolean {
  const isUnmarked = tenant.applications.every((one) => !wasMadeBy(plan, one));
  if (Object.keys(plan.partners).length > 0) return isUnmarked;
  const made = [...madeWithoutPartners(plan, tenant)];
  return isUnmarked && made.length > 0 && !made.includes(true);
}
