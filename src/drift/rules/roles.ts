// Roles of the tenant: what they let their users have at our APIs that enforce permissions is declared in tenant.yaml.
import { WAY_FACTS } from "../../access/ways.ts";
import type { LiveRole } from "../../tenant/live.ts";
import { enforcingApis, rolesAt } from "../../tenant/roles.ts";
import { quote } from "../../text.ts";
import { type DriftRule, named } from "./rule.ts";

const ROLE = { remedy: "by-hand", source: WAY_FACTS.permissions.source } as const;

export const roleUndeclared: DriftRule = {
  ...ROLE,
  id: "role-undeclared",
  title: "Roles give their users only the permissions that tenant.yaml declares",
  severity: "alarm",
  why: "where an API enforces permissions, they decide which users can use a grant, and nobody reviewed this",
  todo: "find out who changed it, in the tenant's log; take the permissions away, or write them into roles of tenant.yaml",
  *check(comparison) {
    for (const { role, api, scopes, declared } of rolesAt(comparison))
      if (!declared)
        yield {
          subject: { kind: "tenant", id: comparison.plan.domain },
          what: `the role ${quote(role)} gives its users ${named(scopes)} of ${api}, which nothing declares`,
          live: scopes,
        };
  },
};

/** Of each role of that name, since no name is told to be given once; of one that is gone, nothing. */
function heldBy(name: string, identifier: string, roles: readonly LiveRole[]) {
  const same = roles.filter((one) => one.name === name);
  const all = same.length > 0 ? same : [{ name, permissions: [] }];
  return all.map(({ permissions }, at) => ({
    which: same.length > 1 ? `, ${at + 1} of ${same.length} of that name,` : "",
    scopes: permissions
      .filter(({ resource_server_identifier: audience }) => audience === identifier)
      .map(({ permission_name: scope }) => scope),
  }));
}

export const roleNarrower: DriftRule = {
  ...ROLE,
  id: "role-narrower",
  title: "Roles give their users what tenant.yaml declares",
  severity: "finding",
  why: "users with the role get less than was reviewed, and what nobody has needs no declaration",
  todo: "give the role the permissions in the tenant, or take them out of roles in tenant.yaml",
  *check(comparison) {
    const { plan, tenant } = comparison;
    if (tenant.roles === undefined) return;
    const apis = new Map(enforcingApis(comparison));
    for (const [role, declared] of Object.entries(plan.notes.knownRoles ?? {}))
      for (const [api, scopes] of Object.entries(declared)) {
        // Of an API that does not enforce them, another rule reports.
        const identifier = apis.get(api);
        if (identifier === undefined) continue;
        for (const held of heldBy(role, identifier, tenant.roles)) {
          const less = scopes.filter((scope) => !held.scopes.includes(scope));
          if (less.length > 0)
            yield {
              subject: { kind: "tenant", id: plan.domain },
              what: `the role ${quote(role)}${held.which} does not give its users ${named(less)} of ${api}, as declared`,
              declared: scopes,
              live: held.scopes,
            };
        }
      }
  },
};
