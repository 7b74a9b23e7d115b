// Roles of a tenant with permissions at our APIs that nothing declares → what tenant.yaml may say of them, to be pasted.
import type { Plan } from "../plan/types.ts";
import { rolesAt } from "../tenant/roles.ts";
import type { ImportableTenant } from "./read-tenant.ts";

/** Lines; none where no API of ours enforces permissions. Nothing is written: which are wanted no tenant knows. */
export function roleLines(plan: Plan, tenant: ImportableTenant): string[] {
  if (tenant.roles === undefined)
    return [
      "an API enforces permissions, and nobody may read which role gives them: the credentials lack read:roles",
    ];
  const roles = [...Map.groupBy(rolesAt({ plan, tenant }), ({ role }) => role)];
  const undeclared = roles.filter(([, all]) => all.some(({ declared }) => !declared));
  if (undeclared.length === 0) return [];
  const entries = undeclared.flatMap(([role, all]) => {
    const lines = [...Map.groupBy(all, ({ api }) => api)].map(([api, held]) => {
      const scopes = held.flatMap((one) => one.scopes).toSorted();
      return `      ${api}: ${JSON.stringify(scopes)}`;
    });
    return [`    ${JSON.stringify(role)}:`, ...lines];
  });
  return [
    "roles of the tenant give permissions at our APIs that enforce them, and tenant.yaml does not say so. Write those that are wanted into its roles:",
    ...entries.map((line) => `    ${line}`),
  ];
}
