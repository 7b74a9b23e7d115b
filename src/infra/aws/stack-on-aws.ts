// What a stack has on AWS beside hosting becomes resources: key, partners' secrets, parameters, the tenant's log.
import * as pulumi from "@pulumi/pulumi";
import type { PlannedAws } from "../../plan/aws/aws-types.ts";
import { type AwsContext, tagRecord } from "./context.ts";
import { makeKey } from "./encryption-key.ts";
import { makeParameters } from "./parameters.ts";
import { type Credentials, makePartnerSecret } from "./partner-secret.ts";
import { makeTenantLog } from "./tenant-log.ts";

export interface StackOnAwsArgs {
  readonly planned: PlannedAws;
  /** By partner. */
  readonly credentials: Readonly<Record<string, Credentials>>;
  readonly protect: boolean;
  /** Of the stack's key, in a part: the key is the stack's own. */
  readonly keyArn?: pulumi.Input<string>;
}

/** What all APIs and partners of a stack share on AWS; in a part only what is of its partners. */
export class StackOnAws extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: StackOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("partner-access:index:StackOnAws", name, {}, opts);
    const { planned, credentials, protect } = args;
    const shared = { name, tags: tagRecord(planned.tags), parent: this };
    const keyArn = args.keyArn ?? makeKey(planned.key, shared, protect).arn;
    const context: AwsContext = { ...shared, keyArn };
    for (const [partner, secret] of Object.entries(planned.secrets)) {
      const made = credentials[partner];
      if (!made) throw new Error(`partner ${partner} is not in the plan`);
      makePartnerSecret(partner, secret, made, context);
    }
    const clientIds = Object.entries(credentials).map(([partner, { clientId }]) => [partner, clientId]);
    makeParameters(planned, Object.fromEntries(clientIds), context);
    if (planned.logStream) makeTenantLog(planned.logStream, context);
    this.keyArn = pulumi.output(keyArn);
    this.registerOutputs({ keyArn: this.keyArn });
  }
}
