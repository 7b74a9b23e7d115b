// What every resource of one component shares: the start of its name, its tags, its parent.
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedLogGroup, PlannedTags } from "../../plan/aws/aws-types.ts";

/** What the resources of one API's hosting have in common. */
export interface AwsContext {
  /** The component's; children add a slash, which no id contains, and their own. */
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly parent: pulumi.Resource;
  /** The stack's key: encrypts logs and secrets. */
  readonly keyArn: pulumi.Input<string>;
}

/** A copy of a plan's tags, as the provider takes them. */
export const tagRecord = (tags: PlannedTags): Record<string, string> => ({ ...tags });

/** Inputs of a log group, its retention and key always among them. */
export const logGroupArgs = ({ name, retentionInDays }: PlannedLogGroup, { keyArn, tags }: AwsContext) => ({
  name,
  retentionInDays,
  kmsKeyId: keyArn,
  tags,
});
