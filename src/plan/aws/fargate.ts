// A container's settings become the ECS service that runs it, and all that stands between it and the gateway.
import type { StackHosting } from "../../model/aws.ts";
import type { Container, Hosting } from "../../model/hosting.ts";
import { sortedRecord, sortedSet } from "../sorted.ts";
import { type AwsPlace, arnOf, flatName, logGroupArn, pathName, roleName } from "./aws-names.ts";
import type { PlannedLogGroup, PlannedStatement } from "./aws-types.ts";
import type { PlannedContainer, PlannedFargateBackend, PlannedRole } from "./fargate-types.ts";
import { HTTPS_PORT, planNetwork, planSecurityGroupRules } from "./network.ts";

export interface FargateContext extends AwsPlace {
  readonly id: string;
  readonly protect: boolean;
  /** What the container needs to check tokens, as environment variables. */
  readonly tokenEnvironment: Readonly<Record<string, string>>;
}

const TIMEOUT_MILLISECONDS = 30_000;
const STOP_TIMEOUT_SECONDS = 30;
const CPU_TARGET_PERCENT = 60;

/** What every request to a backend carries: the path as the client wrote it. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html (read 2026-11) */
export const INTEGRATION = {
  integrationType: "HTTP_PROXY",
  integrationMethod: "ANY",
  payloadFormatVersion: "1.0",
  timeoutMilliseconds: TIMEOUT_MILLISECONDS,
  requestParameters: { "overwrite:path": "$request.path" },
} as const;

const byName = <T>(record: Readonly<Record<string, T>>) =>
  Object.entries(sortedRecord(Object.entries(record)));

/** A secret's ARN without the JSON key that may follow it. */
const wholeSecret = (arn: string) => arn.split(":").slice(0, 7).join(":");

/** ECR's name of a private repository's image. Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html (read 2026-11) */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/;

