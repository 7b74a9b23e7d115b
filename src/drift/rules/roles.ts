// Roles of the tenant: what they let their users have at our APIs that enforce permissions is declared in tenant.yaml.
import { WAY_FACTS } from "../../access/ways.ts";
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
    const given = [...rolesAt(comparison)].filter(({ declared }) => declared);
    const apis = enforcingApis(comparison).map(([id]) => id);
    for (const [role, declared] of Object.entries(plan.notes.knownRoles ?? {}))
      for (const [api, scopes] of Object.entries(declared)) {
        // Of an API that does not enforce them, another rule tells.
        if (!apis.includes(api)) continue;
        const held = given.find((one) => one.role === role && one.api === api)?.scopes ?? [];
        const less = scopes.filter((scope) => !held.includes(scope));
        if (less.length > 0)
          yield {
            subject: { kind: "tenant", id: plan.domain },
            what: `the role ${quote(role)} does not give its users ${named(less)} of ${api}, as declared`,
            declared: scopes,
            live: held,
          };
      }
  },
};
