// A stack that asks for it gets the tenant's log through EventBridge into a log group, beside the gateway's logs.
import { type AwsPlace, arnOf, logGroupArn, pathName } from "./aws-names.ts";
import type { PlannedLogStream, PlannedStatement } from "./aws-types.ts";

const RETENTION_DAYS = 90;

/**
 * Streams are made without naming a rule as their source, so only writing into them can be limited to rules.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions (read 2026-11)
 */
function statementsOf(logName: string, place: AwsPlace): PlannedStatement[] {
  const common = {
    effect: "Allow",
    principals: { type: "Service", identifiers: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
  } as const;
  const log = logGroupArn(place, logName);
  return [
    { ...common, sid: "EventsMakeStreams", actions: ["logs:CreateLogStream"], resources: [`${log}:*`] },
    {
      ...common,
      sid: "EventsBecomeLogs",
      actions: ["logs:PutLogEvents"],
      resources: [`${log}:*:*`],
      condition: { ArnLike: { "aws:SourceArn": arnOf(place, "events", "rule/*") } },
    },
  ];
}

/** Source: https://www.pulumi.com/registry/packages/auth0/api-docs/logstream/ (read 2026-11) */
export function planLogStream(place: AwsPlace): PlannedLogStream | undefined {
  const { account_id, log_stream } = place.settings;
  if (!log_stream) return undefined;
  const logName = `/aws/events/${pathName(place, "auth0")}`;
  return {
    name: pathName(place),
    type: "eventbridge",
    sink: { awsAccountId: account_id, awsRegion: place.region },
    eventPattern: JSON.stringify({ source: [{ prefix: "aws.partner/auth0.com" }] }),
    log: { name: logName, retentionInDays: RETENTION_DAYS },
    statements: statementsOf(logName, place),
  };
}
