// What only other resources know, and what changes others unseen, is the plan's on AWS too.
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import type { Plan } from "../../src/plan/types.ts";
import { refusedBySeal, refusedOnceKnown } from "./support/refused-by-seal.ts";
import { awsIn, changed, company, type DeepMutable, hostingIn, ids } from "./support/sealed-company.ts";

/** The program, but for one resource. */
const besides = (wrong: string, change: pulumi.ResourceTransformation) => async () => {
  const stack = (globalThis as unknown as { stackResource: { __transformations: unknown[] } }).stackResource;
  const [sealing] = stack.__transformations as pulumi.ResourceTransformation[];
  stack.__transformations = [
    ((args) =>
      `${args.type} ${args.name}` === wrong
        ? change(args)
        : undefined) satisfies pulumi.ResourceTransformation,
    sealing,
    ...stack.__transformations.slice(1),
  ];
  return await deploy(company, undefined, ids);
};

test.for([
  "aws:secretsmanager/secret:Secret aws/acme-cms",
  "aws:ssm/parameter:Parameter aws/integrations/acme-cms",
])("%s is not made anew where a partner moves to a part", async (wrong) => {
  const forgetful = besides(wrong, ({ props, opts }) => ({ props, opts: { ...opts, aliases: [] } }));
  expect(await refusedBySeal(forgetful, wrong, company, ids)).toContain(
    `${wrong}: its option aliases is nothing`,
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
  const with_ = (wrong: string, change: (props: Record<string, unknown>) => object) =>
    besides(wrong, ({ props, opts }) => ({ props: { ...props, ...change(props) }, opts }));

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
