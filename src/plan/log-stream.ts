// A stack that asks for it gets the tenant's log through EventBridge into a log group, beside the gateway's logs.
import { type AwsPlace, arnOf, logGroupArn, pathName } from "./aws-names.ts";
import type { PlannedLogStream, PlannedStatement } from "./aws-types.ts";

const RETENTION_DAYS = 90;

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions (read 2026-11) */
function statementsOf(logName: string, place: AwsPlace): PlannedStatement[] {
  const common = {
    effect: "Allow",
    principals: { type: "Service", identifiers: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
    resources: [`${logGroupArn(place, logName)}:*`],
    condition: { ArnLike: { "aws:SourceArn": arnOf(place, "events", "rule/*") } },
  } as const;
  return [{ ...common, sid: "EventsBecomeLogs", actions: ["logs:CreateLogStream", "logs:PutLogEvents"] }];
}

/** Source: https://auth0.com/docs/customize/log-streams/amazon-eventbridge (read 2026-11) */
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
