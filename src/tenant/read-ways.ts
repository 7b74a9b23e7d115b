// A tenant's Management API → what may widen tokens beside grants; each stays undefined where the credentials lack the right.

import { z } from "zod";
import { apiOf } from "../identity/natural-keys.ts";
import type { Plan } from "../plan/types.ts";
import type { ReadingClient } from "./client.ts";
import { listAll, listed, type Pages, pages, understood, unlessAbsent, unlessRefused } from "./list.ts";
import {
  customSigningKeySchema,
  type LiveApi,
  type LiveObjects,
  type LiveRole,
  type LiveTenant,
  legacyCodeSchema,
  permissionSchema,
  type Refusable,
  roleSchema,
} from "./live.ts";

/** Which rules or hooks run. A tenant without the feature has none. */
const readLegacyCode = (what: string, first: Promise<Pages>): Promise<readonly string[] | undefined> =>
  unlessRefused(async () => {
    const all = await listAll(what, legacyCodeSchema, first, [404, 410]);
    return all.filter(({ enabled }) => enabled !== false).map(({ name }) => name);
  });

/** Which of the grants for our APIs some organization may use: asked for each that can be used so, which are few. */
async function readOrganizationGrants(
  client: ReadingClient,
  plan: Plan,
  { grants }: LiveObjects,
): Promise<LiveTenant["organizationGrants"]> {
  const found = new Map<string, boolean | undefined>();
  const usable = grants.filter(
    ({ audience, organization_usage: usage }) =>
      apiOf(plan, audience) !== undefined && usage !== undefined && usage !== "deny",
  );
  const isUsed = async (id: string) => {
    const first = await client.clientGrants.organizations.list(id, { take: 1 });
    return listed("organizations of a grant", first).data.length > 0;
  };
  for (const { id, allow_any_organization: isAny } of usable)
    found.set(id, isAny === true || (await unlessRefused(() => isUsed(id))));
  return found;
}

/** Permissions by role, one call for each; where no such API enforces them, a role changes no token. */
export async function readRoles(
  client: ReadingClient,
  apis: readonly Pick<LiveApi, "enforce_policies">[],
): Promise<LiveTenant["roles"]> {
  if (!apis.some(({ enforce_policies: enforced }) => enforced === true)) return [];
  return await unlessRefused(async () => {
    const roles: LiveRole[] = [];
    for (const { id, name } of await listAll("roles", roleSchema, client.roles.list(pages()))) {
      const list = client.roles.permissions.list(id, pages());
      roles.push({ name, permissions: await listAll("permissions", permissionSchema, list) });
    }
    return roles;
  });
}

/**
 * Keys whose private halves the tenant does not have, so that others sign what our APIs take for its tokens. A tenant
 * without any answers 404. Source: https://auth0.com/docs/api/management/v2/keys/get-custom-signing-keys (read 2026-11)
 */
const readCustomSigningKeys = (client: ReadingClient): Promise<readonly string[] | undefined> =>
  unlessRefused(async () => {
    const schema = z.object({ keys: z.array(customSigningKeySchema) });
    const answer = await unlessAbsent(client.keys.customSigning.get(), [404], { keys: [] });
    return understood("custom signing keys", schema, answer).keys.map(({ kid }) => kid ?? "");
  });

/** Everything of it. @throws as `listAll` */
export async function readWays(
  client: ReadingClient,
  plan: Plan,
  objects: LiveObjects,
): Promise<Pick<LiveTenant, "organizationGrants" | Refusable>> {
  const ours = objects.apis.filter(({ identifier }) => apiOf(plan, identifier) !== undefined);
  return {
    organizationGrants: await readOrganizationGrants(client, plan, objects),
    rules: await readLegacyCode("rules", client.rules.list({ ...pages(), enabled: true })),
    roles: await readRoles(client, ours),
    customSigningKeys: await readCustomSigningKeys(client),
    hooks: await readLegacyCode("hooks", client.hooks.list({ ...pages(), enabled: true })),
  };
}
