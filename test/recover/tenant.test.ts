// What the state holds is looked for in the tenant before anybody is told that it was deleted by hand.
import { expect, test } from "vitest";
import { planStack } from "../../src/plan/plan.ts";
import { goneIn } from "../../src/recover/gone.ts";
import { readMade, type TenantReader } from "../../src/recover/tenant.ts";
import { stateOf } from "../support/state-of.ts";
import { workspaceOf, world } from "../support/workspace.ts";

const plan = { ...planStack(workspaceOf(world()), "prod"), partners: {}, apis: {}, ownApplications: {} };
const ACTION = {
  name: "partner-access-account-claim",
  trigger: { id: "post-login", version: "v3" },
  code: "exports.onExecutePostLogin = () => undefined;",
  runtime: "node22",
} as const;
const held = stateOf({ ...plan, actions: { "account-claim": ACTION } });

const having = (actions: readonly unknown[]): TenantReader => {
  const none = async () => [];
  return {
    ...{ applications: none, grants: none, apis: none, bindings: none, keys: none, consents: none },
    actions: async () => actions,
  };
};

test.for([
  { name: "is there", actions: [{ id: "id-of-account-claim", name: ACTION.name }], gone: [] },
  { name: "was deleted", actions: [], gone: ["id-of-account-claim"] },
])("an Action that the files no longer declare and that $name", async ({ actions, gone }) => {
  const undeclared = { ...plan, actions: {} };
  const tenant = await readMade(having(actions), undeclared, held);
  const found = goneIn({ plan: undeclared, state: held, tenant, options: {} });
  expect(found.map(({ id }) => id)).toEqual(gone);
});
