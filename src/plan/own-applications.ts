// Our own applications in tenant.yaml become the grants that they have in one stack.
import { entryOf } from "../model/record.ts";
import type { Workspace } from "../model/workspace.ts";
import { planAccess } from "./grants.ts";
import { sortedRecord, sortedSet } from "./sorted.ts";
import type { PlannedOwnApplication } from "./types.ts";

/** Those that exist in the stack: elsewhere they have no client ID, and nothing is made for them. */
export function planOwnApplications(
  workspace: Workspace,
  stack: string,
): Record<string, PlannedOwnApplication> {
  const declared = Object.entries(workspace.tenant?.value.own_applications ?? {});
  return sortedRecord(
    declared.flatMap(([id, { name, stacks, grants, management_scopes, ways }]) => {
      const settings = entryOf(stacks, stack);
      if (!settings) return [];
      const planned = grants.map((grant) => {
        const { key, access } = planAccess(grant, workspace);
        return [key, access] as const;
      });
      const own = {
        name,
        clientId: settings.client_id,
        grants: sortedRecord(planned),
        ...(management_scopes && { managementScopes: sortedSet(management_scopes) }),
        ...(ways && { ways: sortedSet(ways) }),
      };
      return [[id, own] as const];
    }),
  );
}
