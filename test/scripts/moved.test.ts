import { describe, expect, test } from "vitest";
import { misplaced, partnersIn } from "../../scripts/moved.ts";
import { matrixOf } from "../../scripts/pulumi-stacks.ts";
import { PART_OF, partSchema } from "../../src/model/stack.ts";
import { planStack } from "../../src/plan/plan.ts";
import { partsOf } from "../../src/repository/stacks.ts";
import { edit, type World, workspace } from "../support/workspace.ts";

const part = (stack: string) =>
  partSchema.parse({ config: { "auth0:domain": "our-app.auth0.example", [PART_OF]: stack } });

const spread = (w: World) => {
  w.parts = { "prod-2": part("prod"), "prod-1": part("prod"), "local-1": part("local") };
  Object.assign(w.partners["acme-cms"] ?? {}, { former_ids: ["acme"] });
  Object.assign(w.partners["acme-cms"]?.stacks.prod ?? {}, { part: "prod-1" });
};

describe("the Pulumi stacks of a stack", () => {
  test("are its own and its parts", () => {
    expect(partsOf(edit(spread), "prod")).toEqual(["prod-1", "prod-2"]);
    expect(matrixOf(edit(spread))).toEqual([
      { stack: "prod", pulumi_stack: "prod" },
      { stack: "prod", pulumi_stack: "prod-1" },
      { stack: "prod", pulumi_stack: "prod-2" },
    ]);
  });

  test.for([
    { name: "no name", stack: "", said: "name a stack: local, prod" },
    { name: "a name that none has", stack: "prot", said: "there is no Pulumi.prot.yaml that can be read" },
  ])("of $name are asked for", ({ stack, said }) => {
    expect(() => partsOf(workspace(), stack)).toThrow(said);
  });

  test("are one where there are no parts", () => {
    expect(matrixOf(workspace())).toEqual([{ stack: "prod", pulumi_stack: "prod" }]);
  });

  test("need the stack's file", () => {
    expect(() => partsOf(workspace(), "prd")).toThrow("there is no Pulumi.prd.yaml that can be read");
  });
});

describe("the partners of a state", () => {
  const resource = (type: string, name: string) => ({
    type,
    urn: `urn:pulumi:prod::partner-access::${type}::${name}`,
  });

  test("are its components, not what is below them", () => {
    const resources = [
      resource("pulumi:pulumi:Stack", "partner-access-prod"),
      resource("partner-access:index:PartnerAccess", "acme-cms"),
      resource("partner-access:index:PartnerAccess$auth0:index/client:Client", "acme-cms"),
      resource("partner-access:index:Api", "contacts"),
    ];
    expect(partnersIn({ version: 3, deployment: { resources } })).toEqual(["acme-cms"]);
  });

  test("are none where nothing was deployed", () => {
    expect(partnersIn({ version: 3, deployment: {} })).toEqual([]);
  });
});

describe("a deployment", () => {
  const plan = planStack(edit(spread), "prod");
  const found = (states: Record<string, string[]>) =>
    misplaced(plan, new Map(Object.entries(states))).map(({ name, from, to }) => ({ name, from, to }));

  test.for([
    { name: "every partner is where its file says", states: { prod: ["fieldbook"], "prod-1": ["acme-cms"] } },
    { name: "a partner is new", states: { prod: ["fieldbook"], "prod-1": [] } },
    { name: "a partner is gone, wherever it was", states: { prod: ["fieldbook"], "prod-2": ["gone"] } },
    { name: "a partner is renamed where it is", states: { prod: ["fieldbook"], "prod-1": ["acme"] } },
  ])("goes on when $name", ({ states }) => {
    expect(found(states)).toEqual([]);
  });

  test.for([
    {
      name: "a partner goes to a part",
      states: { prod: ["acme-cms", "fieldbook"], "prod-1": [] },
      expected: { name: "acme-cms", from: "prod", to: "prod-1" },
    },
    {
      name: "a partner comes back",
      states: { prod: [], "prod-2": ["fieldbook"] },
      expected: { name: "fieldbook", from: "prod-2", to: "prod" },
    },
    {
      name: "a partner goes from part to part, and has another name as well",
      states: { prod: ["fieldbook"], "prod-1": [], "prod-2": ["acme"] },
      expected: { name: "acme", from: "prod-2", to: "prod-1" },
    },
  ])("waits for the state when $name", ({ states, expected }) => {
    expect(found(states)).toEqual([expected]);
  });
});
