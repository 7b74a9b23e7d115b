// A container on ECS Fargate behind the gateway, in AWS's words: network, load balancer, task, service.
import type { CpuArchitecture } from "../../model/hosting.ts";
import type { PlannedLogGroup, PlannedStatement } from "./aws-types.ts";

/** Existing subnets, or a new VPC with one public and one private subnet in each zone. */
export type PlannedNetwork =
  | {
      readonly kind: "existing";
      readonly vpcId: string;
      /** Private subnets, for tasks, load balancer and VPC link. */
      readonly subnetIds: readonly string[];
    }
  | {
      readonly kind: "new";
      readonly cidrBlock: string;
      readonly enableDnsHostnames: true;
      readonly enableDnsSupport: true;
      /** By availability zone. */
      readonly zones: Readonly<
        Record<string, { readonly publicCidrBlock: string; readonly privateCidrBlock: string }>
      >;
      /** Zones whose public subnet gets a NAT gateway; private subnets of other zones use the first. */
      readonly natGatewayZones: readonly string[];
    };

/** Who may reach what inside the VPC: `vpc-link` → `load-balancer` → `tasks`, and tasks → HTTPS anywhere. */
export interface PlannedSecurityGroupRule {
  /** The group that the rule belongs to. */
  readonly group: "vpc-link" | "load-balancer" | "tasks";
  readonly direction: "ingress" | "egress";
  readonly protocol: "tcp";
  readonly port: number;
  /** The other side: one of our groups, or an IPv4 range. */
  readonly peer: "vpc-link" | "load-balancer" | "tasks" | { readonly cidrIpv4: string };
  readonly description: string;
}

/** One entry of `containerDefinitions`; `awslogs` group and region are the plan's. */
export interface PlannedContainer {
  readonly name: string;
  readonly image: string;
  readonly essential: true;
  readonly user: string;
  readonly readonlyRootFilesystem: true;
  readonly portMappings: readonly [{ readonly containerPort: number; readonly protocol: "tcp" }];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** ARNs in Secrets Manager or Parameter Store, never values. */
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly mountPoints: readonly [
    { readonly sourceVolume: "tmp"; readonly containerPath: "/tmp"; readonly readOnly: false },
  ];
  readonly linuxParameters: {
    readonly initProcessEnabled: true;
    readonly capabilities: { readonly drop: readonly ["ALL"] };
  };
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
  readonly logConfiguration: {
    readonly logDriver: "awslogs";
    readonly options: Readonly<Record<"awslogs-group" | "awslogs-region" | "awslogs-stream-prefix", string>>;
  };
}

/** Inputs of `aws.iam.Role` and, where it has statements, of its one `aws.iam.RolePolicy`. */
export interface PlannedRole {
  readonly name: string;
  /** The most that any policy may give it: so a deployment cannot make itself a stronger role than its own. */
  readonly permissionsBoundary: string;
  readonly trust: readonly PlannedStatement[];
  readonly statements: readonly PlannedStatement[];
}

/** Inputs of the ECS service and of all that stands between it and the gateway. */
export interface PlannedFargateBackend {
  readonly kind: "fargate";
  readonly network: PlannedNetwork;
  readonly securityGroupRules: readonly PlannedSecurityGroupRule[];
  /** `aws.lb.LoadBalancer`, its HTTPS listener with the domain's certificate, and its target group. */
  readonly loadBalancer: {
    readonly internal: true;
    readonly loadBalancerType: "application";
    readonly dropInvalidHeaderFields: true;
    readonly enableDeletionProtection: boolean;
    readonly listener: {
      readonly port: 443;
      readonly protocol: "HTTPS";
      readonly sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06";
    };
    readonly targetGroup: {
      readonly port: number;
      readonly protocol: "HTTP";
      readonly targetType: "ip";
      /** Seconds. */
      readonly deregistrationDelay: number;
      readonly healthCheck: {
        readonly path: string;
        readonly protocol: "HTTP";
        readonly matcher: "200-299";
        readonly interval: number;
        readonly timeout: number;
        readonly healthyThreshold: number;
        readonly unhealthyThreshold: number;
      };
    };
  };
  /** `integrationUri` is the listener's ARN, `connectionId` the VPC link's. */
  readonly integration: {
    readonly integrationType: "HTTP_PROXY";
    readonly connectionType: "VPC_LINK";
    readonly integrationMethod: "ANY";
    readonly payloadFormatVersion: "1.0";
    readonly timeoutMilliseconds: number;
    readonly requestParameters: Readonly<Record<string, string>>;
    /** Name on the load balancer's certificate. */
    readonly tlsConfig: { readonly serverNameToVerify: string };
  };
  readonly cluster: { readonly name: string; readonly containerInsights: "enabled" };
  readonly taskDefinition: {
    readonly family: string;
    readonly networkMode: "awsvpc";
    readonly requiresCompatibilities: readonly ["FARGATE"];
    /** CPU units and MiB, as texts: so the provider wants them. */
    readonly cpu: string;
    readonly memory: string;
    readonly runtimePlatform: {
      readonly operatingSystemFamily: "LINUX";
      readonly cpuArchitecture: CpuArchitecture;
    };
    readonly volumes: readonly [{ readonly name: "tmp" }];
    readonly container: PlannedContainer;
  };
  /** What ECS itself may do to start a task. */
  readonly executionRole: PlannedRole;
  /** What the API's own code may do on AWS: nothing, until its file says otherwise. */
  readonly taskRole: PlannedRole;
  readonly service: {
    readonly name: string;
    readonly launchType: "FARGATE";
    readonly platformVersion: "1.4.0";
    /** At creation; autoscaling owns it afterwards, so later differences are ignored. */
    readonly desiredCount: number;
    readonly deploymentCircuitBreaker: { readonly enable: true; readonly rollback: true };
    readonly deploymentMinimumHealthyPercent: number;
    readonly deploymentMaximumPercent: number;
    readonly healthCheckGracePeriodSeconds: number;
    readonly assignPublicIp: false;
    readonly enableExecuteCommand: false;
    readonly propagateTags: "SERVICE";
    /** A run ends when the new tasks are healthy, and fails when the circuit breaker went back. */
    readonly waitForSteadyState: true;
    /** Existing groups that the tasks join as well, e.g. the one a database lets in. */
    readonly additionalSecurityGroupIds: readonly string[];
  };
  /** `aws.appautoscaling.Target` and one target-tracking `Policy`. */
  readonly autoscaling: {
    readonly minCapacity: number;
    readonly maxCapacity: number;
    readonly predefinedMetricType: "ECSServiceAverageCPUUtilization";
    /** Per cent. */
    readonly targetValue: number;
    readonly scaleInCooldown: number;
    readonly scaleOutCooldown: number;
  };
  readonly containerLog: PlannedLogGroup;
}
