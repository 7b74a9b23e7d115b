// The AWS half of a plan becomes resources; loaded only for plans that have one.
import { Provider } from "@pulumi/aws/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedAws } from "../../plan/aws/aws-types.ts";
import type { Plan } from "../../plan/types.ts";
import { ApiHosting } from "../hosting/api-hosting.ts";
import { aliasesOf } from "../options.ts";
import type { Credentials } from "./partner-secret.ts";
import { StackOnAws } from "./stack-on-aws.ts";

/**
 * Gives the key's ARN: that of a key of its own unless there is one. `credentials`: by partner. The provider works in the plan's region and account only, whatever
 * the environment's credentials could reach.
 */
export function deployAws(
  planned: PlannedAws,
  { apis, protect }: Pick<Plan, "apis" | "protect">,
  credentials: Readonly<Record<string, Credentials>>,
  stackKeyArn?: string,
): pulumi.Output<string> {
  const { region, accountId } = planned;
  const provider = new Provider("aws", { region, allowedAccountIds: [accountId] });
  const providers = [provider];
  const known = stackKeyArn === undefined ? {} : { keyArn: stackKeyArn };
  const { keyArn } = new StackOnAws("aws", { planned, credentials, protect, ...known }, { providers });
  const clientIds = Object.fromEntries(
    Object.entries(credentials).map(([partner, { clientId }]) => [partner, clientId]),
  );
  for (const [id, { hosting, formerIds }] of Object.entries(apis)) {
    const aliases = aliasesOf(formerIds);
    if (hosting) new ApiHosting(id, { planned: hosting, keyArn, clientIds }, { providers, aliases });
  }
  return keyArn;
}
