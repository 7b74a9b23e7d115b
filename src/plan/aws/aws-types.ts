// What one stack has on AWS beside hosting: plain JSON-able data in AWS's words, every value stated, nothing secret.
// Ids that AWS gives out, and names that it limits to 32 characters, are filled in where resources are made.

import type { SubjectType } from "../../model/partner.ts";

/** Tags on everything of ours on AWS. */
export interface PlannedTags {
  readonly project: string;
  readonly stack: string;
  /** Only on what belongs to one API. */
  readonly api?: string;
  readonly "managed-by": "partner-access";
}

/** One statement of an IAM policy. No action is `*`; a resource is `*` only with the reason beside it. */
export interface PlannedStatement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** Of resource and trust policies only. */
  readonly principals?: { readonly type: "AWS" | "Service"; readonly identifiers: readonly string[] };
  readonly actions: readonly string[];
  /** Empty in trust policies, which are about the role they belong to. */
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Why nothing narrower than `*` is possible; absent where no resource is `*`. */
  readonly reason?: string;
}

/** Inputs of `aws.cloudwatch.LogGroup`; its key is the stack's. */
export interface PlannedLogGroup {
  readonly name: string;
  readonly retentionInDays: number;
}

/**
 * Credentials of one confidential partner in Secrets Manager. The value is JSON with these keys and, filled in
 * where the application is made, `client_id` and `client_secret`.
 */
export interface PlannedSecret {
  readonly name: string;
  readonly description: string;
  /** Days in which a deleted secret can be brought back. */
  readonly recoveryWindowInDays: number;
  readonly value: { readonly issuer: string; readonly token_endpoint: string };
  /** Inputs of `aws.secretsmanager.SecretPolicy`, with `blockPublicPolicy: true`. */
  readonly statements: readonly PlannedStatement[];
}

/** What our app shows of one partner, without the client ID, which exists only after the deployment. */
export interface PlannedIntegration {
  readonly name: string;
  readonly description: string;
  readonly logo_uri?: string;
  readonly enable_url: string | null;
  readonly grants: readonly {
    readonly audience: string;
    readonly subject_type: SubjectType;
    readonly scopes: readonly string[];
  }[];
}

/** Inputs of `aws.ssm.Parameter`, type `String`, tier `Intelligent-Tiering`. */
export interface PlannedParameter {
  readonly name: string;
  readonly description: string;
  /** The whole text. */
  readonly value: string;
}

/** The same for an integration: the text is `integrationText` of it and the client ID. */
export interface PlannedIntegrationParameter extends Omit<PlannedParameter, "value"> {
  readonly integration: PlannedIntegration;
}

/** `auth0.LogStream` of type `eventbridge` → `aws.cloudwatch.EventBus` → rule → log group. */
export interface PlannedLogStream {
  readonly name: string;
  readonly type: "eventbridge";
  readonly sink: { readonly awsAccountId: string; readonly awsRegion: string };
  readonly eventPattern: string;
  readonly log: PlannedLogGroup;
  /** Inputs of `aws.cloudwatch.LogResourcePolicy`: EventBridge may write into this log group only. */
  readonly statements: readonly PlannedStatement[];
}

/** What a stack has on AWS beside hosting. */
export interface PlannedAws {
  readonly region: string;
  /** The provider's `allowedAccountIds`: credentials of another account stop the run. */
  readonly accountId: string;
  readonly tags: PlannedTags;
  /** `aws.kms.Key` and its alias: encrypts logs and secrets. Its own ARN in statements is `*`. */
  readonly key: {
    readonly alias: string;
    readonly description: string;
    readonly enableKeyRotation: true;
    readonly deletionWindowInDays: number;
    readonly statements: readonly PlannedStatement[];
  };
  /** By partner; only confidential ones that have a client secret. */
  readonly secrets: Readonly<Record<string, PlannedSecret>>;
  /** By partner. */
  readonly integrations: Readonly<Record<string, PlannedIntegrationParameter>>;
  /** By API: issuer, audience and keys, for anyone who checks tokens. */
  readonly tokenSettings: Readonly<Record<string, PlannedParameter>>;
  readonly logStream?: PlannedLogStream;
}
