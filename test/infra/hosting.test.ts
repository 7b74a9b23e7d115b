import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Registered } from "../../src/infra/without-engine.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { workspaces } from "../support/declarations.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { hostedWorld, NETWORKS } from "../support/hosted.ts";
import {
  carelessLogs,
  openGroups,
  plainSecrets,
  policies,
  reasonsIn,
  strays,
  untagged,
  wideStatements,
  wrongRoutes,
} from "../support/on-aws.ts";
import { runWithMocks, type Tenant } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";
import { workspaceOf, world } from "../support/workspace.ts";

/** A tenant that has what the plan looks for. */
const tenantOf = ({ connections }: Plan): Tenant => ({ connections });

async function registered(plan: Plan): Promise<readonly Registered[]> {
  const { resources } = await runWithMocks(() => sealedDeploy(plan), {
    stack: plan.stack,
    tenant: tenantOf(plan),
  });
  return resources;
}

const routes = {
  "GET /health": "public" as const,
  "GET /contacts": ["read:contacts"],
  "PATCH /contacts/{id}": ["update:contacts", "read:contacts"],
};

/** The small world with `contacts` in a container. */
const fargatePlan = (network: (typeof NETWORKS)[number]) => {
  const apis = { contacts: { kind: "fargate", network, routes } as const, reports: undefined };
  return planStack(workspaceOf(hostedWorld(world(), { aws: { logStream: true }, apis })), "prod");
};

const plans = [
  { name: "dev", plan: planStack(exampleWorkspace(), "dev") },
  { name: "prod", plan: planStack(exampleWorkspace(), "prod") },
  { name: "fargate in existing subnets", plan: fargatePlan(NETWORKS[0]) },
  { name: "fargate in a new network", plan: fargatePlan(NETWORKS[1]) },
];
const runs: { name: string; plan: Plan; resources: readonly Registered[] }[] = [];
for (const { name, plan } of plans) runs.push({ name, plan, resources: await registered(plan) });
const resourcesOf = (name: string) => runs.find((run) => run.name === name)?.resources ?? expect.fail(name);

/** Everything that must hold, as one list of what does not. */
const wrong = (resources: readonly Registered[], plan: Plan): string[] => [
  ...untagged(resources),
  ...strays(resources),
  ...wideStatements(resources, reasonsIn(plan)),
  ...openGroups(resources),
  ...carelessLogs(resources),
  ...plainSecrets(resources),
  ...Object.entries(plan.apis).flatMap(([id, { hosting, routes }]) =>
    hosting ? wrongRoutes(resources, id, routes) : [],
  ),
];

