// A plan becomes the list of what decides on AWS who gets in, made apart from the code that registers it.
import type { Plan } from "../plan/types.ts";
import { type Expected, OutputOf } from "./expected.ts";
import { expectedOfHosting } from "./expected-hosting.ts";
import { expectedPolicy } from "./expected-policy.ts";

const TYPES = {
  key: "aws:kms/key:Key",
  secretPolicy: "aws:secretsmanager/secretPolicy:SecretPolicy",
} as const;

/**
 * What a stack may make on AWS beside what is compared: where things run, what is written down, who is told. Anything else
 * of AWS is in no plan.
 */
const BESIDE = new RegExp(
  `^aws:(?:${[
    "acm/certificate|acm/certificateValidation",
    "appautoscaling/policy|appautoscaling/target",
    "cloudwatch/(?:dashboard|eventBus|eventRule|eventTarget|logGroup|logMetricFilter|logResourcePolicy|metricAlarm)",
    "ec2/(?:defaultSecurityGroup|eip|internetGateway|natGateway|route|routeTable|routeTableAssociation|vpc)",
    "ecs/cluster|kms/alias|secretsmanager/secret|secretsmanager/secretVersion|ssm/parameter",
  ].join("|")}):\\w+$`,
);

export const isBesideOnAws = (type: string): boolean => BESIDE.test(type);

/** Nothing for a plan without AWS. In a part, the key is the stack's own. */
export function expectedOnAws({ aws, apis, part }: Plan): Expected[] {
  if (aws === undefined) return [];
  const { description, enableKeyRotation, deletionWindowInDays, statements } = aws.key;
  const policy = expectedPolicy(statements);
  const key = { description, enableKeyRotation, deletionWindowInDays, policy, tags: aws.tags };
  return [
    ...(part === undefined ? [{ type: TYPES.key, name: "aws/key", inputs: key }] : []),
    ...Object.entries(aws.secrets).map(([partner, secret]) => ({
      type: TYPES.secretPolicy,
      name: `aws/${partner}`,
      inputs: {
        secretArn: new OutputOf("aws:secretsmanager/secret:Secret", `aws/${partner}`, "arn"),
        policy: expectedPolicy(secret.statements),
        blockPublicPolicy: true,
      },
    })),
    ...Object.entries(apis).flatMap(([id, { hosting }]) => (hosting ? expectedOfHosting(id, hosting) : [])),
  ];
}
