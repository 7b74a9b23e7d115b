// The estimate of Management API calls is what the official provider really asks of the tenant: shared things, and ends.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { estimateCalls } from "../../src/review/calls.ts";
import { type Change, CountedStack, partner } from "./support/counted-stack.ts";

let stack: CountedStack;
beforeAll(async () => {
  stack = await CountedStack.create();
});
afterAll(() => stack?.close());

/** Each is deployed on top of the one before. */
const CHANGES: readonly Change[] = [
  {
    name: "an API's lifetime and a scope's description",
    edit: (plan) => {
      const api = plan.apis.contacts;
      if (!api?.scopes[0]) throw new Error("no API contacts");
      api.resourceServer.tokenLifetime = 1800;
      api.resourceServer.tokenLifetimeForWeb = 1800;
      api.scopes[0].description = "Another";
    },
  },
  {
    name: "an Action's code",
    edit: (plan) => {
      for (const action of Object.values(plan.actions)) action.code += "\n// Another.\n";
    },
  },
  {
    name: "a partner renamed",
    edit: (plan) => {
      const acme = partner(plan, "acme-cms");
      acme.formerIds = ["acme-cms"];
      acme.application.clientMetadata.partner_access_partner = "acme";
      plan.partners.acme = acme;
      delete plan.partners["acme-cms"];
    },
  },
  {
    name: "a partner suspended",
    edit: (plan) => {
      partner(plan, "acme").status = "suspended";
      partner(plan, "acme").grants = {};
    },
  },
  { name: "a first-party partner removed", edit: (plan) => void delete plan.partners.fieldbook },
  {
    name: "every other partner removed",
    edit: (plan) => {
      plan.partners = {};
      plan.connections = {};
    },
  },
  {
    name: "Actions and APIs removed",
    edit: (plan) => {
      plan.actions = {};
      plan.apis = {};
    },
  },
];

// One after the other on one tenant: what one deploys is what the next changes.
describe("the estimate equals what the tenant counts", () => {
  test("of a stack's first update", async () => {
    expect(await stack.count("up")).toBe(estimateCalls(undefined, stack.deployed).up);
  });

  test.for(CHANGES)("of $name", ({ edit }) => stack.change(edit));
});
