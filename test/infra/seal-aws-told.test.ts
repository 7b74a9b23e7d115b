// What is written down, told and named on AWS is the plan's too, also where only other resources know it.
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import { partOf } from "../../src/plan/part.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { hostedWorld, NETWORKS } from "../support/hosted.ts";
import { runWithMocks } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";
import { workspaceOf, world } from "../support/workspace.ts";
import { refusedBySeal, refusedOnceKnown } from "./support/refused-by-seal.ts";

type DeepMutable<T> = { -readonly [K in keyof T]: DeepMutable<T[K]> };

const routes = { "GET /contacts": ["read:contacts"], "DELETE /contacts/{id}": ["delete:contacts"] };

const [, NEW_NETWORK] = NETWORKS;

const companyOf = (change: (config: Record<string, unknown>) => void = () => undefined): Plan => {
  const hosted = hostedWorld(world(), {
    aws: { logStream: true },
    apis: { contacts: { kind: "fargate", network: NEW_NETWORK, routes }, reports: undefined },
  });
  change((hosted.stacks.prod ?? expect.fail("no stack")).config as Record<string, unknown>);
  return planStack(workspaceOf(hosted), "prod");
};

const company = companyOf();
const ids = Object.fromEntries(Object.keys(company.connections).map((name) => [name, `con_${name}`]));

const changed = (change: (plan: DeepMutable<Plan>) => void): Plan => {
  const copy = structuredClone(company) as DeepMutable<Plan>;
  change(copy);
  return copy as Plan;
};

const awsIn = (plan: DeepMutable<Plan>) => plan.aws ?? expect.fail("no AWS");
const hostingIn = (plan: DeepMutable<Plan>) => plan.apis.contacts?.hosting ?? expect.fail("no hosting");
const fargateIn = (plan: DeepMutable<Plan>) => {
  const { backend } = hostingIn(plan);
  return backend.kind === "fargate" ? backend : expect.fail("no tasks");
};

test.for([
  {
    name: "a log that is kept for a day",
    wrong: "aws:cloudwatch/logGroup:LogGroup contacts/access",
    says: "retentionInDays is 1, and the plan says 90",
    change: (plan: DeepMutable<Plan>) => {
      hostingIn(plan).gateway.accessLog.retentionInDays = 1;
    },
  },
  {
    name: "an alarm that tells nobody",
    wrong: "aws:cloudwatch/metricAlarm:MetricAlarm contacts/server-errors",
    says: "alarmActions is",
    change: (plan: DeepMutable<Plan>) => {
      for (const alarm of Object.values(hostingIn(plan).alarms)) alarm.actions = ["arn:aws:sns:x:1:other"];
    },
  },
  {
    name: "a count of something else",
    wrong: "aws:cloudwatch/logMetricFilter:LogMetricFilter contacts/refused",
    says: 'pattern is "nothing"',
    change: (plan: DeepMutable<Plan>) => {
      for (const filter of Object.values(hostingIn(plan).metricFilters)) filter.pattern = "nothing";
    },
  },
  {
    name: "a tenant's log of which little is kept",
    wrong: "aws:cloudwatch/eventRule:EventRule aws/tenant-log",
    says: "EventRule aws/tenant-log: eventPattern is",
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(awsIn(plan).logStream ?? {}, { eventPattern: '{"source":["none"]}' });
    },
  },
  {
    name: "others who may write into the tenant's log",
    wrong: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy aws/tenant-log",
    says: "policyDocument is",
    change: (plan: DeepMutable<Plan>) => {
      const [statement] = awsIn(plan).logStream?.statements ?? [];
      if (statement?.principals) statement.principals.identifiers = ["*"];
    },
  },
  {
    name: "a log stream into another account",
    wrong: "auth0:index/logStream:LogStream aws/tenant-log",
    says: 'sink.awsAccountId is "999999999999"',
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(awsIn(plan).logStream?.sink ?? {}, { awsAccountId: "999999999999" });
    },
  },
  {
    name: "a secret that is gone at once",
    wrong: "aws:secretsmanager/secret:Secret aws/acme-cms",
    says: "recoveryWindowInDays is 0",
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(awsIn(plan).secrets["acme-cms"] ?? {}, { recoveryWindowInDays: 0 });
    },
  },
  {
    name: "another alias of the key",
    wrong: "aws:kms/alias:Alias aws/key",
    says: 'name is "alias/other"',
    change: (plan: DeepMutable<Plan>) => {
      awsIn(plan).key.alias = "alias/other";
    },
  },
  {
    name: "settings at another path",
    wrong: "aws:ssm/parameter:Parameter aws/apis/contacts",
    says: 'name is "/other"',
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(awsIn(plan).tokenSettings.contacts ?? {}, { name: "/other" });
    },
  },
  {
    name: "a certificate for another name",
    wrong: "aws:acm/certificate:Certificate contacts/certificate",
    says: 'domainName is "evil.example"',
    change: (plan: DeepMutable<Plan>) => {
      hostingIn(plan).domain.domainName = "evil.example";
    },
  },
  {
    name: "no task at all",
    wrong: "aws:appautoscaling/target:Target contacts",
    says: "minCapacity is 0, and the plan says 2",
    change: (plan: DeepMutable<Plan>) => {
      fargateIn(plan).autoscaling.minCapacity = 0;
    },
  },
  {
    name: "another network",
    wrong: "aws:ec2/vpc:Vpc contacts",
    says: 'cidrBlock is "0.0.0.0/0"',
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(fargateIn(plan).network, { cidrBlock: "0.0.0.0/0" });
    },
  },
  {
    name: "another account",
    wrong: "pulumi:providers:aws aws",
    says: 'region is "us-east-1"',
    change: (plan: DeepMutable<Plan>) => {
      awsIn(plan).region = "us-east-1";
    },
  },
  {
    name: "a dashboard less",
    wrong: "",
    says: "LogGroup contacts/access: name is",
    change: (plan: DeepMutable<Plan>) => {
      hostingIn(plan).gateway.accessLog.name = "/other";
    },
  },
])("$name", async ({ change, wrong, says }) => {
  expect(await refusedBySeal(() => deploy(changed(change), undefined, ids), wrong, company, ids)).toContain(
    says,
  );
});

