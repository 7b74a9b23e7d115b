// Roles of a tenant → what tenant.yaml may say of them.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { roleLines } from "../../src/import/roles.ts";
import { role } from "../drift/support/edits.ts";
import { answersOf, driftPlan, tenantOf } from "../drift/support/tenant.ts";

const plan = driftPlan();
const REPORTS = "https://api.our-app.example/reports";
const withRoles = (roles: ReturnType<typeof answersOf>["roles"]) => {
  const tenant = tenantOf({ ...answersOf(plan), roles });
  return { ...tenant, applications: [] };
};

test("what nothing declares is written so that it can be pasted into roles", () => {
  const [told, ...lines] = roleLines(
    plan,
    withRoles([
      role("Support: second line", [REPORTS, "update:contacts"], [REPORTS, "read:contacts"]),
      role("Elsewhere", ["https://elsewhere.example", "read:all"]),
    ]),
  );
  expect(told).toMatch(/^roles of the tenant give permissions/);
  expect(parse(lines.join("\n"))).toEqual({
    "Support: second line": { reports: ["read:contacts", "update:contacts"] },
  });
});

test("nothing is said of what is declared, or where there is nothing", () => {
  const knownRoles = { Support: { reports: ["read:contacts"] } };
  const declared = { ...plan, notes: { ...plan.notes, knownRoles } };
  expect(roleLines(declared, withRoles([role("Support", [REPORTS, "read:contacts"])]))).toEqual([]);
  expect(roleLines(plan, withRoles([]))).toEqual([]);
});

test("roles that nobody may read are named with the right that is missing", () => {
  expect(roleLines(plan, withRoles(undefined))).toEqual([expect.stringContaining("read:roles")]);
});
