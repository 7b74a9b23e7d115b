// A question to the tenant before anything is declared, and what a look at its answers says.
import { getClientGrants } from "@pulumi/auth0/getClientGrants.js";
import { getClients } from "@pulumi/auth0/getClients.js";
import * as pulumi from "@pulumi/pulumi";
import type { FoundApplication } from "../identity/locked-out.ts";
import { type GrantColumns, plannedGrantOf } from "../identity/natural-keys.ts";
import type { TakeoverObstacle } from "../identity/takeover.ts";
import type { Plan, PlannedAccess } from "../plan/types.ts";

/** By the plan's key: ids of grants that the tenant has. */
export type AdoptedGrants = Readonly<Record<string, string>>;

/** What one look says: what to import, and what is in the way. */
export interface Look<T> {
  readonly found: readonly (readonly [string, T])[];
  readonly obstacles: readonly TakeoverObstacle[];
}

/**
 * Undefined where the tenant says that it has none, however the provider says so.
 *
 * @throws RunError when the tenant gives no answer
 */
export const orMissing = async <T>(
  { domain }: Plan,
  what: string,
  asked: Promise<T>,
): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    const { message } = error as Error;
    if (/404 Not Found|No action found with "name"/.test(message)) return undefined;
    throw new pulumi.RunError(`${what} cannot be looked up in the tenant ${domain}: ${message}`);
  }
};

/** A grant that the tenant has, and the planned one that it is. */
export interface AskedGrant {
  readonly columns: GrantColumns;
  readonly live: {
    readonly id: string;
    readonly scopes: readonly string[];
    readonly allowAllScopes: boolean;
  };
  /** Its key in the plan; absent where nothing plans it. */
  readonly key?: string;
  readonly planned?: PlannedAccess;
}

/** All grants of one application. `where` names its declaration. @throws RunError as `orMissing` does */
export async function grantsOf(
  plan: Plan,
  where: string,
  clientId: string,
  grants: Readonly<Record<string, PlannedAccess>>,
): Promise<AskedGrant[]> {
  const answer = await orMissing(plan, `the grants of ${where}`, getClientGrants({ clientId }));
  return (answer?.clientGrants ?? []).map((live) => {
    const columns = { audience: live.audience, subject_type: live.subjectType || undefined };
    const key = plannedGrantOf(grants, columns);
    const planned = key === undefined ? undefined : grants[key];
    return { columns, live, ...(key !== undefined && planned && { key, planned }) };
  });
}

/**
 * All applications of the tenant. Of the answer only names, client IDs and what lets an application in are kept.
 *
 * @throws RunError as `orMissing` does
 */
export async function applicationsOf(plan: Plan): Promise<FoundApplication[]> {
  const { clients } = (await orMissing(plan, "applications", getClients({}))) ?? { clients: [] };
  return clients.map(
    ({
      clientId = "",
      name,
      isFirstParty,
      thirdPartySecurityMode,
      grantTypes,
      clientMetadata,
      callbacks,
    }) => ({
      client_id: clientId,
      name,
      is_first_party: isFirstParty,
      third_party_security_mode: thirdPartySecurityMode,
      grant_types: grantTypes,
      client_metadata: clientMetadata,
      callbacks,
    }),
  );
}