describe("a value that only other resources know is compared before anything is made of it", () => {
  test.for([
    {
      name: "what an integration says of itself",
      wrong: "aws:ssm/parameter:Parameter aws/integrations/acme-cms",
      says: "value is not what the plan makes of the resources that it names",
      change: (plan: DeepMutable<Plan>) => {
        const { integration } = awsIn(plan).integrations["acme-cms"] ?? expect.fail("no parameter");
        integration.enable_url = "https://evil.example/";
      },
    },
    {
      name: "how an API's tokens are checked",
      wrong: "aws:ssm/parameter:Parameter aws/apis/contacts",
      says: "value is not",
      change: (plan: DeepMutable<Plan>) => {
        const settings = awsIn(plan).tokenSettings.contacts ?? expect.fail("no parameter");
        Object.assign(settings, { value: settings.value.replace("our-app", "evil") });
      },
    },
    {
      name: "where a partner's secret says that tokens are",
      wrong: "aws:secretsmanager/secretVersion:SecretVersion aws/acme-cms",
      says: "secretString is not",
      change: (plan: DeepMutable<Plan>) => {
        const { value } = awsIn(plan).secrets["acme-cms"] ?? expect.fail("no secret");
        Object.assign(value, { token_endpoint: "https://evil.example/token" });
      },
    },
    {
      name: "whose client ID is whose",
      wrong: "aws:cloudwatch/dashboard:Dashboard contacts",
      says: "dashboardBody is not",
      change: (plan: DeepMutable<Plan>) => {
        Object.assign(hostingIn(plan).dashboard.legend, { width: 1 });
      },
    },
    {
      name: "in which account the provider may work",
      wrong: "pulumi:providers:aws aws",
      says: "allowedAccountIds is not",
      change: (plan: DeepMutable<Plan>) => {
        awsIn(plan).accountId = "999999999999";
      },
    },
  ])("$name", async ({ change, wrong, says }) => {
    const message = await refusedOnceKnown(
      () => deploy(changed(change), undefined, ids),
      wrong,
      company,
      ids,
    );
    expect(message).toContain(says);
    expect(message).not.toContain("secret-of-");
  });

  /** The program, but for one property of one resource. */
  const with_ = (wrong: string, change: (props: Record<string, unknown>) => object) => async () => {
    const stack = (globalThis as unknown as { stackResource: { __transformations: unknown[] } })
      .stackResource;
    const [sealing] = stack.__transformations as pulumi.ResourceTransformation[];
    stack.__transformations = [
      ((args) =>
        `${args.type} ${args.name}` === wrong
          ? { props: { ...args.props, ...change(args.props) }, opts: args.opts }
          : undefined) satisfies pulumi.ResourceTransformation,
      sealing,
      ...stack.__transformations.slice(1),
    ];
    return await deploy(company, undefined, ids);
  };

  test.for([
    {
      name: "where a name of ours leads",
      wrong: "aws:route53/record:Record contacts/A",
      says: "aliases.name is not",
      change: () => ({
        aliases: [
          {
            name: pulumi.output("evil.example"),
            zoneId: pulumi.output("ZGATEWAY"),
            evaluateTargetHealth: false,
          },
        ],
      }),
    },
    {
      name: "where a route leads",
      wrong: "aws:apigatewayv2/route:Route contacts/DELETE /contacts/{id}",
      says: "target is not",
      change: () => ({ target: pulumi.output("integrations/other") }),
    },
    {
      name: "with which key a log is kept",
      wrong: "aws:cloudwatch/logGroup:LogGroup contacts/access",
      says: "kmsKeyId is not",
      change: () => ({ kmsKeyId: "arn-of-another" }),
    },
    {
      name: "with which key a secret is kept",
      wrong: "aws:secretsmanager/secret:Secret aws/acme-cms",
      says: "kmsKeyId is not",
      change: () => ({ kmsKeyId: pulumi.output("arn-of-another") }),
    },
    {
      name: "an endpoint of AWS that is somebody else's",
      wrong: "pulumi:providers:aws aws",
      says: "endpoints is not",
      change: () => ({ endpoints: pulumi.output('[{"iam":"https://evil.example"}]') }),
    },
    {
      name: "whose events are kept",
      wrong: "aws:cloudwatch/eventBus:EventBus aws/tenant-log",
      says: "eventSourceName is not",
      change: () => ({ eventSourceName: pulumi.output("aws.partner/evil.example") }),
    },
  ])("$name", async ({ change, wrong, says }) => {
    expect(await refusedOnceKnown(with_(wrong, change), wrong, company, ids)).toContain(says);
  });
});

