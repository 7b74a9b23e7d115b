// The planned key becomes a KMS key, its policy and its alias.
import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import type { PlannedAws } from "../../plan/aws/aws-types.ts";
import { protection } from "../options.ts";
import type { AwsContext } from "./context.ts";
import { policyDocument } from "./policy.ts";

/** Without the key, logs and credentials cannot be read any more, so a stack that protects protects it too. */
export function makeKey(
  planned: PlannedAws["key"],
  { name, tags, parent }: Omit<AwsContext, "keyArn">,
  protect: boolean,
): Key {
  const key = new Key(
    `${name}/key`,
    {
      description: planned.description,
      enableKeyRotation: planned.enableKeyRotation,
      deletionWindowInDays: planned.deletionWindowInDays,
      policy: policyDocument(planned.statements),
      tags,
    },
    { parent, ...protection(protect) },
  );
  new Alias(`${name}/key`, { name: planned.alias, targetKeyId: key.keyId }, { parent });
  return key;
}
