import { RunError } from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { UserError } from "../../src/finding.ts";
import { firstSum } from "../../src/first/facts.ts";
import type { World } from "../../src/infra/world.ts";
import { sumsOnDisk } from "../../src/load/sealed-files.ts";
import { checksumOf, sumOf } from "../../src/plan/checksum.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { COMPANY } from "../support/company.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { failWithMocks, runWithMocks } from "../support/pulumi.ts";
import { stateOf } from "../support/state-of.ts";
import { EMPTY, worldWith } from "../support/world.ts";

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

const reviewedAs = (plan: string): string => checksumOf({ ...sumsOnDisk(COMPANY), plan });
const reviewedOf = (plan: Plan): string => reviewedAs(sumOf(plan));

/** What the entry does, for the company's folder in the place of its own. */
const start = async (world: World = EMPTY) =>
  await (await import("../../src/infra/program.ts")).program(world, COMPANY);

test("plain `pulumi up` deploys the declarations", async () => {
  const { partners } = planStack(exampleWorkspace(), "dev");
  const { outputs } = await runWithMocks(() => start(), { stack: "dev", tenant: TENANT });
  expect(Object.keys(outputs.partners)).toEqual(Object.keys(partners));
});

test("a stack without settings ends the run with a sentence, and nothing is created", async () => {
  const { error, resources } = await failWithMocks(() => start(), { stack: "staging", tenant: TENANT });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain("stack staging has no settings: write Pulumi.staging.yaml");
  expect(resources).toEqual([]);
});

test("PARTNER_ACCESS_EXPECT_CHECKSUM lets the reviewed plan through", async () => {
  vi.stubEnv("PARTNER_ACCESS_EXPECT_CHECKSUM", reviewedOf(planStack(exampleWorkspace(), "dev")));
  const { resources } = await runWithMocks(() => start(), { stack: "dev", tenant: TENANT });
  expect(resources).not.toEqual([]);
});

test("an API that was deployed under another name ends the run, and nothing is created", async () => {
  const { contacts } = planStack(exampleWorkspace(), "dev").apis;
  const world = worldWith([], { dev: stateOf({ apis: { ...(contacts && { people: contacts }) } }) });
  const { error, resources } = await failWithMocks(() => start(world), { stack: "dev", tenant: TENANT });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain("write former_ids: [people] into apis/contacts.yaml");
  expect(resources).toEqual([]);
});

test("an update that is refused for its state asks nothing of the tenant, which the engine would write down", async () => {
  const provider = { urn: "urn", type: "pulumi:providers:auth0", custom: true };
  const made = { ...provider, inputs: { domain: "other.auth0.example" } };
  const world = worldWith([], { dev: { resources: [made], pending: [] } });
  const { error, lookUps } = await failWithMocks(() => start(world), { stack: "dev", tenant: TENANT });
  expect(String(error)).toContain("the state of dev was made at other.auth0.example");
  expect(lookUps).toEqual([]);
});

test("a state that cannot be read ends the run, and nothing is created", async () => {
  const world: World = { ...EMPTY, stateOf: () => Promise.reject(new UserError("pulumi cannot be started")) };
  const { error, resources } = await failWithMocks(() => start(world), { stack: "dev", tenant: TENANT });
  expect(error).toBeInstanceOf(RunError);
  expect(String(error)).toContain(
    "nothing is changed in stack dev: only the state of dev says what is live, and it cannot be read: pulumi cannot be started",
  );
  expect(resources).toEqual([]);
});

test("PARTNER_ACCESS_EXPECT_CHECKSUM ends the run of any other plan, and nothing is created", async () => {
  vi.stubEnv("PARTNER_ACCESS_EXPECT_CHECKSUM", reviewedOf(planStack(exampleWorkspace(), "prod")));
  const { error, resources } = await failWithMocks(() => start(), { stack: "dev", tenant: TENANT });
  expect(String(error)).toContain(
    "nothing is deployed to stack dev, since this is not what was reviewed: the plan differs",
  );
  expect(resources).toEqual([]);
});

describe("the first update of a stack whose tenant is in use", () => {
  const USED = worldWith(["it has the API of apis/contacts.yaml"]);
  const plan = () => planStack(exampleWorkspace(), "dev");
  const fail = (world: World) => failWithMocks(() => start(world), { stack: "dev", tenant: TENANT });
  const deploys = (world: World) => runWithMocks(() => start(world), { stack: "dev", tenant: TENANT });

  test.for([
    { name: "without a checksum", checksum: undefined, says: "and nobody reviewed what it changes there" },
    {
      name: "with the plan's own",
      checksum: reviewedOf(plan()),
      says: "is not the checksum of a review of both",
    },
    { name: "with an empty one", checksum: "", says: "is not the checksum of a review of both" },
  ])("is refused $name, with why and what to run", async ({ checksum, says }) => {
    if (checksum !== undefined) vi.stubEnv("PARTNER_ACCESS_EXPECT_CHECKSUM", checksum);
    const { error, resources } = await fail(USED);
    expect(error).toBeInstanceOf(RunError);
    for (const part of [
      says,
      "  - it has the API of apis/contacts.yaml",
      "review --against-tenant --stack dev",
    ])
      expect(String(error)).toContain(part);
    expect(resources).toEqual([]);
  });

  test("takes the checksum of a review of plan and tenant", async () => {
    const facts = await USED.factsOf(plan(), new Set());
    vi.stubEnv("PARTNER_ACCESS_EXPECT_CHECKSUM", reviewedAs(firstSum(plan(), facts)));
    expect((await deploys(USED)).resources).not.toEqual([]);
  });

  const interrupted = { dev: stateOf(plan()) };

  test("is reviewed anew after an interruption: the files may be others, and the tenant is", async () => {
    const { error, resources } = await fail(worldWith(["it has the API"], interrupted));
    expect(String(error)).toContain(
      "nothing is deployed: the first update of stack dev has not come to its end, its tenant our-app-dev.auth0.example is in use, and nobody reviewed what it changes there",
    );
    expect(resources).toEqual([]);
  });

  test("goes on where all that is there is what an interrupted one has made", async () => {
    const asked: ReadonlySet<string>[] = [];
    const { stateOf: states, factsOf } = worldWith([], interrupted);
    const world: World = {
      stateOf: states,
      factsOf(of, made) {
        asked.push(made);
        return factsOf(of, made);
      },
    };
    expect((await deploys(world)).resources).not.toEqual([]);
    expect([...(asked[0] ?? [])]).toEqual(
      expect.arrayContaining(["id-of-contacts", "id-of-account-claim", "client-of-acme-cms"]),
    );
  });

  test("is not a first one once the stack has outputs: the tenant is not asked", async () => {
    const root = { urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", type: TYPES.stack, custom: false };
    const ended: StackState = {
      resources: [{ ...root, outputs: { issuer: "https://x.example/" } }],
      pending: [],
    };
    const silent: World = {
      factsOf: () => Promise.reject(new Error("asked")),
      stateOf: async () => ended,
    };
    expect((await deploys(silent)).resources).not.toEqual([]);
  });

  test("stops where the tenant does not tell whether it is in use", async () => {
    const mute: World = {
      factsOf: () => Promise.reject(new UserError("no credentials")),
      stateOf: EMPTY.stateOf,
    };
    const { error, resources } = await fail(mute);
    expect(String(error)).toContain("whether its tenant is in use cannot be told: no credentials");
    expect(resources).toEqual([]);
  });
});
