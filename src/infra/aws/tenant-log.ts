// The planned log stream becomes the way from the tenant's log through EventBridge into a log group.
import { LogStream } from "@pulumi/auth0/logStream.js";
import { EventBus } from "@pulumi/aws/cloudwatch/eventBus.js";
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule.js";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget.js";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { LogResourcePolicy } from "@pulumi/aws/cloudwatch/logResourcePolicy.js";
import type { PlannedLogStream } from "../../plan/aws/aws-types.ts";
import { type AwsContext, logGroupArgs } from "./context.ts";
import { policyDocument } from "./policy.ts";

/**
 * Auth0 makes a partner event source in our account, which expires unless a bus of exactly its name takes the
 * events: so stream and bus are made in one run.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EventSource.html (read 2026-11)
 */
export function makeTenantLog(planned: PlannedLogStream, context: AwsContext): void {
  const { parent, tags } = context;
  const name = `${context.name}/tenant-log`;
  const log = new LogGroup(name, logGroupArgs(planned.log, context), { parent });
  const permission = new LogResourcePolicy(
    name,
    { policyName: planned.name, policyDocument: policyDocument(planned.statements) },
    { parent },
  );
  const stream = new LogStream(
    name,
    { name: planned.name, type: planned.type, sink: { ...planned.sink } },
    { parent },
  );
  const source = stream.sink.apply(({ awsPartnerEventSource }) => awsPartnerEventSource ?? "");
  const bus = new EventBus(name, { name: source, eventSourceName: source, tags }, { parent });
  const rule = new EventRule(
    name,
    { name: "tenant-log", eventBusName: bus.name, eventPattern: planned.eventPattern, tags },
    { parent },
  );
  new EventTarget(
    name,
    { rule: rule.name, eventBusName: bus.name, targetId: "log-group", arn: log.arn },
    { parent, dependsOn: [permission] },
  );
}
