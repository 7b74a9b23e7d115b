import { RunError } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import * as entry from "../../src/infra/index.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { failWithMocks, runWithMocks } from "../support/pulumi.ts";

const TENANT = {
  connections: {
    "Username-Password-Authentication": { isDomainConnection: true },
    "google-oauth2": { isDomainConnection: true },
  },
};

test("the entry has a default export alone: Pulumi takes either that or named ones", () => {
  expect(Object.keys(entry)).toEqual(["default"]);
});

test("plain `pulumi up` deploys the declarations beside Pulumi.yaml, whatever the working directory", async () => {
  const { partners } = planStack(exampleWorkspace(), "dev");
  const before = process.cwd();
  process.chdir("/");
  try {
    const { outputs } = await runWithMocks(entry.default, { stack: "dev", tenant: TENANT });
    expect(Object.keys(outputs.partners)).toEqual(Object.keys(partners));
  } finally {
    process.chdir(before);
  }
});

test("a stack without settings ends the run with a sentence, and nothing is created", async () => {
  const { error, resources } = await failWithMocks(entry.default, { stack: "staging", tenant: TENANT });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain("stack staging has no settings: write Pulumi.staging.yaml");
  expect(resources).toEqual([]);
});
