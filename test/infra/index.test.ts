import { RunError } from "@pulumi/pulumi";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { checksumOf } from "../../src/plan/checksum.ts";
import { planStack } from "../../src/plan/plan.ts";
import { COMPANY } from "../support/company.ts";
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
  const { stackTraceLimit } = Error;
  // The language host may run the entry from any folder.
  process.chdir("/");
  entry = await import("../../src/infra/index.ts");
  process.chdir(before);
  // The entry shortens errors, those of other tests too.
  Error.stackTraceLimit = stackTraceLimit;
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test("the entry has a default export alone: Pulumi takes either that or named ones", () => {
  expect(Object.keys(entry)).toEqual(["default"]);
});

/** What the entry does, for the company's folder in the place of its own. */
const start = async () => await (await import("../../src/infra/program.ts")).program(COMPANY);

test("plain `pulumi up` deploys the declarations", async () => {
  const { partners } = planStack(exampleWorkspace(), "dev");
  const { outputs } = await runWithMocks(start, { stack: "dev", tenant: TENANT });
  expect(Object.keys(outputs.partners)).toEqual(Object.keys(partners));
});

test("a stack without settings ends the run with a sentence, and nothing is created", async () => {
  const { error, resources } = await failWithMocks(start, { stack: "staging", tenant: TENANT });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain("stack staging has no settings: write Pulumi.staging.yaml");
  expect(resources).toEqual([]);
});

test("PARTNER_ACCESS_EXPECT_CHECKSUM lets the reviewed plan through", async () => {
  vi.stubEnv("PARTNER_ACCESS_EXPECT_CHECKSUM", checksumOf(planStack(exampleWorkspace(), "dev")));
  const { resources } = await runWithMocks(start, { stack: "dev", tenant: TENANT });
  expect(resources).not.toEqual([]);
});

test("an API that was deployed under another name ends the run, and nothing is created", async () => {
  const identifier = planStack(exampleWorkspace(), "dev").apis.contacts?.resourceServer.identifier;
  const tenant = { ...TENANT, outputsBefore: { apis: { people: { identifier } } } };
  const { error, resources } = await failWithMocks(start, { stack: "dev", tenant });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain("write former_ids: [people] into apis/contacts.yaml");
  expect(resources).toEqual([]);
});

test("PARTNER_ACCESS_EXPECT_CHECKSUM ends the run of any other plan, and nothing is created", async () => {
  vi.stubEnv("PARTNER_ACCESS_EXPECT_CHECKSUM", checksumOf(planStack(exampleWorkspace(), "prod")));
  const { error, resources } = await failWithMocks(start, { stack: "dev", tenant: TENANT });
  expect(String(error)).toContain("the declarations of stack dev are not those that were reviewed");
  expect(resources).toEqual([]);
});
