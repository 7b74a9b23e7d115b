// What is planned to be written down and told of an API becomes the list of what does it, apart from the code that makes it.
import type { PlannedLogGroup } from "../plan/aws/aws-types.ts";
import type { PlannedAlarm, PlannedDashboard, PlannedHosting } from "../plan/aws/hosting-types.ts";
import { TYPES as AUTH0 } from "../pulumi/resource-types.ts";
import { type Expected, MadeOf, OutputOf } from "./expected.ts";

const TYPES = {
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  filter: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
} as const;

export const expectedLogGroup = (
  name: string,
  { name: logName, retentionInDays }: PlannedLogGroup,
  kmsKeyId: MadeOf,
  tags: object,
): Expected => ({ type: TYPES.logGroup, name, inputs: { name: logName, retentionInDays, kmsKeyId, tags } });

const dimensionsOf = (id: string): Readonly<Record<PlannedAlarm["dimensionsOf"], object>> => ({
  api: { ApiId: new OutputOf("aws:apigatewayv2/api:Api", id, "id") },
  "target-group": {
    TargetGroup: new OutputOf("aws:lb/targetGroup:TargetGroup", id, "arnSuffix"),
    LoadBalancer: new OutputOf("aws:lb/loadBalancer:LoadBalancer", id, "arnSuffix"),
  },
  none: {},
});

/** The legend says which client ID is whose. */
function bodyOf({ widgets, legend, othersBelow }: PlannedDashboard, partners: readonly string[]): MadeOf {
  const clientIds = partners.map((partner) => new OutputOf(AUTH0.client, partner, "clientId"));
  return new MadeOf(clientIds, (known) => {
    const markdown = [
      "| azp | partner |",
      "|---|---|",
      ...partners.map((partner, i) => `| ${known[i]} | ${partner} |`),
      ...(othersBelow === undefined ? [] : ["", `The others: Parameter Store, below ${othersBelow}`]),
    ].join("\n");
    return JSON.stringify({ widgets: [{ type: "text", ...legend, properties: { markdown } }, ...widgets] });
  });
}

/** What is counted, who is told, and what is shown. */
export function expectedOfWatching(
  id: string,
  { metricFilters, alarms, dashboard, tags }: PlannedHosting,
  partners: readonly string[],
): Expected[] {
  const logGroupName = new OutputOf(TYPES.logGroup, `${id}/access`, "name");
  return [
    ...Object.entries(metricFilters).map(([key, filter]) => ({
      type: TYPES.filter,
      name: `${id}/${key}`,
      inputs: { logGroupName, ...filter },
    })),
    ...Object.entries(alarms).map(([key, { dimensionsOf: of, actions, ...alarm }]) => ({
      type: TYPES.alarm,
      name: `${id}/${key}`,
      inputs: {
        ...alarm,
        dimensions: dimensionsOf(id)[of],
        alarmActions: actions,
        okActions: actions,
        tags,
      },
    })),
    {
      type: TYPES.dashboard,
      name: id,
      inputs: { dashboardName: dashboard.dashboardName, dashboardBody: bodyOf(dashboard, partners) },
    },
  ];
}
