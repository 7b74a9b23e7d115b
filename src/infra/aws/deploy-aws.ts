// The AWS half of a plan becomes resources; loaded only for plans that have one.
import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedAws } from "../../plan/aws-types.ts";
import type { Plan } from "../../plan/types.ts";
import { ApiHosting } from "../hosting/api-hosting.ts";
import type { Credentials } from "./partner-secret.ts";
import { StackOnAws } from "./stack-on-aws.ts";

/** Where the outputs of a stack tell the ARN of its key: to its parts. */
const KEY_OUTPUT = "key_arn";

/**
 * The key of a part's stack, from the outputs of the stack's own Pulumi stack: the state tells, so nobody needs a
 * further permission on AWS. Source: https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences (read 2026-11)
 */
function keyOfStack({ project, stack }: Plan): pulumi.Output<string> {
  const outputs = new pulumi.StackReference(`${pulumi.getOrganization()}/${project}/${stack}`);
  return outputs.getOutput(KEY_OUTPUT).apply((arn) => {
    if (typeof arn === "string") return arn;
    throw new pulumi.RunError(`the stack ${stack} has no key on AWS yet: deploy it before its parts`);
  });
}

/**
 * Gives the key's ARN. `credentials`: by partner. The provider works in the plan's region and account only, whatever
 * the environment's credentials could reach.
 */
export function deployAws(
  planned: PlannedAws,
  plan: Plan,
  credentials: Readonly<Record<string, Credentials>>,
): pulumi.Output<string> {
  const { region, accountId } = planned;
  const { apis, protect } = plan;
  const provider = new Provider("aws", { region, allowedAccountIds: [accountId] });
  const providers = [provider];
  const known = plan.part === undefined ? {} : { keyArn: keyOfStack(plan) };
  const { keyArn } = new StackOnAws("aws", { planned, credentials, protect, ...known }, { providers });
  const clientIds = Object.fromEntries(
    Object.entries(credentials).map(([partner, { clientId }]) => [partner, clientId]),
  );
  for (const [id, { hosting }] of Object.entries(apis))
    if (hosting) new ApiHosting(id, { planned: hosting, keyArn, clientIds }, { providers });
  return keyArn;
}