describe.for(runs)("$name", ({ plan, resources }) => {
  test("nothing is open, untagged, unencrypted, kept for ever or told in plain", () => {
    expect(wrong(resources, plan)).toEqual([]);
    expect(policies(resources)).toBeGreaterThan(3);
  });

  test("every value of the plan reaches AWS: the SDK drops inputs it does not know without a word", () => {
    const inputs = (type: string) => resources.filter((r) => r.type.endsWith(type)).map((r) => r.inputs);
    for (const { hosting } of Object.values(plan.apis)) {
      if (!hosting) continue;
      const { gateway, backend, alarms, metricFilters } = hosting;
      const { accessLogFormat: format, ...stage } = gateway.stage;
      expect(inputs("apigatewayv2/api:Api")).toMatchObject([gateway.api]);
      expect(inputs(":Authorizer")).toMatchObject([gateway.authorizer]);
      expect(inputs(":Integration")).toMatchObject([backend.integration]);
      expect(inputs(":Stage")).toMatchObject([{ ...stage, accessLogSettings: { format } }]);
      expect(inputs(":LogMetricFilter")).toMatchObject(Object.values(metricFilters));
      expect(inputs(":MetricAlarm")).toMatchObject(
        Object.values(alarms).map(({ dimensionsOf: _, actions, ...alarm }) => ({
          ...alarm,
          alarmActions: actions,
          okActions: actions,
        })),
      );
      if (backend.kind !== "fargate") continue;
      const { listener, targetGroup, ...balancer } = backend.loadBalancer;
      const { container: _, ...definition } = backend.taskDefinition;
      const { assignPublicIp, additionalSecurityGroupIds: __, ...service } = backend.service;
      expect(inputs(":LoadBalancer")).toMatchObject([balancer]);
      expect(inputs(":Listener")).toMatchObject([listener]);
      expect(inputs(":TargetGroup")).toMatchObject([targetGroup]);
      expect(inputs(":TaskDefinition")).toMatchObject([definition]);
      expect(inputs(":Service")).toMatchObject([{ ...service, networkConfiguration: { assignPublicIp } }]);
    }
  });

  test("every secret value is written after the policy that guards it", () => {
    const versions = resources.filter(({ type }) => type.endsWith(":SecretVersion"));
    expect(versions.length).toBeGreaterThan(0);
    for (const { options, name } of versions)
      expect(options.dependsOn.filter((urn) => urn.includes(":SecretPolicy::"))).toEqual([
        expect.stringContaining(`::${name}`),
      ]);
  });

  test("only the custom domain answers, with TLS 1.2 at least", () => {
    const inputs = (type: string) => resources.filter((r) => r.type.endsWith(type)).map((r) => r.inputs);
    for (const api of inputs("apigatewayv2/api:Api")) expect(api.disableExecuteApiEndpoint).toBe(true);
    const domains = inputs(":DomainName");
    expect(domains).toHaveLength(1);
    expect(domains[0]?.domainNameConfiguration).toMatchObject({ securityPolicy: "TLS_1_2" });
    expect(inputs("apigatewayv2/route:Route").map(({ routeKey }) => routeKey)).not.toContain("$default");
  });
});

