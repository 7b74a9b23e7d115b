// One partner of a stack with everything on AWS: what is declared, and what Pulumi is limited to.
import { expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import type { Registered } from "../../src/infra/without-engine.ts";
import { onlyPartner } from "../../src/plan/part.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { partnerTargets, targetEnvironment, targetedPartner } from "../../src/pulumi/urns.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { runWithMocks } from "../support/pulumi.ts";

const plan = planStack(exampleWorkspace(), "prod");
const ids = Object.keys(plan.partners);
const run = (declared: Plan) =>
  runWithMocks(() => deploy(declared), { stack: "prod", tenant: { connections: plan.connections } });
const whole = await run(plan);

/** As the engine understands a pattern: `**` is anything. */
const matches = (pattern: string, urn: string) =>
  new RegExp(`^${pattern.replaceAll("$", "\\$").replaceAll("**", ".*")}$`).test(urn);
const targeted = (partner: string, resources: readonly Registered[]) =>
  resources.filter(({ urn }) =>
    partnerTargets("prod", partner, true).some((pattern) => matches(pattern, urn)),
  );

test.for(ids)("of %s everything that is targeted is declared, as in a run of all", async (partner) => {
  const { resources } = await run(onlyPartner(plan, partner));
  expect(targeted(partner, resources)).toEqual(targeted(partner, whole.resources));
});

test.for(ids)("beside %s only what is shared is declared", async (partner) => {
  const { resources } = await run(onlyPartner(plan, partner));
  const others = new Set(
    ids.filter((id) => id !== partner).flatMap((id) => targeted(id, whole.resources).map(({ urn }) => urn)),
  );
  const urns = (all: readonly Registered[]) => all.map(({ urn }) => urn);
  expect(urns(resources)).toEqual(urns(whole.resources).filter((urn) => !others.has(urn)));
});

test("a partner that is gone leaves what is shared", async () => {
  const { resources, outputs } = await run(onlyPartner(plan, "gone"));
  expect(outputs.partners).toEqual({});
  expect(targeted("gone", resources)).toEqual([]);
  expect(resources.map(({ name }) => name)).toContain("contacts");
});

test("Pulumi's targets say which partner they are of", () => {
  for (const hasAws of [false, true])
    for (const partner of ids)
      expect(
        targetedPartner(targetEnvironment("prod", partner, hasAws).PULUMI_OPTION_TARGET, "prod", hasAws),
      ).toBe(partner);
});

const acme = partnerTargets("prod", "acme-cms", false);
test.for([
  { why: "none", targets: undefined },
  { why: "an empty list", targets: "" },
  { why: "somebody's own", targets: "**acme-cms**" },
  { why: "some of them", targets: acme.slice(1).join(",") },
  { why: "more than those", targets: [...acme, "**"].join(",") },
  { why: "two partners", targets: [...acme, ...partnerTargets("prod", "fieldbook", false)].join(",") },
  { why: "another Pulumi stack's", targets: partnerTargets("prod-1", "acme-cms", false).join(",") },
  { why: "those of a stack with AWS", targets: partnerTargets("prod", "acme-cms", true).join(",") },
])("targets that are $why are of no partner, so that all are declared", ({ targets }) => {
  expect(targetedPartner(targets, "prod", false)).toBeUndefined();
});
