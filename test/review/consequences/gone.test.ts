// What is gone and declared elsewhere: the review says when an update goes through again, and the update keeps to it.
import { describe, expect, test } from "vitest";
import { planStack } from "../../../src/plan/plan.ts";
import { refusal } from "../../infra/support/losses.ts";
import { stateOf } from "../../support/state-of.ts";
import { type World, workspaceOf, world } from "../../support/workspace.ts";
import { contacts, said } from "./support/said.ts";

const inProd = (change: (w: World) => unknown) => {
  const w = world();
  change(w);
  return planStack(workspaceOf(w), "prod");
};

/** A second partner, and a second API. */
function beside(w: World): void {
  const acme = w.partners["acme-cms"] ?? expect.fail("no Acme");
  const { prod, local } = structuredClone(acme.stacks);
  w.partners["ember-mail"] = {
    ...structuredClone(acme),
    name: "Ember Mail",
    stacks: {
      prod: { ...prod, callbacks: ["https://ember.example/cb"] },
      local: { ...local, callbacks: ["http://localhost:3305/cb"] },
    },
  };
  w.apis.people = {
    ...structuredClone(contacts(w)),
    name: "People",
    identifier: "https://api.our-app.example/people",
    routes: {},
  };
}

function ontoPartner(w: World): void {
  w.partners["ember-mail"] = { ...(w.partners["acme-cms"] ?? expect.fail()), former_ids: ["acme-cms"] };
  delete w.partners["acme-cms"];
}

function ontoApi(w: World): void {
  w.apis.people = contacts(w);
  delete w.apis.contacts;
  for (const one of Object.values(w.partners)) for (const grant of one.grants) grant.api = "people";
}

describe("onto the id of one that is in use", () => {
  test("a partner is renamed by no update, whatever it names", async () => {
    expect(said({ base: beside, change: ontoPartner }, "partner-vanished")).toEqual([
      'high [local prod] "Acme CMS" is declared as ember-mail now, which has an application already: no update changes anything until each has its id again, since the application and every grant for it would be deleted.',
    ]);
    const base = inProd(beside);
    const head = inProd((w) => [beside(w), ontoPartner(w)]);
    const reviewed = { states: { prod: stateOf(base) }, isReviewed: true };
    expect(await refusal(head, reviewed)).toContain("while both names are in use");
    expect(await refusal(base, reviewed)).toBe("");
  });

  test("an API is not either", async () => {
    expect(said({ base: beside, change: ontoApi }, "api-removed")).toEqual([
      expect.stringContaining(
        "is declared as people now, which has an API already: no update changes anything until each has its id again, since the API and every grant for it would be deleted.",
      ),
    ]);
    const head = inProd((w) => [beside(w), ontoApi(w)]);
    const reviewed = { states: { prod: stateOf(inProd(beside)) }, isReviewed: true };
    expect(await refusal(head, reviewed)).toContain("while both names are in use");
  });
});

test("of two new applications that may be it, neither is said to be it", () => {
  const twice = (w: World) => {
    const acme = w.partners["acme-cms"] ?? expect.fail("no Acme");
    for (const key of ["spa", "web"]) {
      const { prod = expect.fail("no prod") } = structuredClone(acme.stacks);
      const stacks = { prod: { ...prod, callbacks: [`https://${key}.acme.example/cb`] } };
      w.partners[`acme.${key}`] = { ...structuredClone(acme), stacks };
    }
    delete w.partners["acme-cms"];
  };
  expect(said({ change: twice }, "partner-vanished").filter((one) => one.includes("prod"))).toEqual([
    'high [prod] "Acme CMS" vanishes: its file is gone though it was never retired. Its application, client ID and every user\'s consent are deleted for good. It loses read:contacts on behalf of users. The stack is protected: the deployment stops at this.',
  ]);
});
