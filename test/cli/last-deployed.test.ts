// What the states hold and the files declare on the other side is told by drift as an update refuses it.
import { expect, test } from "vitest";
import { lastDeployed } from "../../src/cli/last-deployed.ts";
import { findDrift } from "../../src/drift/find-drift.ts";
import type { Plan } from "../../src/plan/types.ts";
import { answersOf, driftPlan, tenantOf } from "../drift/support/tenant.ts";
import { withoutAcme } from "../drift/support/undeployed.ts";
import { stateOf } from "../support/state-of.ts";

test("a partner that becomes one of ours is not said to be deleted, but what an update asks for", () => {
  const plan = driftPlan();
  const ours = { cms: { name: "CMS", clientId: "client-of-acme-cms", grants: {} } };
  const head: Plan = { ...withoutAcme(plan), ownApplications: ours };
  const deployed = lastDeployed(head, new Map([[plan.stack, stateOf(plan)]]));
  const told = findDrift(head, tenantOf(answersOf(plan)), deployed).filter(
    ({ subject, rule }) => subject.clientId === "client-of-acme-cms" && rule !== "own-application-missing",
  );
  expect(told.map(({ rule, severity, what, todo }) => ({ rule, severity, what, todo }))).toEqual([
    {
      rule: "update-refused",
      severity: "finding",
      what: 'own_applications.cms of tenant.yaml was the partner "acme-cms": the application would be deleted: the next update refuses what the files say now',
      todo:
        "Forget it as a partner's first: pulumi state delete " +
        `'urn:pulumi:${plan.stack}::partner-access::partner-access:index:PartnerAccess::acme-cms' ` +
        `--target-dependents --force --yes --stack ${plan.stack}`,
    },
  ]);
});
