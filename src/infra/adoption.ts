// A partner whose application the tenant has already → the ids of the grants that come with it.
import { getClientGrants } from "@pulumi/auth0/getClientGrants.js";
import * as pulumi from "@pulumi/pulumi";
import { plannedGrantOf } from "../identity/natural-keys.ts";
import type { PlannedPartner } from "../plan/types.ts";
import { quote } from "../text.ts";

/** By the plan's key: ids of grants that the tenant has. */
export type AdoptedGrants = Readonly<Record<string, string>>;

/**
 * Grants of an application that is taken over. They are imported like the application itself: the provider would
 * take each over silently when it creates the planned one, with the scopes that it has, more than reviewed or not.
 * What the tenant has and the plan has not is named in a warning.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/client/resource_grant.go (read 2026-11)
 *
 * @throws RunError when the tenant does not tell
 */
export async function adoptedGrants(id: string, planned: PlannedPartner): Promise<AdoptedGrants> {
  const { adopts: clientId, grants } = planned;
  if (clientId === undefined) return {};
  const { clientGrants } = await getClientGrants({ clientId }).catch((reason: Error) => {
    throw new pulumi.RunError(`the grants of ${id}'s application cannot be looked up: ${reason.message}`);
  });
  const found: Record<string, string> = {};
  for (const { id: grantId, audience, subjectType } of clientGrants) {
    const key = plannedGrantOf(grants, { audience, subject_type: subjectType });
    if (key !== undefined) found[key] = grantId;
    else
      await pulumi.log.warn(
        `the application of ${id} has a grant for ${quote(audience)}, subject type ${quote(subjectType)}, that its file does not name: ` +
          "unless this update deletes it, delete it in the tenant or write it into the file",
      );
  }
  return found;
}
