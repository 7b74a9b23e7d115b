import { expect, test } from "vitest";
import { PART_OF, partSchema } from "../../src/model/stack.ts";
import { sumOf } from "../../src/plan/checksum.ts";
import { partOf } from "../../src/plan/part.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { awsSettings, hostingOf, stackHostingOf } from "../support/hosted.ts";
import { edit, type World } from "../support/workspace.ts";

const part = () =>
  partSchema.parse({ config: { "auth0:domain": "our-app.auth0.example", [PART_OF]: "prod" } });

/** Acme in a part of prod, Fieldbook in prod's own Pulumi stack. */
function spread(w: World): void {
  w.parts = { "prod-1": part(), "prod-2": part() };
  Object.assign(w.partners["acme-cms"]?.stacks.prod ?? {}, { part: "prod-1" });
}

const withAws = (w: World) =>
  Object.assign(w.stacks.prod?.config ?? {}, {
    "aws:region": "eu-central-1",
    "partner-access:aws": awsSettings(true),
  });

const planOf = (...changes: ((w: World) => void)[]): Plan =>
  planStack(
    edit((w) => {
      spread(w);
      for (const change of changes) change(w);
    }),
    "prod",
  );

const PULUMI_STACKS = ["prod", "prod-1", "prod-2"];

test("each partner is in one Pulumi stack, and all together are the plan's", () => {
  const plan = planOf();
  const ids = PULUMI_STACKS.map((stack) => Object.keys(partOf(plan, stack).partners));
  expect(ids).toEqual([["fieldbook"], ["acme-cms"], []]);
  expect(ids.flat().sort()).toEqual(Object.keys(plan.partners));
});

test("a partner is planned the same wherever it is deployed, its ownership marker included", () => {
  const acme = partOf(planOf(), "prod-1").partners["acme-cms"];
  const { part: _, ...same } = acme ?? expect.fail("no Acme");
  const before = planStack(
    edit(() => {}),
    "prod",
  );
  expect(same).toEqual(before.partners["acme-cms"]);
  expect(same.application.clientMetadata).toMatchObject({ partner_access_stack: "prod" });
});

test("what partners share is in the stack's own Pulumi stack alone", () => {
  const plan = planOf(withAws);
  const { partners: _, aws, ...own } = partOf(plan, "prod");
  expect(own).toMatchObject({ apis: plan.apis, actions: plan.actions, connections: plan.connections });
  expect(aws).toMatchObject({ key: plan.aws?.key, tokenSettings: plan.aws?.tokenSettings });
  expect(aws?.logStream).toEqual(plan.aws?.logStream);
  const one = partOf(plan, "prod-1");
  expect(one).toMatchObject({ part: "prod-1", stack: "prod", apis: {}, actions: {} });
  expect(one.aws).toMatchObject({ tokenSettings: {} });
  expect(one.aws).not.toHaveProperty("logStream");
});

test("a partner's secret and its entry in the catalogue are where the partner is", () => {
  const plan = planOf(withAws);
  const onAws = PULUMI_STACKS.map((stack) => {
    const { aws } = partOf(plan, stack);
    return [Object.keys(aws?.secrets ?? {}), Object.keys(aws?.integrations ?? {})];
  });
  expect(onAws).toEqual([
    [["fieldbook"], ["fieldbook"]],
    [["acme-cms"], ["acme-cms"]],
    [[], []],
  ]);
});

test("a dashboard says where the client IDs of parts are, where there are any", () => {
  const hosted = (w: World) => {
    withAws(w);
    Object.assign(w.stacks.prod?.config ?? {}, {
      "partner-access:hosting": { contacts: stackHostingOf("contacts", "origin") },
    });
    Object.assign(w.apis.contacts ?? {}, { hosting: hostingOf("origin") });
  };
  const others = (plan: Plan) => partOf(plan, "prod").apis.contacts?.hosting?.dashboard.othersBelow;
  expect(others(planOf(hosted))).toBe("/partner-access/prod/integrations/");
  expect(others(planStack(edit(hosted), "prod"))).toBeUndefined();
});

test("a stack without parts is narrowed to itself", () => {
  const plan = planStack(edit(withAws), "prod");
  expect(partOf(plan, "prod")).toEqual(plan);
});

test("adding or removing a partner moves no other", () => {
  const before = partOf(planOf(), "prod").partners;
  const after = partOf(
    planOf((w) => delete w.partners["acme-cms"]),
    "prod",
  ).partners;
  expect(after).toEqual(before);
});

test("where a partner is deployed is part of what is reviewed", () => {
  const before = planStack(
    edit(() => {}),
    "prod",
  );
  expect(sumOf(planOf())).not.toBe(sumOf(before));
});
