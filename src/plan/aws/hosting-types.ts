// What hosts one API in one stack: plain JSON-able data in AWS's words, every value stated, nothing secret.
// Ids that AWS gives out, and names that it limits to 32 characters, are filled in where resources are made.
import type { PlannedLogGroup, PlannedTags } from "./aws-types.ts";
import type { PlannedFargateBackend } from "./fargate-types.ts";

/** Inputs of `aws.apigatewayv2.Route`; its target is the API's one integration. */
export interface PlannedRoute {
  /** Method, space, path, as the API's file declares it. */
  readonly routeKey: string;
  readonly authorizationType: "JWT" | "NONE";
  /** A token needs at least one of them, and any will do where there are none; absent exactly where the authorization is `NONE`. */
  readonly authorizationScopes?: readonly string[];
}

/** Inputs of `aws.apigatewayv2.Authorizer`. */
export interface PlannedAuthorizer {
  readonly authorizerType: "JWT";
  readonly identitySources: readonly ["$request.header.Authorization"];
  readonly jwtConfiguration: { readonly issuer: string; readonly audiences: readonly string[] };
}

/** Inputs of `aws.apigatewayv2.Api`, its authorizer, routes and stage. */
export interface PlannedGateway {
  readonly api: {
    readonly name: string;
    readonly description: string;
    readonly protocolType: "HTTP";
    /** Only the custom domain answers. */
    readonly disableExecuteApiEndpoint: true;
    readonly ipAddressType: "dualstack";
    /** Absent where no browser calls the API. Lists sorted; `maxAge` in seconds. */
    readonly corsConfiguration?: {
      readonly allowOrigins: readonly string[];
      readonly allowMethods: readonly string[];
      readonly allowHeaders: readonly string[];
      readonly exposeHeaders: readonly string[];
      readonly allowCredentials: false;
      readonly maxAge: number;
    };
  };
  readonly authorizer: PlannedAuthorizer;
  /** By route key. There is no `$default` route: what is not here is answered with 404. */
  readonly routes: Readonly<Record<string, PlannedRoute>>;
  readonly stage: {
    readonly name: "$default";
    readonly autoDeploy: true;
    readonly defaultRouteSettings: {
      readonly detailedMetricsEnabled: true;
      readonly throttlingBurstLimit: number;
      /** Requests per second. */
      readonly throttlingRateLimit: number;
    };
    /** A JSON text with `$context` variables, the `format` of `accessLogSettings`. */
    readonly accessLogFormat: string;
  };
  readonly accessLog: PlannedLogGroup;
}

/** Where an API answers: inputs of `aws.apigatewayv2.ApiMapping`. */
export interface PlannedAddress {
  readonly domainName: string;
  /** Without slashes around it; absent where the API has the whole domain. */
  readonly apiMappingKey?: string;
}

/**
 * A custom domain and the API that has it: `aws.acm.Certificate` validated by records in the zone unless there is one,
 * `aws.apigatewayv2.DomainName`, and the A and AAAA aliases.
 */
export interface PlannedOwnDomain extends PlannedAddress {
  /** Absent where others make the records. */
  readonly hostedZoneId?: string;
  /** Absent where a certificate is made. */
  readonly certificateArn?: string;
  /** The record that proves the certificate may be there already, and then stays. */
  readonly allowOverwrite?: true;
  readonly validationMethod: "DNS";
  readonly endpointType: "REGIONAL";
  readonly securityPolicy: "TLS_1_2";
  readonly ipAddressType: "dualstack";
  readonly recordTypes: readonly ["A", "AAAA"];
}

/** A path of the domain that another API of the stack has. */
export interface PlannedSharedDomain extends PlannedAddress {
  /** Id of that API. */
  readonly ownedBy: string;
}

/** A domain that the stack makes, or one that another API of it makes. */
export type PlannedDomain = PlannedOwnDomain | PlannedSharedDomain;

/** Inputs of `aws.apigatewayv2.Integration` before a server that already runs. */
export interface PlannedOriginBackend {
  readonly kind: "origin";
  readonly integration: {
    readonly integrationType: "HTTP_PROXY";
    readonly connectionType: "INTERNET";
    readonly integrationMethod: "ANY";
    readonly integrationUri: string;
    readonly payloadFormatVersion: "1.0";
    readonly timeoutMilliseconds: number;
    readonly requestParameters: Readonly<Record<string, string>>;
  };
}

/** Inputs of `aws.cloudwatch.LogMetricFilter` on the access log. */
export interface PlannedMetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly metricTransformation: {
    readonly namespace: string;
    readonly name: string;
    readonly value: "1";
    readonly defaultValue: "0";
    readonly unit: "Count";
  };
}

/** Inputs of `aws.cloudwatch.MetricAlarm`. */
export interface PlannedAlarm {
  readonly name: string;
  readonly alarmDescription: string;
  readonly namespace: string;
  readonly metricName: string;
  /** One of the two. */
  readonly statistic?: "Sum" | "Maximum";
  readonly extendedStatistic?: "p95";
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: "GreaterThanThreshold";
  readonly treatMissingData: "notBreaching";
  /** Whose ids the dimensions name: `ApiId`, `TargetGroup` and `LoadBalancer`, or none for a log's metric. */
  readonly dimensionsOf: "api" | "target-group" | "none";
  /** Topics to tell, also when all is well again. */
  readonly actions: readonly string[];
}

/** One widget of a CloudWatch dashboard. */
export interface PlannedWidget {
  readonly type: "log";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly region: string;
    readonly view: "timeSeries" | "table" | "bar";
    readonly query: string;
  };
}

/** Input of `aws.cloudwatch.Dashboard`. */
export interface PlannedDashboard {
  readonly dashboardName: string;
  /** Where the client IDs of partners are that parts deploy; absent where the legend has all. */
  readonly othersBelow?: string;
  readonly widgets: readonly PlannedWidget[];
  /** A text widget that shows which client ID is which partner's: made when client IDs are known. */
  readonly legend: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Everything that hosts one API in one stack. */
export interface PlannedHosting {
  /** On everything that can have tags. */
  readonly tags: PlannedTags;
  readonly gateway: PlannedGateway;
  readonly domain: PlannedDomain;
  readonly backend: PlannedOriginBackend | PlannedFargateBackend;
  /** By what they count. */
  readonly metricFilters: Readonly<Record<string, PlannedMetricFilter>>;
  /** By what they watch. */
  readonly alarms: Readonly<Record<string, PlannedAlarm>>;
  readonly dashboard: PlannedDashboard;
  /** What is declared of it and said to nobody in these words. */
  readonly notes: { readonly healthRoute: string; readonly zone?: string };
}
