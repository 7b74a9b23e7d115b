// Roles as a tenant has them and as tenant.yaml declares them → what each gives its users at our APIs.
import { liveApiOf } from "../identity/natural-keys.ts";
import { entryOf } from "../model/record.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveApi, LiveRole } from "./live.ts";

interface Seen {
  readonly plan: Plan;
  readonly tenant: {
    readonly apis: readonly Pick<LiveApi, "identifier" | "enforce_policies">[];
    readonly roles: readonly LiveRole[] | undefined;
  };
}

/** What one role gives at one API, of which only that is declared which tenant.yaml names. */
export interface RoleAccess {
  readonly role: string;
  readonly api: string;
  /** Sorted. */
  readonly scopes: readonly string[];
  readonly declared: boolean;
}

/** APIs whose tokens hold what the user's permissions allow, by id. */
export const enforcingApis = ({ plan, tenant }: Seen): [id: string, identifier: string][] =>
  Object.entries(plan.apis).flatMap(
    ([
      id,
      {
        resourceServer: { identifier },
      },
    ]) =>
      liveApiOf(identifier, tenant.apis)?.enforce_policies === true
        ? [[id, identifier] as [string, string]]
        : [],
  );

/** By role and API; declared scopes apart from others. */
export function* rolesAt(seen: Seen): Generator<RoleAccess> {
  const { knownRoles = {} } = seen.plan.notes;
  const enforcing = enforcingApis(seen);
  for (const { name: role, permissions } of seen.tenant.roles ?? [])
    for (const [api, identifier] of enforcing) {
      const held = permissions
        .filter(({ resource_server_identifier: audience }) => audience === identifier)
        .map(({ permission_name: scope }) => scope)
        .toSorted();
      const known = entryOf(entryOf(knownRoles, role) ?? {}, api) ?? [];
      for (const declared of [true, false]) {
        const scopes = held.filter((scope) => known.includes(scope) === declared);
        if (scopes.length > 0) yield { role, api, scopes, declared };
      }
    }
}

/**
 * Whether an API's tokens list all that a user may do there, whatever was granted to the application: only where it enforces
 * permissions.
 * Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles (read 2026-11)
 */
export const listsPermissions = ({
  token_dialect: dialect,
  enforce_policies: enforced,
}: Pick<LiveApi, "token_dialect" | "enforce_policies">): boolean =>
  enforced === true && dialect?.endsWith("_authz") === true;
