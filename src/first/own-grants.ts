// Our own applications in a plan, and their tenant → the scopes that each can get there before the first deployment.
import { SUBJECT_TYPES } from "../model/partner.ts";
import { sortedRecord } from "../plan/sorted.ts";
import type { Plan, PlannedAccess, PlannedOwnApplication } from "../plan/types.ts";
import type { LiveApplication, LiveObjects } from "../tenant/live.ts";
import { accessBefore } from "./before-after.ts";

/** By grant or by policy: an application that needed no grant until now had every scope all the same. */
function grantsOf(
  plan: Plan,
  tenant: LiveObjects,
  application: LiveApplication,
): PlannedOwnApplication["grants"] {
  const held = Object.entries(plan.apis).flatMap(([api, planned]) =>
    SUBJECT_TYPES.flatMap((subjectType) => {
      const scopes = accessBefore(plan, tenant, application, api)[subjectType];
      if (scopes === undefined) return [];
      const { identifier: audience } = planned.resourceServer;
      const formerApis = planned.formerIds && { formerApis: planned.formerIds };
      const access: PlannedAccess = { api, ...formerApis, audience, subjectType, scopes };
      return [[`${api}/${subjectType}`, access] as const];
    }),
  );
  return sortedRecord(held);
}

/** Without those that the tenant does not have. */
export const ownGrants = (plan: Plan, tenant: LiveObjects): Plan["ownApplications"] =>
  sortedRecord(
    Object.entries(plan.ownApplications).flatMap(([id, planned]) => {
      const live = tenant.applications.find(({ client_id }) => client_id === planned.clientId);
      return live ? [[id, { ...planned, grants: grantsOf(plan, tenant, live) }] as const] : [];
    }),
  );