test("whatever is declared, the gateway lets exactly that through", async () => {
  const property = fc.asyncProperty(workspaces, async (workspace) => {
    const plan = planStack(workspace, "prod");
    expect(wrong(await registered(plan), plan)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 10 });
});

describe("fargate in a new network", () => {
  test("sends the provider exactly these inputs", async () => {
    const own = resourcesOf("fargate in a new network").filter(({ urn }) => urn.includes("index:ApiHosting"));
    const inventory = own.map(({ type, name, inputs }) => ({ type, name, inputs }));
    const text = `${JSON.stringify(inventory, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../golden/infra/fargate.json");
  });

  test("starts tasks once they can fetch their image, are let in and are allowed to", () => {
    const all = resourcesOf("fargate in a new network");
    const service = all.find(({ type }) => type.endsWith(":Service")) ?? expect.fail("no service");
    const awaited = (type: string) => service.options.dependsOn.filter((urn) => urn.includes(type));
    expect(awaited("ec2/route:Route::contacts/private/")).toHaveLength(2);
    expect(awaited("SecurityGroupIngressRule::")).toHaveLength(2);
    expect(awaited("SecurityGroupEgressRule::")).toHaveLength(3);
    expect(awaited(":RolePolicy::")).toHaveLength(1);
    expect(awaited(":Listener::")).toHaveLength(1);
    expect(service.options.ignoreChanges).toEqual(["desiredCount"]);
  });

  test("only the public subnets lead to the internet gateway, and nothing gets a public address", () => {
    const all = resourcesOf("fargate in a new network");
    const toInternet = all.filter(({ type, inputs }) => type.endsWith("route:Route") && inputs.gatewayId);
    expect(toInternet.map(({ name }) => name)).toEqual([
      "contacts/public/eu-central-1a",
      "contacts/public/eu-central-1b",
    ]);
    for (const { type, inputs } of all)
      if (type.endsWith(":Subnet")) expect(inputs.mapPublicIpOnLaunch).toBe(false);
  });
});

test("existing subnets stay as they are: nothing of a network is made", () => {
  const made = resourcesOf("fargate in existing subnets").filter(({ type }) =>
    /:(Vpc|Subnet|RouteTable|NatGateway|InternetGateway|Eip)$/.test(type),
  );
  expect(made).toEqual([]);
});

describe("the checks bite", () => {
  const plan = plans[3]?.plan ?? expect.fail("no plan");
  const good = resourcesOf("fargate in a new network");
  const spoil = (type: string, change: (resource: Registered) => Partial<Registered>) => {
    const index = good.findIndex((resource) => resource.type.endsWith(type));
    expect(index).toBeGreaterThanOrEqual(0);
    return good.map((resource, i) => (i === index ? { ...resource, ...change(resource) } : resource));
  };
  const inputs = (type: string, more: object) =>
    spoil(type, ({ inputs }) => ({ inputs: { ...inputs, ...more } }));
  const policyWith = (more: object) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "Bad", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn"], ...more }],
    });
  const JWT_ROUTE = good.find(({ inputs }) => inputs.routeKey === "GET /contacts") ?? expect.fail("no route");

  test.for([
    { name: "a missing tag", bad: inputs(":LogGroup", { tags: { project: "p", stack: "prod" } }) },
    { name: "no tags", bad: inputs(":SecurityGroupIngressRule", { tags: undefined }) },
    {
      name: "a resource without a component",
      bad: spoil(":Vpc", ({ urn }) => ({
        urn: urn.replace("partner-access:index:ApiHosting$", ""),
      })),
    },
    {
      name: "a resource of another account's provider",
      bad: spoil(":Vpc", ({ options: { provider: _, ...options } }) => ({ options })),
    },
    { name: "an action *", bad: inputs(":RolePolicy", { policy: policyWith({ Action: "*" }) }) },
    {
      name: "a service's every action",
      bad: inputs(":RolePolicy", { policy: policyWith({ Action: "s3:*" }) }),
    },
    {
      name: "a resource * without reason",
      bad: inputs(":RolePolicy", { policy: policyWith({ Resource: "*" }) }),
    },
    {
      name: "a secret for everybody",
      bad: inputs(":SecretPolicy", { policy: policyWith({ Principal: { AWS: "*" } }) }),
    },
    {
      name: "the world let in",
      bad: inputs(":SecurityGroupIngressRule", { cidrIpv4: "0.0.0.0/0" }),
    },
    { name: "the world let in by IPv6", bad: inputs(":SecurityGroupIngressRule", { cidrIpv6: "::/0" }) },
    {
      name: "every port out",
      bad: inputs(":SecurityGroupEgressRule", { cidrIpv4: "0.0.0.0/0", fromPort: 0, toPort: 65_535 }),
    },
    { name: "a group with rules of its own", bad: inputs(":DefaultSecurityGroup", { ingress: [{}] }) },
    { name: "a log kept for ever", bad: inputs(":LogGroup", { retentionInDays: undefined }) },
    { name: "a log without the key", bad: inputs(":LogGroup", { kmsKeyId: undefined }) },
    { name: "a plain secret", bad: inputs(":SecretVersion", { secretString: "{}" }) },
    { name: "a secret in a parameter", bad: inputs(":Parameter", { description: "secret-of-acme" }) },
    { name: "a route nobody declared", bad: inputs("route:Route", { routeKey: "ANY /{proxy+}" }) },
    {
      name: "a route twice",
      bad: [...good, { ...JWT_ROUTE, inputs: { ...JWT_ROUTE.inputs, authorizationType: "NONE" } }],
    },
    { name: "a missing route", bad: good.filter((resource) => resource !== JWT_ROUTE) },
    {
      name: "a scope too many",
      bad: good.map((resource) =>
        resource === JWT_ROUTE
          ? { ...resource, inputs: { ...resource.inputs, authorizationScopes: ["read:contacts", "x"] } }
          : resource,
      ),
    },
  ])("$name", ({ bad }) => {
    expect(wrong(good, plan)).toEqual([]);
    expect(wrong(bad, plan).length).toBeGreaterThan(0);
  });
});