function pullStatements(image: string, place: AwsPlace): PlannedStatement[] {
  const [, account, region, repository] = ECR_IMAGE.exec(image) ?? [];
  if (account === undefined) return [];
  const [, partition] = arnOf(place, "ecr", "").split(":");
  return [
    {
      sid: "PullImage",
      effect: "Allow",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [`arn:${partition}:ecr:${region}:${account}:repository/${repository}`],
    },
    {
      sid: "SignInToRegistry",
      effect: "Allow",
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"],
      reason: "the action knows no resources",
    },
  ];
}

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html (read 2026-11) */
function executionStatements(
  image: string,
  secrets: readonly string[],
  log: PlannedLogGroup,
  place: AwsPlace,
): PlannedStatement[] {
  const reading = (sid: string, action: string, service: string): PlannedStatement[] => {
    const resources = sortedSet(secrets.filter((arn) => arn.split(":")[2] === service).map(wholeSecret));
    return resources.length === 0 ? [] : [{ sid, effect: "Allow", actions: [action], resources }];
  };
  return [
    ...pullStatements(image, place),
    ...reading("ReadParameters", "ssm:GetParameters", "ssm"),
    ...reading("ReadSecrets", "secretsmanager:GetSecretValue", "secretsmanager"),
    {
      sid: "WriteLog",
      effect: "Allow",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${logGroupArn(place, log.name)}:*`],
    },
  ];
}

/** Tasks of this account only. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html (read 2026-11) */
const planRole = (
  place: AwsPlace,
  id: string,
  key: string,
  statements: readonly PlannedStatement[],
): PlannedRole => ({
  name: roleName(place, id, key),
  permissionsBoundary: arnOf(place, "iam", `policy/${place.project}-${place.stack}-boundary`),
  trust: [
    {
      sid: "TasksAssume",
      effect: "Allow",
      principals: { type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] },
      actions: ["sts:AssumeRole"],
      resources: [],
      condition: {
        ArnLike: { "aws:SourceArn": arnOf(place, "ecs", "*") },
        StringEquals: { "aws:SourceAccount": place.settings.account_id },
      },
    },
  ],
  statements,
});

function planContainer(
  container: Container,
  service: NonNullable<StackHosting["service"]>,
  log: PlannedLogGroup,
  { id, region, tokenEnvironment }: FargateContext,
): PlannedContainer {
  return {
    name: id,
    image: service.image,
    essential: true,
    user: container.user,
    readonlyRootFilesystem: true,
    portMappings: [{ containerPort: container.port, protocol: "tcp" }],
    environment: byName({ ...service.environment, ...tokenEnvironment }).map(([name, value]) => ({
      name,
      value,
    })),
    secrets: byName(service.secrets ?? {}).map(([name, valueFrom]) => ({ name, valueFrom })),
    // Root's own unless the image declares it: docs/hosting.md says how.
    mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    stopTimeout: STOP_TIMEOUT_SECONDS,
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": log.name, "awslogs-region": region, "awslogs-stream-prefix": id },
    },
  };
}

/** TLS up to the load balancer, with the certificate of the API's domain. Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html (read 2026-11) */
const planLoadBalancer = (
  port: number,
  path: string,
  protect: boolean,
): PlannedFargateBackend["loadBalancer"] => ({
  internal: true,
  loadBalancerType: "application",
  dropInvalidHeaderFields: true,
  enableDeletionProtection: protect,
  listener: { port: HTTPS_PORT, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
  targetGroup: {
    port,
    protocol: "HTTP",
    targetType: "ip",
    deregistrationDelay: STOP_TIMEOUT_SECONDS,
    healthCheck: {
      path,
      protocol: "HTTP",
      matcher: "200-299",
      interval: 15,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    },
  },
});

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html (read 2026-11) */
const planService = (
  name: string,
  service: NonNullable<StackHosting["service"]>,
): PlannedFargateBackend["service"] => ({
  name,
  launchType: "FARGATE",
  platformVersion: "1.4.0",
  desiredCount: service.min_capacity,
  deploymentCircuitBreaker: { enable: true, rollback: true },
  deploymentMinimumHealthyPercent: 100,
  deploymentMaximumPercent: 200,
  healthCheckGracePeriodSeconds: 60,
  assignPublicIp: false,
  enableExecuteCommand: false,
  propagateTags: "SERVICE",
  waitForSteadyState: true,
  additionalSecurityGroupIds: sortedSet(service.security_group_ids ?? []),
});

export function planFargate(
  hosting: Hosting,
  { domain_name, service }: StackHosting,
  context: FargateContext,
): PlannedFargateBackend {
  const { id, protect } = context;
  const { container } = hosting;
  if (!container || !service)
    throw new Error(`no container for ${id}: plans are made of checked workspaces only`);
  const name = flatName(context, id);
  const containerLog = {
    name: `/${pathName(context, id, "container")}`,
    retentionInDays: hosting.retention_in_days,
  };
  const [, healthPath = "/"] = hosting.health_route.split(" ");
  return {
    kind: "fargate",
    network: planNetwork(service, protect),
    securityGroupRules: planSecurityGroupRules(container.port),
    loadBalancer: planLoadBalancer(container.port, healthPath, protect),
    integration: {
      ...INTEGRATION,
      connectionType: "VPC_LINK",
      tlsConfig: { serverNameToVerify: domain_name },
    },
    cluster: { name, containerInsights: "enabled" },
    taskDefinition: {
      family: name,
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      cpu: String(container.cpu),
      memory: String(container.memory),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: container.cpu_architecture },
      volumes: [{ name: "tmp" }],
      container: planContainer(container, service, containerLog, context),
    },
    executionRole: planRole(
      context,
      id,
      "execution",
      executionStatements(service.image, Object.values(service.secrets ?? {}), containerLog, context),
    ),
    taskRole: planRole(context, id, "task", []),
    service: planService(name, service),
    autoscaling: {
      minCapacity: service.min_capacity,
      maxCapacity: service.max_capacity,
      predefinedMetricType: "ECSServiceAverageCPUUtilization",
      targetValue: CPU_TARGET_PERCENT,
      scaleInCooldown: 300,
      scaleOutCooldown: 60,
    },
    containerLog,
  };
}
