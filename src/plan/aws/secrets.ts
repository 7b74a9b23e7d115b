// Confidential partners become secrets that hold their credentials, and the policies that say who reads them.

import { hasSecret } from "../../model/authentication.ts";
import { sortedRecord, sortedSet } from "../sorted.ts";
import type { PlannedPartner } from "../types.ts";
import { type AwsPlace, comparingRoles, pathName, secretArn } from "./aws-names.ts";
import type { PlannedSecret, PlannedStatement } from "./aws-types.ts";

const RECOVERY_DAYS = 30;

/** Keys that a partner makes itself never pass through our hands; public applications have nothing to keep. */
const keepsSecret = ({ credentials }: PlannedPartner) => hasSecret(credentials.authenticationMethod);

/**
 * The reader may read; of all others only the roles that deploy and look for drift, which have to compare, and
 * those by their own policies. The denial holds against permissions that an administrator's own role gives.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html (read 2026-11)
 */
function statementsOf(name: string, reader: string, place: AwsPlace): PlannedStatement[] {
  const resources = [secretArn(place, name)];
  return [
    {
      sid: "ReaderReads",
      effect: "Allow",
      principals: { type: "AWS", identifiers: [reader] },
      actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      resources,
    },
    {
      sid: "NobodyElseReads",
      effect: "Deny",
      principals: { type: "AWS", identifiers: ["*"] },
      actions: ["secretsmanager:GetSecretValue"],
      resources,
      condition: {
        ArnNotEquals: { "aws:PrincipalArn": sortedSet([...comparingRoles(place), reader]) },
      },
    },
  ];
}

/** `readers`: by partner, the AWS principal that its file names for the stack. */
export function planSecrets(
  partners: Readonly<Record<string, PlannedPartner>>,
  readers: ReadonlyMap<string, string>,
  issuer: string,
  place: AwsPlace,
): Record<string, PlannedSecret> {
  return sortedRecord(
    Object.entries(partners)
      .filter(([, partner]) => keepsSecret(partner))
      .map(([id]) => {
        // A name that ends like an id would look as if it had Secrets Manager's own six characters already.
        const name = pathName(place, id, "credentials");
        return [
          id,
          {
            name,
            description: "Credentials of an integration partner",
            recoveryWindowInDays: RECOVERY_DAYS,
            value: { issuer, token_endpoint: `${issuer}oauth/token` },
            statements: statementsOf(name, readers.get(id) ?? place.settings.operators_role_arn, place),
          },
        ];
      }),
  );
}
