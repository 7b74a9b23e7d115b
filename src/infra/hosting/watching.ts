// Planned metric filters, alarms and the dashboard become resources over a gateway's log and metrics.
import { Dashboard } from "@pulumi/aws/cloudwatch/dashboard.js";
import { LogMetricFilter } from "@pulumi/aws/cloudwatch/logMetricFilter.js";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedAlarm, PlannedDashboard, PlannedHosting } from "../../plan/aws/hosting-types.ts";
import type { AwsContext } from "../aws/context.ts";
import { mutable } from "../aws/mutable.ts";
import type { Gateway } from "./gateway.ts";

/** By what an alarm watches: the ids that its metric is told apart by. */
export type Dimensions = Readonly<
  Partial<Record<PlannedAlarm["dimensionsOf"], Record<string, pulumi.Input<string>>>>
>;

function makeAlarm(
  key: string,
  planned: PlannedAlarm,
  known: Dimensions,
  { name, tags, parent }: AwsContext,
): void {
  const { dimensionsOf, actions, ...alarm } = mutable(planned);
  const dimensions = known[dimensionsOf];
  if (!dimensions) throw new Error(`alarm ${key} of ${name} watches a ${dimensionsOf} that is not there`);
  new MetricAlarm(
    `${name}/${key}`,
    { ...alarm, dimensions, alarmActions: actions, okActions: actions, tags },
    { parent },
  );
}

/**
 * A dashboard's body. The legend names partners by their ids, which hold nothing that Markdown knows, unlike
 * their names.
 */
export function dashboardBody(
  { widgets, legend, othersBelow }: PlannedDashboard,
  clientIds: Readonly<Record<string, string>>,
): string {
  const rows = Object.entries(clientIds).map(([partner, clientId]) => `| ${clientId} | ${partner} |`);
  const others = othersBelow === undefined ? [] : ["", `The others: Parameter Store, below ${othersBelow}`];
  const markdown = ["| azp | partner |", "|---|---|", ...rows, ...others].join("\n");
  return JSON.stringify({ widgets: [{ type: "text", ...legend, properties: { markdown } }, ...widgets] });
}

export function makeWatching(
  { metricFilters, alarms, dashboard }: Pick<PlannedHosting, "metricFilters" | "alarms" | "dashboard">,
  { api, accessLog }: Gateway,
  clientIds: Readonly<Record<string, pulumi.Output<string>>>,
  targetGroup: Dimensions["target-group"],
  context: AwsContext,
): void {
  const { name, parent } = context;
  for (const [key, planned] of Object.entries(metricFilters))
    new LogMetricFilter(`${name}/${key}`, { logGroupName: accessLog.name, ...mutable(planned) }, { parent });
  const known: Dimensions = {
    api: { ApiId: api.id },
    ...(targetGroup && { "target-group": targetGroup }),
    none: {},
  };
  for (const [key, planned] of Object.entries(alarms)) makeAlarm(key, planned, known, context);
  new Dashboard(
    name,
    {
      dashboardName: dashboard.dashboardName,
      dashboardBody: pulumi.all(clientIds).apply((ids) => dashboardBody(dashboard, ids)),
    },
    { parent },
  );
}