describe("what says nothing of itself but changes what others are", () => {
  const late = async (more: () => void) => {
    await deploy(company, undefined, ids);
    more();
  };

  test("a second provider", async () => {
    const wrong = "pulumi:providers:aws other";
    const more = () => late(() => void new Provider("other", { region: "eu-central-1" }));
    expect(await refusedBySeal(more, wrong, company, ids)).toContain(`${wrong} is in no plan`);
  });

  test("a resource of another provider than the account's", async () => {
    const wrong = "aws:cloudwatch/logGroup:LogGroup contacts/access";
    const elsewhere = () => {
      new LogGroup("contacts/access", {});
    };
    expect(await refusedBySeal(elsewhere, wrong, company, ids)).toContain("is made by another provider");
  });

  test("a component that changes its children after they were compared", async () => {
    const wrong = "partner-access:index:StackOnAws aws";
    const hidden = () => {
      new pulumi.ComponentResource(
        "partner-access:index:StackOnAws",
        "aws",
        {},
        { transforms: [() => undefined] },
      );
    };
    expect(await refusedBySeal(hidden, wrong, company, ids)).toContain("it has the option transforms");
  });

  test("a transform of the whole stack", async () => {
    const transformed = async () => {
      pulumi.runtime.registerResourceTransform(() => undefined);
      await deploy(company, undefined, ids);
    };
    expect(await refusedBySeal(transformed, "", company, ids)).toContain(
      "a transform would change what is registered after it was compared",
    );
  });

  test("an alarm of nobody's plan", async () => {
    const wrong = "aws:cloudwatch/metricAlarm:MetricAlarm more";
    const more = () =>
      late(
        () =>
          void new MetricAlarm("more", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1 }),
      );
    expect(await refusedBySeal(more, wrong, company, ids)).toContain(`${wrong} is in no plan`);
  });

  test("an output that names another key", async () => {
    const other = async () => ({
      ...(await deploy(company, undefined, ids)),
      key_arn: pulumi.output("arn-of-another"),
    });
    expect(await refusedOnceKnown(other, "", company, ids)).toContain("outputs.key_arn is not");
  });
});

describe("what the plan says is registered", () => {
  test.for([
    {
      name: "an unprotected stack, whose zones share one way out",
      plan: companyOf((config) => {
        config["partner-access:protect"] = false;
      }),
    },
    {
      name: "a domain with a certificate that is there",
      plan: companyOf((config) => {
        const { contacts } = config["partner-access:hosting"] as Record<string, Record<string, unknown>>;
        Object.assign(contacts ?? {}, {
          hosted_zone: undefined,
          certificate_arn: `arn:aws:acm:eu-central-1:111122223333:certificate/${"0".repeat(8)}`,
        });
      }),
    },
  ])("$name", async ({ plan }) => {
    const { resources } = await runWithMocks(() => sealedDeploy(plan), {
      stack: "prod",
      tenant: { connections: plan.connections },
    });
    expect(resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet")).toHaveLength(4);
  });

  test("a part, with its stack's key", async () => {
    const plan = changed((copy) => {
      Object.assign(copy.partners["acme-cms"] ?? {}, { part: "prod-1" });
    });
    const part = partOf(plan, "prod-1");
    const { resources } = await runWithMocks(() => sealedDeploy(part), {
      stack: "prod-1",
      tenant: { connections: plan.connections },
    });
    const [secret] = resources.filter(({ type }) => type === "aws:secretsmanager/secret:Secret");
    expect(secret?.inputs.kmsKeyId).toBe("arn-of-aws/key");
  });
});
