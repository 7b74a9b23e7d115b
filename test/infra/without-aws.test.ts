// In a file of its own: what the program loads is looked at, and other tests load more.
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { runWithMocks } from "../support/pulumi.ts";

/** Modules of AWS's package that this process has loaded. */
const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes("/@pulumi/aws/"));

const run = (stack: string) => {
  const plan = planStack(exampleWorkspace(), stack);
  return runWithMocks(() => deploy(plan), { stack, tenant: { connections: plan.connections } });
};

test("a stack without AWS loads no module of AWS and asks for no plugin of it; one with AWS does", async () => {
  const local = await run("local");
  expect(loaded()).toEqual([]);
  expect(local.resources.filter(({ type }) => /aws/.test(type))).toEqual([]);

  const dev = await run("dev");
  expect(dev.resources.filter(({ type }) => type.startsWith("aws:")).length).toBeGreaterThan(0);
  // One module for each type of resource, and what those share: the package has more than a thousand.
  expect(loaded().length).toBeGreaterThan(10);
  expect(loaded().length).toBeLessThan(100);
});
