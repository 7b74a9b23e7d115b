// A stack's account and region become the names, ARNs and tags of everything it has on AWS.
// Parts are joined by a slash or, where AWS allows none, by an underscore: ids contain neither, so two of them
// never make the same name.
import { createHash } from "node:crypto";
import { type AwsSettings, partitionOf } from "../../model/aws.ts";
import type { PlannedStatement, PlannedTags } from "./aws-types.ts";

/** Where a stack lives on AWS. */
export interface AwsPlace {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly settings: AwsSettings;
}

export const tagsOf = ({ project, stack }: AwsPlace, api?: string): PlannedTags => ({
  ...(api !== undefined && { api }),
  "managed-by": "partner-access",
  project,
  stack,
});

/** `partner-access/prod/contacts`. */
export const pathName = ({ project, stack }: AwsPlace, ...parts: readonly string[]) =>
  [project, stack, ...parts].join("/");

/** `partner-access_prod_contacts`, for what may have no slash. */
export const flatName = ({ project, stack }: AwsPlace, ...parts: readonly string[]) =>
  [project, stack, ...parts].join("_");

const HASH_LENGTH = 8;

/** A name, or what fits of it and a hash of all of it: still one name for one thing. */
export function fitted(name: string, length: number, joiner: "-" | "_"): string {
  if (name.length <= length) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH);
  return `${name.slice(0, length - HASH_LENGTH - 1)}${joiner}${hash}`;
}

/** At most 64 characters. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (read 2026-11) */
export const roleName = (place: AwsPlace, ...parts: readonly string[]) =>
  fitted(flatName(place, ...parts), 64, "_");

/** An ARN in the stack's account and region; `iam` has no region. */
export function arnOf({ region, settings }: AwsPlace, service: string, resource: string): string {
  const where = service === "iam" ? "" : region;
  return `arn:${partitionOf(region)}:${service}:${where}:${settings.account_id}:${resource}`;
}

/** Secrets Manager adds a hyphen and six characters to a secret's name. */
export const secretArn = (place: AwsPlace, name: string) =>
  arnOf(place, "secretsmanager", `secret:${name}-??????`);

export const logGroupArn = (place: AwsPlace, name: string) => arnOf(place, "logs", `log-group:${name}`);

/** Who may read credentials beside those they are for, since Pulumi compares them with its state. */
export const comparingRoles = ({ settings }: AwsPlace): string[] =>
  settings.drift_role_arn === undefined
    ? [settings.deploy_role_arn]
    : [settings.deploy_role_arn, settings.drift_role_arn];

/** In a key's own policy `*` is that key and nothing else. Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html (read 2026-11) */
export const THIS_KEY = {
  resources: ["*"],
  reason: "in a key policy * means this key only",
} as const satisfies Partial<PlannedStatement>;
