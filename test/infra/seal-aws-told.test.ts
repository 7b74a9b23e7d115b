// What is written down and told on AWS, and where things run, is compared with the plan before it is registered.
import { describe, expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import { partOf } from "../../src/plan/part.ts";
import type { Plan } from "../../src/plan/types.ts";
import { runWithMocks } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";
import { refusedBySeal } from "./support/refused-by-seal.ts";
import {
  awsIn,
  changed,
  company,
  companyOf,
  type DeepMutable,
  fargateIn,
  hostingIn,
  ids,
} from "./support/sealed-company.ts";

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
