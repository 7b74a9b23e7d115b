// A confidential partner's credentials become a secret that only its reader and the deployment can read.
import { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import { SecretPolicy } from "@pulumi/aws/secretsmanager/secretPolicy.js";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedSecret } from "../../plan/aws/aws-types.ts";
import { movedOptions } from "../options.ts";
import type { AwsContext } from "./context.ts";
import { policyDocument } from "./policy.ts";

/** What Auth0 made for one application. */
export interface Credentials {
  readonly clientId: pulumi.Output<string>;
  readonly clientSecret: pulumi.Output<string>;
}

/**
 * Auth0 shows a secret only to those who have `read:client_keys`, and an empty text to all others: written down,
 * that would take the working secret away from the partner.
 * Source: https://www.pulumi.com/registry/packages/auth0/api-docs/clientcredentials/ (read 2026-11)
 *
 * @throws RunError when the secret is empty
 */
export function secretText(
  partner: string,
  value: PlannedSecret["value"],
  clientId: string,
  clientSecret: string | undefined,
): string {
  if (!clientSecret)
    throw new pulumi.RunError(
      `Auth0 did not tell the client secret of ${partner}, so nothing was written to Secrets Manager: ` +
        "give the application that deploys the Management API's scope read:client_keys",
    );
  return JSON.stringify({ ...value, client_id: clientId, client_secret: clientSecret });
}

/** The policy comes before the value: there is no moment in which others could read it. */
export function makePartnerSecret(
  partner: string,
  planned: PlannedSecret,
  { clientId, clientSecret }: Credentials,
  { name, tags, parent, keyArn }: AwsContext,
): void {
  const { description, recoveryWindowInDays } = planned;
  const secret = new Secret(
    `${name}/${partner}`,
    { name: planned.name, description, recoveryWindowInDays, kmsKeyId: keyArn, tags },
    { parent, ...movedOptions },
  );
  const policy = new SecretPolicy(
    `${name}/${partner}`,
    { secretArn: secret.arn, policy: policyDocument(planned.statements), blockPublicPolicy: true },
    { parent, ...movedOptions },
  );
  const secretString = pulumi.secret(
    pulumi
      .all([clientId, clientSecret])
      .apply(([id, value]) => secretText(partner, planned.value, id, value)),
  );
  new SecretVersion(
    `${name}/${partner}`,
    { secretId: secret.id, secretString },
    { parent, dependsOn: [policy], ...movedOptions },
  );
}
