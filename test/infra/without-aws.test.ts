import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** What a process that deploys one stack of the company loads and registers; others here load more. */
const PROGRAM = `
import { createRequire } from "node:module";
import { deploy } from "./src/infra/deploy.ts";
import { diskSource } from "./src/load/source.ts";
import { checkDeclarations } from "./src/pipeline.ts";
import { planStack } from "./src/plan/plan.ts";
import { COMPANY } from "./test/support/company.ts";
import { runWithMocks } from "./test/support/pulumi.ts";

const stack = process.argv[1];
const plan = planStack(checkDeclarations(diskSource(COMPANY)).workspace, stack);
const { resources } = await runWithMocks(() => deploy(plan), { stack, tenant: { connections: plan.connections } });
const { cache } = createRequire(process.cwd() + "/src/infra/");
const loaded = Object.keys(cache).filter((path) => path.includes("/@pulumi/aws/"));
console.log(JSON.stringify({ loaded, types: resources.map(({ type }) => type) }));`;

function run(stack: string): { loaded: string[]; types: string[] } {
  const argv = ["--input-type=module", "--eval", PROGRAM, stack];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" }));
}

test("a stack without AWS loads no module of AWS and asks for no plugin of it; one with AWS does", () => {
  const local = run("local");
  expect(local.loaded).toEqual([]);
  expect(local.types.length).toBeGreaterThan(0);
  expect(local.types.filter((type) => /aws/.test(type))).toEqual([]);

  const dev = run("dev");
  expect(dev.types.filter((type) => type.startsWith("aws:")).length).toBeGreaterThan(0);
  // One module for each type of resource, and what those share: the package has more than a thousand.
  expect(dev.loaded.length).toBeGreaterThan(10);
  expect(dev.loaded.length).toBeLessThan(100);
});
