// One API's planned hosting becomes its gateway, its domain, what serves it, and what watches over it.
import * as pulumi from "@pulumi/pulumi";
import type { PlannedHosting } from "../../plan/aws/hosting-types.ts";
import { type AwsContext, tagRecord } from "../aws/context.ts";
import { makeBackend } from "./backend.ts";
import { type MadeDomain, makeCertificate, makeDomainName, makeMapping, makeRecords } from "./domain.ts";
import { makeGateway } from "./gateway.ts";
import { makeWatching } from "./watching.ts";

export interface ApiHostingArgs {
  readonly planned: PlannedHosting;
  /** The stack's key. */
  readonly keyArn: pulumi.Input<string>;
  /** By partner, for the dashboard's legend. */
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Of the API that has the domain, where another one has it. */
  readonly shared?: MadeDomain | undefined;
}

/** Everything that hosts one API on AWS. */
export class ApiHosting extends pulumi.ComponentResource {
  /** API Gateway's own id of the API. */
  readonly gatewayId: pulumi.Output<string>;
  readonly made: MadeDomain;

  constructor(name: string, args: ApiHostingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("partner-access:index:ApiHosting", name, {}, opts);
    const { planned, keyArn, clientIds } = args;
    const context: AwsContext = { name, tags: tagRecord(planned.tags), parent: this, keyArn };
    const own = "ownedBy" in planned.domain ? undefined : planned.domain;
    const certificateArn = own ? makeCertificate(own, context) : args.shared?.certificateArn;
    if (!certificateArn) throw new Error(`the domain of ${name} is not in the plan`);
    const { integration, targetGroup } = makeBackend(planned.backend, certificateArn, context);
    const gateway = makeGateway(planned.gateway, integration, context);
    const domain = own ? makeDomainName(own, certificateArn, context) : args.shared?.domain;
    if (!domain) throw new Error(`the domain of ${name} is not in the plan`);
    const mapping = makeMapping(planned.domain, domain, gateway, context);
    if (own) makeRecords(own, domain, mapping, context);
    this.made = { domain, certificateArn };
    makeWatching(planned, gateway, clientIds, targetGroup, context);
    this.gatewayId = gateway.api.id;
    this.registerOutputs({ gatewayId: this.gatewayId });
  }
}
