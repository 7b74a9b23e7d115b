// A part's plan becomes the ARN of the key of its stack, which the stack's own Pulumi stack has made.
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../plan/types.ts";

/** Where the outputs of a stack tell the ARN of its key. */
const KEY_OUTPUT = "key_arn";

/**
 * The ARN, from the other's outputs: the state says, so nobody needs a further permission on AWS.
 * Source: https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences (read 2026-11)
 *
 * @throws RunError when the stack has no key yet: awaited before anything is made
 */
export async function keyOfStack({ project, stack }: Plan): Promise<string> {
  const outputs = new pulumi.StackReference(`${pulumi.getOrganization()}/${project}/${stack}`);
  const { value } = await outputs.getOutputDetails(KEY_OUTPUT);
  if (typeof value === "string") return value;
  throw new pulumi.RunError(`the stack ${stack} has no key on AWS yet: deploy it before its parts`);
}
