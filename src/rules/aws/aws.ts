// Rules about a stack's AWS account: that what it names lies there, and who reads partners' credentials.

import { hasSecret } from "../../model/authentication.ts";
import { partitionOf } from "../../model/aws.ts";
import type { Stack } from "../../model/stack.ts";
import type { Declared, Path } from "../../model/workspace.ts";
import { quote } from "../../text.ts";
import { partnerRule, type Rule, stackRule } from "../rule.ts";
import { ALARM_ACTIONS, AWS_ARNS, SECRET_POLICIES } from "../sources.ts";
import { AWS, HOSTING, REGION } from "./hosted.ts";

interface Named {
  readonly at: Path;
  readonly arn: string;
  /** What of the ARN must be the stack's own, beside the partition. */
  readonly own: readonly ("account" | "region")[];
}

/** Every ARN of a stack's settings. An operators' role may live in an account for people. */
function arnsOf({ value: { config } }: Declared<Stack>): Named[] {
  const settings = config[AWS];
  const at = ["config", AWS];
  const ofAccount: Named[] = settings
    ? [
        { at: [...at, "deploy_role_arn"], arn: settings.deploy_role_arn, own: ["account"] },
        { at: [...at, "operators_role_arn"], arn: settings.operators_role_arn, own: [] },
      ]
    : [];
  const drift = settings?.drift_role_arn;
  const ofDrift: Named[] =
    drift === undefined ? [] : [{ at: [...at, "drift_role_arn"], arn: drift, own: ["account"] }];
  const topic = settings?.alarm_topic_arn;
  const ofTopic: Named[] =
    topic === undefined ? [] : [{ at: [...at, "alarm_topic_arn"], arn: topic, own: ["account", "region"] }];
  const ofSecrets = Object.entries(config[HOSTING] ?? {}).flatMap(([id, { service }]) =>
    Object.entries(service?.secrets ?? {}).map(
      ([name, arn]): Named => ({
        at: ["config", HOSTING, id, "service", "secrets", name],
        arn,
        own: ["account", "region"],
      }),
    ),
  );
  return [...ofAccount, ...ofDrift, ...ofTopic, ...ofSecrets];
}

const awsArnPlace = stackRule({
  id: "aws-arn-place",
  title: "ARNs of a stack's settings are of its partition, and of its account and region where they must be",
  why: "AWS finds nothing elsewhere, or something that belongs to another environment",
  source: AWS_ARNS,
  *check(stack) {
    const { [AWS]: settings, [REGION]: region } = stack.value.config;
    if (!settings || region === undefined) return;
    const own = { partition: partitionOf(region), account: settings.account_id, region };
    for (const { at, arn, own: needed } of arnsOf(stack)) {
      const [, partition, , ofRegion, account] = arn.split(":");
      const found = { partition, account, region: ofRegion };
      const wrong = (["partition", ...needed] as const).find((part) => found[part] !== own[part]);
      if (!wrong) continue;
      yield {
        at,
        what: `the ARN ${quote(arn)} is of ${wrong} ${quote(found[wrong] ?? "")}, not ${quote(own[wrong])}`,
        fix: "write the ARN of this stack's own",
        also: [
          {
            file: stack.file,
            at: wrong === "account" ? ["config", AWS, "account_id"] : ["config", REGION],
            what: `the stack's ${wrong === "account" ? "account" : "region"} is here`,
          },
        ],
      };
    }
  },
});

const alarmTopicProtected = stackRule({
  id: "alarm-topic-protected",
  title: "A protected stack that hosts an API notifies somebody of alarms",
  why: "an alarm without an action is seen only by someone who happens to look",
  source: ALARM_ACTIONS,
  *check({ value: { config } }) {
    const settings = config[AWS];
    if (!settings || settings.alarm_topic_arn !== undefined || !config["partner-access:protect"]) return;
    if (Object.keys(config[HOSTING] ?? {}).length === 0) return;
    yield {
      at: ["config", AWS],
      on: "key",
      what: "no alarm_topic_arn in a protected stack that hosts an API",
      fix: "add alarm_topic_arn with the ARN of an SNS topic",
    };
  },
});

const awsPrincipalSecret = partnerRule({
  id: "aws-principal-secret",
  title: "An AWS principal is named only where there is a client secret to read",
  why: "the principal reads the partner's secret in Secrets Manager, and no other partner has one there",
  source: SECRET_POLICIES,
  *check({ value: { application, stacks } }, workspace) {
    for (const [stack, { aws_principal_arn: arn }] of Object.entries(stacks)) {
      if (arn === undefined) continue;
      const method = application.authentication_method;
      const declared = workspace.stacks.get(stack);
      const place = { at: ["stacks", stack, "aws_principal_arn"] as const };
      if (!hasSecret(method))
        yield {
          ...place,
          what: `a principal that reads a secret, for authentication_method ${quote(method)}`,
          fix: "remove aws_principal_arn",
        };
      else if (declared && !declared.value.config[AWS])
        yield {
          ...place,
          what: `a principal in stack ${quote(stack)}, which has nothing on AWS`,
          fix: `remove aws_principal_arn, or add ${AWS} to ${declared.file}`,
          also: [{ file: declared.file, at: ["config"], what: "the stack's settings are here" }],
        };
    }
  },
});

const awsPrincipalPartition = partnerRule({
  id: "aws-principal-partition",
  title: "An AWS principal is of the partition of the stack's region",
  why: "no policy reaches from one partition into another, so AWS refuses the secret's",
  source: AWS_ARNS,
  *check({ value: { stacks } }, workspace) {
    for (const [stack, { aws_principal_arn: arn }] of Object.entries(stacks)) {
      const declared = workspace.stacks.get(stack);
      const region = declared?.value.config[REGION];
      if (arn === undefined || !declared || region === undefined) continue;
      const [, partition = ""] = arn.split(":");
      if (partition === partitionOf(region)) continue;
      yield {
        at: ["stacks", stack, "aws_principal_arn"],
        what: `the ARN ${quote(arn)} is of partition ${quote(partition)}, not ${quote(partitionOf(region))}`,
        fix: "write a principal that the stack's secrets can be shared with, or remove aws_principal_arn",
        also: [{ file: declared.file, at: ["config", REGION], what: "the stack's region is here" }],
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const AWS_RULES: readonly Rule[] = [
  awsArnPlace,
  alarmTopicProtected,
  awsPrincipalSecret,
  awsPrincipalPartition,
];
