// Plans of several stacks become what a reader needs to know of each of our own applications.
import type { Plans } from "../access/plans.ts";
import { givenIn } from "../access/reach.ts";
import type { ReportedOwnApplication } from "./review.ts";

/** By id. What they may do is the same in all stacks, since all plans are made of the same files. */
export function ownApplicationsOf(head: Plans): ReportedOwnApplication[] {
  const seen = [...head]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([stack, plan]) =>
      Object.entries(plan.ownApplications).map(([id, own]) => ({ stack, plan, id, own })),
    );
  const byId = [...Map.groupBy(seen, ({ id }) => id)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byId.flatMap(([id, sightings]) => {
    const [first] = sightings;
    if (!first) return [];
    const stacks = sightings.map(({ stack }) => stack);
    return {
      id,
      name: first.own.name,
      stacks: sightings.map(({ stack, own }) => ({ stack, clientId: own.clientId })),
      access: Object.values(first.own.grants).map((grant) => ({
        api: grant.api,
        subjectType: grant.subjectType,
        scopes: [...givenIn(first.plan, grant)],
        stacks,
      })),
    };
  });
}
