// What the Pulumi stacks of one stack make: together what one alone would, each thing once.
import { expect, test } from "vitest";
import { checkedPlan } from "../../src/infra/checked-plan.ts";
import type { Registered } from "../../src/infra/without-engine.ts";
import { partOf } from "../../src/plan/part.ts";
import type { Plan } from "../../src/plan/types.ts";
import { memorySource, validFiles } from "../support/memory-source.ts";
import { runWithMocks } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";

const files = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(validFiles()).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );

/** Acme is in a part of its own. */
function spread(): Record<string, string> {
  const declared = files();
  const acme = "partners/acme-cms.yaml";
  declared[acme] = (declared[acme] ?? "").replace("  prod:\n", "  prod:\n    part: prod-1\n");
  declared["Pulumi.prod-1.yaml"] =
    "config:\n  auth0:domain: our-app.auth0.example\n  partner-access:part_of: prod\n";
  return declared;
}

const planIn = (declared: Record<string, string>, stack: string) =>
  partOf(checkedPlan(memorySource(declared), stack), stack);

const run = (plan: Plan, stack: string) =>
  runWithMocks(() => sealedDeploy(plan), { stack, tenant: { connections: plan.connections } });

const whole = await run(planIn(files(), "prod"), "prod");
const own = await run(planIn(spread(), "prod"), "prod");
const part = await run(planIn(spread(), "prod-1"), "prod-1");

/** Without what names the Pulumi stack, and without the component and provider that each of them has. */
const made = (resources: readonly Registered[]) =>
  resources
    .filter(({ type }) => !/^(pulumi:|partner-access:index:StackOnAws)/.test(type))
    .map(({ urn }) => urn.replace(/^urn:pulumi:prod(-1)?::/, ""));

test("all of them together make what one Pulumi stack would", () => {
  expect([...made(own.resources), ...made(part.resources)].sort()).toEqual(made(whole.resources).sort());
});

test("a part makes its partners, with their secrets and parameters, and nothing else", () => {
  expect(made(part.resources)).not.toEqual([]);
  expect(made(part.resources).filter((urn) => !/acme-cms/.test(urn))).toEqual([]);
});

test("resources of a partner are sent the same wherever it is", () => {
  const inputs = (resources: readonly Registered[]) =>
    resources
      .filter(({ urn, type }) => /acme-cms/.test(urn) && !type.startsWith("partner-access:"))
      .map((resource) => [resource.type, resource.name, resource.inputs]);
  expect(inputs(part.resources)).toEqual(inputs(whole.resources));
});

test("a part takes the key of its stack from the stack's outputs, and gives no key itself", () => {
  const secret = part.resources.find(({ type }) => type === "aws:secretsmanager/secret:Secret");
  expect(secret?.inputs.kmsKeyId).toBe("arn-of-aws/key");
  expect(own.outputs.key_arn).toBe("arn-of-aws/key");
  expect(part.outputs).not.toHaveProperty("key_arn");
  expect(Object.keys(part.outputs.partners)).toEqual(["acme-cms"]);
  expect(part.outputs.issuer).toBe(own.outputs.issuer);
});

test("a part of a stack that has no key yet says what comes first", async () => {
  const plan = { ...planIn(spread(), "prod-1"), stack: "trial" };
  await expect(run(plan, "trial-1")).rejects.toThrow("deploy it before its parts");
});
