// A tenant as the provider finds it before the first update, and the program's look at it.
import { RunError } from "@pulumi/pulumi";
import { expect } from "vitest";
import { deployedIn } from "../../../src/infra/deployed.ts";
import { lookUpTenant } from "../../../src/infra/look-up.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import type { StackState } from "../../../src/pulumi/state.ts";
import { type Found, failWithMocks, runWithMocks } from "../../support/pulumi.ts";
import { NOTHING_HELD } from "../../support/state-of.ts";
import { liveApi } from "../../support/taken-over.ts";
import { edit, type World } from "../../support/workspace.ts";

export const ID = "60f1c2d3e4a5b6c7d8e9f0a1";
export const AUDIENCE = "https://api.our-app.example/contacts";

export const planOf = (change: (world: World) => void = () => undefined): Plan =>
  planStack(edit(change), "prod");
export const taking = (w: World) => {
  if (w.apis.contacts) w.apis.contacts.stacks = { prod: { resource_server_id: ID } };
};
export const own = (scopes: string[]) => (w: World) => {
  if (w.tenant)
    w.tenant.own_applications = {
      "our-app": {
        name: "Our app",
        stacks: { prod: { client_id: "OurApp" } },
        grants: [{ api: "contacts", subject_type: "user", scopes }],
      },
    };
};
export const both =
  (...changes: ((world: World) => void)[]) =>
  (w: World) => {
    for (const change of changes) change(w);
  };

/** The API as the plan has it, or with something else. */
export const live = (more: object = {}) => ({
  ...liveApi(planOf().apis.contacts ?? expect.fail("no API"), ID),
  ...more,
});
export const OPEN = {
  subjectTypeAuthorizations: [
    { users: [{ policy: "allow_all" }], clients: [{ policy: "require_client_grant" }] },
  ],
};
export const client = (clientId: string, more: object = {}) => ({
  clientId,
  name: clientId,
  isFirstParty: true,
  thirdPartySecurityMode: "",
  grantTypes: ["authorization_code"],
  callbacks: ["https://our-app.example/callback"],
  clientMetadata: {},
  ...more,
});

export const tenantOf = (api: object | undefined, more: Found = {}): Found => ({
  getResourceServer: () => api,
  getClient: () => ({}),
  getClients: () => ({ clients: [] }),
  getClientGrants: () => ({ clientGrants: [] }),
  ...more,
});

export const look = (plan: Plan, found: Found, state: StackState = NOTHING_HELD) =>
  runWithMocks(async () => await lookUpTenant(plan, plan, deployedIn(state)), {
    stack: "prod",
    tenant: { connections: {}, found },
  });
export const refused = async (
  plan: Plan,
  found: Found,
  state: StackState = NOTHING_HELD,
): Promise<string> => {
  const { error, resources } = await failWithMocks(
    async () => await lookUpTenant(plan, plan, deployedIn(state)),
    { stack: "prod", tenant: { connections: {}, found } },
  );
  expect(error).toBeInstanceOf(RunError);
  expect(resources).toEqual([]);
  return (error as Error).message;
};
