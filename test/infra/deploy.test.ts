import { RunError } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import {
  applicationOptions,
  applicationOptionsOf,
  grantOptions,
  protection,
} from "../../src/infra/options.ts";
import type { Registered } from "../../src/infra/without-engine.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { exampleStacks, exampleWorkspace } from "../support/examples.ts";
import { failWithMocks, type MockRun, runWithMocks } from "../support/pulumi.ts";
import { acme, edit } from "../support/workspace.ts";

const TENANT = {
  connections: {
    "Username-Password-Authentication": { isDomainConnection: true, strategy: "auth0" },
    "google-oauth2": { isDomainConnection: true, strategy: "google-oauth2" },
    "our-employees": { isDomainConnection: false, strategy: "oidc" },
  },
};

const TYPES = {
  server: "auth0:index/resourceServer:ResourceServer",
  scopes: "auth0:index/resourceServerScopes:ResourceServerScopes",
  client: "auth0:index/client:Client",
  credentials: "auth0:index/clientCredentials:ClientCredentials",
  grant: "auth0:index/clientGrant:ClientGrant",
  connection: "auth0:index/connectionClient:ConnectionClient",
  action: "auth0:index/action:Action",
  trigger: "auth0:index/triggerAction:TriggerAction",
};

type Outputs = Awaited<ReturnType<typeof deploy>>;

const run = (plan: Plan): Promise<MockRun<Outputs>> =>
  runWithMocks(() => deploy(plan), { stack: plan.stack, tenant: TENANT });

const ofType = (resources: readonly Registered[], type: string) => resources.filter((r) => r.type === type);

const plans = exampleStacks.map((stack) => planStack(exampleWorkspace(), stack));
const runs: { stack: string; plan: Plan; done: MockRun<Outputs> }[] = [];
for (const plan of plans) runs.push({ stack: plan.stack, plan, done: await run(plan) });

describe.for(runs)("stack $stack", ({ stack, plan, done: { resources, outputs, lookUps } }) => {
  test("sends the provider exactly these inputs", async () => {
    const inventory = resources.map(({ type, name, inputs }) => ({ type, name, inputs }));
    const text = `${JSON.stringify(inventory, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/infra/${stack}.json`);
  });

  test("sends the plan's application and credentials as they were reviewed, and nothing else", () => {
    for (const [id, { application, credentials }] of Object.entries(plan.partners)) {
      const inputs = (type: string) => ofType(resources, type).find(({ urn }) => urnEnds(urn, id))?.inputs;
      expect(inputs(TYPES.client)).toEqual(application);
      expect(inputs(TYPES.credentials)).toEqual({ clientId: `client-id-of-${id}`, ...credentials });
    }
  });

  test("makes one grant for each of the plan, always with its subject type, never with all scopes", () => {
    const planned = Object.entries(plan.partners).flatMap(([id, { grants }]) =>
      Object.entries(grants).map(([key, { audience, subjectType, scopes }]) => ({
        name: `${id}/${key}`,
        inputs: { clientId: `client-id-of-${id}`, audience, subjectType, scopes },
      })),
    );
    const grants = ofType(resources, TYPES.grant).map(({ name, inputs }) => ({ name, inputs }));
    expect(grants).toEqual(planned);
    expect(JSON.stringify(resources)).not.toMatch(/allow_?all_?scopes/i);
  });

  test("keeps scopes in one resource per API", () => {
    const servers = ofType(resources, TYPES.server);
    expect(servers.map(({ inputs }) => inputs)).toEqual(
      Object.values(plan.apis).map(({ resourceServer: { dpop: _, ...inputs } }) => ({
        ...inputs,
        proofOfPossession: { disable: true },
      })),
    );
    expect(ofType(resources, TYPES.scopes).map(({ inputs }) => inputs)).toEqual(
      Object.values(plan.apis).map(({ resourceServer, scopes }) => ({
        resourceServerIdentifier: resourceServer.identifier,
        // Sensitivity is for reviewers; Auth0 knows no such thing.
        scopes: scopes.map(({ name, description }) => ({ name, description })),
      })),
    );
    for (const { inputs } of servers) expect(inputs).not.toHaveProperty("scopes");
  });

  test("enables only first-party applications on connections, one by one", () => {
    const planned = Object.entries(plan.partners).flatMap(([id, { application, connections }]) =>
      application.isFirstParty
        ? connections.map((c) => ({ clientId: `client-id-of-${id}`, connectionId: `con_${c}` }))
        : [],
    );
    expect(ofType(resources, TYPES.connection).map(({ inputs }) => inputs)).toEqual(planned);
    expect(planned.length).toBeGreaterThan(0);
  });

  test("looks every planned connection up by name, without the applications on it", () => {
    expect(lookUps).toEqual(
      Object.keys(plan.connections).map((name) => ({
        token: "auth0:index/getConnection:getConnection",
        inputs: { name, skipEnabledClients: true },
      })),
    );
  });

  test("creates nothing but these types at Auth0, and nothing on AWS where the plan has nothing there", () => {
    const types = new Set(resources.map(({ type }) => type).filter((t) => !t.startsWith("partner-access:")));
    const logStream = plan.aws?.logStream ? ["auth0:index/logStream:LogStream"] : [];
    const others = [...types].filter((type) => !type.startsWith("auth0:"));
    const auth0 = [...types].filter((type) => type.startsWith("auth0:"));
    expect(auth0.sort()).toEqual([...Object.values(TYPES), ...logStream].sort());
    expect(others.filter((type) => !type.startsWith("aws:") && type !== "pulumi:providers:aws")).toEqual([]);
    expect(others.length > 0).toBe(plan.aws !== undefined);
  });

  test("tells each partner's client ID, and nothing secret", () => {
    expect(outputs.issuer).toBe(plan.issuer);
    expect(outputs.partners).toEqual(
      Object.fromEntries(
        Object.entries(plan.partners).map(([id, { application, enableUrl, grants }]) => [
          id,
          {
            name: application.name,
            description: application.description,
            client_id: `client-id-of-${id}`,
            enable_url: enableUrl ?? null,
            grants: Object.values(grants).map(({ audience, subjectType, scopes }) => ({
              audience,
              subject_type: subjectType,
              scopes,
            })),
          },
        ]),
      ),
    );
    expect(JSON.stringify(outputs)).not.toMatch(/secret/i);
  });

  test("protects applications, APIs and the key where the stack says so, and nothing else", () => {
    const whole = [TYPES.client, TYPES.server, TYPES.scopes, "aws:kms/key:Key"];
    for (const { type, options } of resources)
      expect(options.protect).toBe(plan.protect && whole.includes(type));
  });

  test("replaces applications and grants as the options say", () => {
    for (const { type, options } of resources) {
      expect(options.replaceOnChanges).toEqual(
        type === TYPES.client ? applicationOptions.replaceOnChanges : [],
      );
      expect(options.deleteBeforeReplace).toBe(type === TYPES.grant);
    }
  });
});

