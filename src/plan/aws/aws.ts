// A stack's AWS settings and its plan so far become what it has on AWS beside hosting.
import { entryOf } from "../../model/record.ts";
import type { Workspace } from "../../model/workspace.ts";
import { planCatalogue } from "../catalogue.ts";
import { sortedRecord, sortedSet } from "../sorted.ts";
import { planTokenSettings } from "../token-settings.ts";
import type { Plan } from "../types.ts";
import {
  type AwsPlace,
  arnOf,
  comparingRoles,
  logGroupArn,
  pathName,
  secretArn,
  THIS_KEY,
  tagsOf,
} from "./aws-names.ts";
import type { PlannedAws, PlannedSecret, PlannedStatement } from "./aws-types.ts";
import { planLogStream } from "./log-stream.ts";
import { planSecrets } from "./secrets.ts";

const KEY_DELETION_DAYS = 30;

/** Undefined when the stack has nothing on AWS. */
export function awsPlace(workspace: Workspace, project: string, stack: string): AwsPlace | undefined {
  const config = workspace.stacks.get(stack)?.value.config;
  const settings = config?.["partner-access:aws"];
  const region = config?.["aws:region"];
  return settings && region !== undefined ? { project, stack, region, settings } : undefined;
}

/** Managing the key is not using it: anyone who may do the first still cannot read a secret. */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
] as const;

const USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
] as const;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (read 2026-11) */
const logsUseKey = (place: AwsPlace): PlannedStatement => ({
  sid: "LogsUseKey",
  effect: "Allow",
  principals: { type: "Service", identifiers: [`logs.${place.region}.amazonaws.com`] },
  actions: USE,
  ...THIS_KEY,
  condition: {
    ArnLike: {
      "kms:EncryptionContext:aws:logs:arn": [
        logGroupArn(place, `/${pathName(place, "*")}`),
        logGroupArn(place, `/aws/events/${pathName(place, "*")}`),
      ],
    },
  },
});

/**
 * Whose secret each may read is said by the secret; here only that they read secrets of this stack, and through
 * Secrets Manager. Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html (read 2026-11)
 */
function secretsUseKey(secrets: readonly PlannedSecret[], place: AwsPlace): PlannedStatement[] {
  const condition = {
    StringEquals: { "kms:ViaService": `secretsmanager.${place.region}.amazonaws.com` },
    StringLike: { "kms:EncryptionContext:SecretARN": secretArn(place, pathName(place, "*")) },
  };
  const readers = secrets.flatMap(({ statements }) =>
    statements.flatMap(({ effect, principals }) =>
      effect === "Allow" ? (principals?.identifiers ?? []) : [],
    ),
  );
  // The role that deploys may already.
  const comparing = comparingRoles(place).filter((role) => role !== place.settings.deploy_role_arn);
  const reads: PlannedStatement = {
    sid: "ReadersDecrypt",
    effect: "Allow",
    principals: { type: "AWS", identifiers: sortedSet([...readers, ...comparing]) },
    actions: ["kms:Decrypt"],
    ...THIS_KEY,
    condition,
  };
  return [
    {
      sid: "DeploymentEncrypts",
      effect: "Allow",
      principals: { type: "AWS", identifiers: [place.settings.deploy_role_arn] },
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      ...THIS_KEY,
      condition,
    },
    ...(readers.length > 0 ? [reads] : []),
  ];
}

/** Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (read 2026-11) */
const planKey = (secrets: readonly PlannedSecret[], place: AwsPlace): PlannedAws["key"] => ({
  alias: `alias/${pathName(place)}`,
  description: "Logs and partners' credentials",
  enableKeyRotation: true,
  deletionWindowInDays: KEY_DELETION_DAYS,
  statements: [
    {
      sid: "AccountAdministers",
      effect: "Allow",
      principals: { type: "AWS", identifiers: [arnOf(place, "iam", "root")] },
      actions: ADMINISTRATION,
      ...THIS_KEY,
    },
    logsUseKey(place),
    ...secretsUseKey(secrets, place),
  ],
});

/** By partner, the AWS principal that its file names for the stack. */
function readersOf(workspace: Workspace, stack: string): Map<string, string> {
  const named = [...workspace.partners.values()].flatMap(({ id, value }) => {
    const reader = entryOf(value.stacks, stack)?.aws_principal_arn;
    return reader === undefined ? [] : [[id, reader] as const];
  });
  return new Map(named);
}

/** All that a stack makes on AWS: hosting, settings for APIs, partners' credentials. */
export function planAws(
  workspace: Workspace,
  { issuer, apis, partners }: Pick<Plan, "issuer" | "apis" | "partners">,
  place: AwsPlace,
): PlannedAws {
  const secrets = planSecrets(partners, readersOf(workspace, place.stack), issuer, place);
  const logStream = planLogStream(place);
  return {
    region: place.region,
    accountId: place.settings.account_id,
    tags: tagsOf(place),
    key: planKey(Object.values(secrets), place),
    secrets,
    integrations: planCatalogue(partners, place),
    tokenSettings: sortedRecord(
      Object.entries(apis).map(([id, api]) => [id, planTokenSettings(id, api, issuer, place)]),
    ),
    ...(logStream && { logStream }),
  };
}
