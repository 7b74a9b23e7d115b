// What the gateway counts becomes the alarms that tell somebody, and the dashboard that shows who calls.
import type { Hosting } from "../../model/hosting.ts";
import { sortedRecord } from "../sorted.ts";
import { type AwsPlace, flatName, pathName } from "./aws-names.ts";
import type {
  PlannedAlarm,
  PlannedDashboard,
  PlannedHosting,
  PlannedMetricFilter,
  PlannedWidget,
} from "./hosting-types.ts";

const FIVE_MINUTES_SECONDS = 300;

/** For files that state no thresholds of their own; each is for five minutes. */
const DEFAULTS = {
  server_errors: 5,
  latency_milliseconds: 3000,
  unauthorized: 200,
  forbidden: 100,
} as const;

/** Statuses that the gateway's own metrics lump together as 4xx, so they are counted from the access log. */
const COUNTED = { unauthorized: "401", forbidden: "403" } as const;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html (read 2026-11) */
export function planMetricFilters(id: string, place: AwsPlace): Record<string, PlannedMetricFilter> {
  return sortedRecord(
    Object.entries(COUNTED).map(([name, status]) => [
      name,
      {
        name,
        pattern: `{ $.status = "${status}" }`,
        metricTransformation: {
          namespace: pathName(place, id),
          name,
          value: "1",
          defaultValue: "0",
          unit: "Count",
        },
      },
    ]),
  );
}

type Watch = Pick<
  PlannedAlarm,
  "alarmDescription" | "namespace" | "metricName" | "threshold" | "dimensionsOf"
> &
  Partial<PlannedAlarm>;

/** Metrics of an HTTP API. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html (read 2026-11) */
function watched(id: string, hosting: Hosting, place: AwsPlace): Record<string, Watch> {
  const threshold = (key: keyof typeof DEFAULTS) => hosting.alarms?.[key] ?? DEFAULTS[key];
  const gateway = { namespace: "AWS/ApiGateway", dimensionsOf: "api" } as const;
  const log = { namespace: pathName(place, id), dimensionsOf: "none" } as const;
  return {
    "server-errors": {
      ...gateway,
      metricName: "5xx",
      threshold: threshold("server_errors"),
      alarmDescription: `${id}: more answers 5xx than usual`,
    },
    latency: {
      ...gateway,
      metricName: "Latency",
      extendedStatistic: "p95",
      threshold: threshold("latency_milliseconds"),
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      alarmDescription: `${id}: one request in twenty is slow`,
    },
    unauthorized: {
      ...log,
      metricName: "unauthorized",
      threshold: threshold("unauthorized"),
      alarmDescription: `${id}: many answers 401, such as a partner with expired tokens`,
    },
    forbidden: {
      ...log,
      metricName: "forbidden",
      threshold: threshold("forbidden"),
      alarmDescription: `${id}: many answers 403, such as a partner that tries what it was not granted`,
    },
    ...(hosting.kind === "fargate" && {
      unhealthy: {
        namespace: "AWS/ApplicationELB",
        dimensionsOf: "target-group",
        metricName: "UnHealthyHostCount",
        statistic: "Maximum",
        threshold: 0,
        evaluationPeriods: 2,
        datapointsToAlarm: 2,
        alarmDescription: `${id}: tasks that fail their health check`,
      } as const,
    }),
  };
}

export function planAlarms(id: string, hosting: Hosting, place: AwsPlace): Record<string, PlannedAlarm> {
  const topic = place.settings.alarm_topic_arn;
  return sortedRecord(
    Object.entries(watched(id, hosting, place)).map(([what, watch]) => [
      what,
      {
        name: pathName(place, id, what),
        ...(watch.extendedStatistic === undefined && { statistic: "Sum" as const }),
        period: FIVE_MINUTES_SECONDS,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
        actions: topic === undefined ? [] : [topic],
        ...watch,
      },
    ]),
  );
}

const QUERIES: readonly Pick<PlannedWidget["properties"], "title" | "view" | "query">[] = [
  {
    title: "Requests by partner",
    view: "timeSeries",
    query: "stats count(*) as requests by azp, bin(5m)",
  },
  {
    title: "Answers by partner, route and status",
    view: "table",
    query: "stats count(*) as requests by azp, route, status | sort requests desc | limit 50",
  },
  {
    title: "Refused by the gateway",
    view: "table",
    query:
      'filter status in ["401", "403", "429"] | stats count(*) as requests by azp, route, status, authorizer_error | sort requests desc | limit 50',
  },
  {
    title: "Latency in milliseconds",
    view: "timeSeries",
    query:
      "stats pct(latency_ms, 50) as p50, pct(latency_ms, 95) as p95, pct(latency_ms, 99) as p99 by bin(5m)",
  },
];

const WIDTH = 12;
const HEIGHT = 6;
const LEGEND_HEIGHT = 4;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html (read 2026-11) */
export function planDashboard(id: string, place: AwsPlace, accessLog: string): PlannedDashboard {
  return {
    dashboardName: flatName(place, id),
    widgets: QUERIES.map(({ query, ...properties }, i) => ({
      type: "log",
      x: (i % 2) * WIDTH,
      y: LEGEND_HEIGHT + Math.floor(i / 2) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: { ...properties, region: place.region, query: `SOURCE '${accessLog}' | ${query}` },
    })),
    legend: { x: 0, y: 0, width: 2 * WIDTH, height: LEGEND_HEIGHT },
  };
}

export const planWatching = (
  id: string,
  hosting: Hosting,
  place: AwsPlace,
  accessLog: string,
): Pick<PlannedHosting, "metricFilters" | "alarms" | "dashboard"> => ({
  metricFilters: planMetricFilters(id, place),
  alarms: planAlarms(id, hosting, place),
  dashboard: planDashboard(id, place, accessLog),
});
