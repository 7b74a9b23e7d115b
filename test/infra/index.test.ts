import { RunError } from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { failWithMocks, runWithMocks } from "../support/pulumi.ts";

const TENANT = {
  connections: {
    "Username-Password-Authentication": { isDomainConnection: true, strategy: "auth0" },
    "google-oauth2": { isDomainConnection: true, strategy: "google-oauth2" },
  },
};

let entry: typeof import("../../src/infra/index.ts");

beforeAll(async () => {
  const before = process.cwd();
  // The language host may run the entry from any folder.
  process.chdir("/");
  entry = await import("../../src/infra/index.ts");
  process.chdir(before);
});

test("the entry has a default export alone: Pulumi takes either that or named ones", () => {
  expect(Object.keys(entry)).toEqual(["default"]);
});

test("plain `pulumi up` deploys the declarations beside Pulumi.yaml", async () => {
  const { partners } = planStack(exampleWorkspace(), "dev");
  const { outputs } = await runWithMocks(entry.default, { stack: "dev", tenant: TENANT });
  expect(Object.keys(outputs.partners)).toEqual(Object.keys(partners));
});

test("a stack without settings ends the run with a sentence, and nothing is created", async () => {
  const { error, resources } = await failWithMocks(entry.default, { stack: "staging", tenant: TENANT });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain("stack staging has no settings: write Pulumi.staging.yaml");
  expect(resources).toEqual([]);
});
