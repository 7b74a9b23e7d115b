// All that this version makes of a company's declarations, as another version is compared with it.
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { made } from "../../scripts/made.ts";
import { stackText } from "../../scripts/version-difference.ts";
import { checkedStack } from "../../src/infra/checked-plan.ts";
import { declaredSource } from "../../src/load/source.ts";
import { partOf } from "../../src/plan/part.ts";
import { runWithMocks } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";

const COMPANY = resolve(import.meta.dirname, "../support/company");

test("each stack has its plan, and just the resources that its program registers under the seal", async () => {
  const { stacks } = await made(COMPANY);
  expect(Object.keys(stacks)).toEqual(["dev", "local", "prod"]);
  for (const [stack, { plan, resources = {} }] of Object.entries(stacks)) {
    const checked = checkedStack(declaredSource(COMPANY), stack);
    expect(plan).toEqual(checked.plan);
    const registered = [];
    for (const one of checked.pulumiStacks) {
      const tenant = { connections: checked.plan.connections };
      const run = await runWithMocks(() => sealedDeploy(partOf(checked.plan, one)), { stack: one, tenant });
      registered.push(...run.resources);
    }
    expect(registered.length).toBeGreaterThan(10);
    expect(Object.keys(resources)).toEqual(registered.map(({ urn }) => urn).sort());
    for (const { urn, inputs } of registered) expect(resources[urn]?.inputs).toEqual(inputs);
  }
});

test("asked twice it makes the same, and files of each host are there", async () => {
  const [first, second] = [await made(COMPANY), await made(COMPANY)];
  expect(second).toEqual(first);
  for (const [stack, its] of Object.entries(second.stacks))
    expect(stackText(stack, first.stacks[stack], its)).toBe(`${stack}: nothing is deployed otherwise\n`);
  expect(Object.keys(first.files)).toEqual(
    expect.arrayContaining([
      ...[".github/CODEOWNERS", ".github/workflows/check.yml", ".github/workflows/deploy.yml"],
      ...[".gitlab-ci.yml", "schema/partner.schema.json"],
    ]),
  );
});