const urnEnds = (urn: string, id: string) => urn.endsWith(`::${id}`) || urn.endsWith(`::${id}/credentials`);

test("the options that protect partners", () => {
  expect(applicationOptions).toEqual({ replaceOnChanges: ["isFirstParty", "thirdPartySecurityMode"] });
  expect(applicationOptionsOf({})).toEqual(applicationOptions);
  // Taken over, and never replaced: a change that cannot be made fails, and the client ID stays.
  expect(applicationOptionsOf({ adopts: "tpc_1" })).toEqual({ import: "tpc_1" });
  expect(grantOptions).toEqual({ deleteBeforeReplace: true });
  expect(protection(true)).toEqual({ protect: true });
  expect(protection(false)).toEqual({ protect: false });
});

/**
 * A line that changes here without an alias in the same commit is a new client ID for a partner: its application
 * is deleted and another made, and every consent and refresh token is lost.
 */
test("the URNs of our declarations stay", async () => {
  const urns = runs.flatMap(({ done }) => done.resources.map(({ urn }) => urn));
  await expect(`${urns.join("\n")}\n`).toMatchFileSnapshot("../golden/urns.txt");
});

test("former ids become aliases of the partner, and only of the partner that names them", async () => {
  const workspace = edit((w) => {
    w.partners.acme = { ...acme(), former_ids: ["acme-old", "acme-cms"] };
    delete w.partners["acme-cms"];
  });
  const { resources } = await run(planStack(workspace, "prod"));
  const aliases = resources.map(({ type, name, options }) => ({ type, name, aliases: options.aliases }));
  expect(aliases.filter((r) => r.type.endsWith(":PartnerAccess"))).toEqual([
    { type: "partner-access:index:PartnerAccess", name: "acme", aliases: ["acme-cms", "acme-old"] },
    { type: "partner-access:index:PartnerAccess", name: "fieldbook", aliases: [] },
  ]);
});

describe("a connection that is not what was reviewed stops the run before anything is created", () => {
  const plan = plans.find(({ stack }) => stack === "prod") ?? expect.fail("no stack prod");
  const fail = (connections: Record<string, { isDomainConnection: boolean; strategy: string }>) =>
    failWithMocks(() => deploy(plan), { stack: plan.stack, tenant: { connections } });

  test.for([true, false])("is_domain_connection: %s", async (declared) => {
    const name = "google-oauth2";
    const changed = { ...plan, connections: { [name]: { strategy: name, isDomainConnection: declared } } };
    const { error, resources } = await failWithMocks(() => deploy(changed), {
      stack: plan.stack,
      tenant: { connections: { [name]: { isDomainConnection: !declared, strategy: name } } },
    });
    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({
      message: `connection "google-oauth2": tenant.yaml says is_domain_connection: ${declared}, the tenant our-app.auth0.example says ${!declared}`,
    });
    expect(resources).toEqual([]);
  });

  test("another strategy", async () => {
    const name = "google-oauth2";
    const changed = { ...plan, connections: { [name]: { strategy: name, isDomainConnection: true } } };
    const { error, resources } = await failWithMocks(() => deploy(changed), {
      stack: plan.stack,
      tenant: { connections: { [name]: { isDomainConnection: true, strategy: "oidc" } } },
    });
    expect(error).toMatchObject({
      message: `connection "google-oauth2": tenant.yaml says strategy: google-oauth2, the tenant our-app.auth0.example says oidc`,
    });
    expect(resources).toEqual([]);
  });

  test("missing", async () => {
    const { error, resources } = await fail({
      "google-oauth2": { isDomainConnection: true, strategy: "google-oauth2" },
    });
    const name = "Username-Password-Authentication";
    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({
      message: `connection "${name}" of tenant.yaml cannot be looked up in the tenant our-app.auth0.example: No connection found with "name" = "${name}"`,
    });
    expect(resources).toEqual([]);
  });
});

test.for([
  { name: "an API", broken: { apis: {} }, message: "audiences names no contacts" },
  {
    name: "a connection",
    broken: { connections: {} },
    message: "connectionIds names no Username-Password-Authentication",
  },
])("a plan that names $name it does not have is a mistake of ours", async ({ broken, message }) => {
  const plan = { ...planStack(exampleWorkspace(), "prod"), ...broken };
  const { error } = await failWithMocks(() => deploy(plan), { stack: "prod", tenant: TENANT });
  expect(error).toMatchObject({ message });
});
