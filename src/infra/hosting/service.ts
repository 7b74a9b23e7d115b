// A planned container becomes roles, a task definition and the ECS service that keeps enough of them running.
import { Policy } from "@pulumi/aws/appautoscaling/policy.js";
import { Target } from "@pulumi/aws/appautoscaling/target.js";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { Cluster } from "@pulumi/aws/ecs/cluster.js";
import { Service } from "@pulumi/aws/ecs/service.js";
import { TaskDefinition } from "@pulumi/aws/ecs/taskDefinition.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedFargateBackend, PlannedRole } from "../../plan/aws/fargate-types.ts";
import { type AwsContext, logGroupArgs } from "../aws/context.ts";
import { mutable } from "../aws/mutable.ts";
import { policyDocument } from "../aws/policy.ts";
import { serviceOptions } from "../options.ts";
import type { Balancer } from "./load-balancer.ts";
import type { Network } from "./network.ts";
import type { SecurityGroups } from "./security-groups.ts";

/** A role and, as a resource to wait for, what it may do. */
function makeRole(
  key: string,
  { name: roleName, permissionsBoundary, trust, statements }: PlannedRole,
  { name, tags, parent }: AwsContext,
): { role: Role; wait: pulumi.Resource[] } {
  const role = new Role(
    `${name}/${key}`,
    { name: roleName, permissionsBoundary, assumeRolePolicy: policyDocument(trust), tags },
    { parent },
  );
  if (statements.length === 0) return { role, wait: [] };
  const policy = new RolePolicy(
    `${name}/${key}`,
    { name: key, role: role.name, policy: policyDocument(statements) },
    { parent },
  );
  return { role, wait: [policy] };
}

function makeTaskDefinition(planned: PlannedFargateBackend, context: AwsContext) {
  const { name, tags, parent } = context;
  const log = new LogGroup(`${name}/container`, logGroupArgs(planned.containerLog, context), { parent });
  const execution = makeRole("execution", planned.executionRole, context);
  const task = makeRole("task", planned.taskRole, context);
  const { container, ...definition } = mutable(planned.taskDefinition);
  const taskDefinition = new TaskDefinition(
    name,
    {
      ...definition,
      containerDefinitions: JSON.stringify([container]),
      executionRoleArn: execution.role.arn,
      taskRoleArn: task.role.arn,
      tags,
    },
    { parent, dependsOn: [log] },
  );
  return { taskDefinition, wait: [...execution.wait, ...task.wait] };
}

function makeAutoscaling(
  { minCapacity, maxCapacity, predefinedMetricType, ...tracking }: PlannedFargateBackend["autoscaling"],
  cluster: Cluster,
  service: Service,
  { name, tags, parent }: AwsContext,
): void {
  const target = new Target(
    name,
    {
      minCapacity,
      maxCapacity,
      resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      tags,
    },
    { parent },
  );
  const { resourceId, scalableDimension, serviceNamespace } = target;
  new Policy(
    name,
    {
      name: predefinedMetricType,
      policyType: "TargetTrackingScaling",
      resourceId,
      scalableDimension,
      serviceNamespace,
      targetTrackingScalingPolicyConfiguration: {
        ...tracking,
        predefinedMetricSpecification: { predefinedMetricType },
      },
    },
    { parent },
  );
}

export function makeService(
  planned: PlannedFargateBackend,
  { network, groups, balancer }: { network: Network; groups: SecurityGroups; balancer: Balancer },
  wait: readonly pulumi.Resource[],
  context: AwsContext,
): void {
  const { name, tags, parent } = context;
  const { containerInsights, name: clusterName } = planned.cluster;
  const cluster = new Cluster(
    name,
    { name: clusterName, settings: [{ name: "containerInsights", value: containerInsights }], tags },
    { parent },
  );
  const task = makeTaskDefinition(planned, context);
  const { assignPublicIp, additionalSecurityGroupIds, ...service } = mutable(planned.service);
  const { name: containerName, portMappings } = planned.taskDefinition.container;
  const running = new Service(
    name,
    {
      ...service,
      cluster: cluster.arn,
      taskDefinition: task.taskDefinition.arn,
      loadBalancers: [
        {
          targetGroupArn: balancer.targetGroup.arn,
          containerName,
          containerPort: portMappings[0].containerPort,
        },
      ],
      networkConfiguration: {
        subnets: network.subnetIds,
        securityGroups: [groups.tasks, ...additionalSecurityGroupIds],
        assignPublicIp,
      },
      tags,
    },
    { parent, dependsOn: [balancer.listener, ...task.wait, ...wait], ...serviceOptions },
  );
  makeAutoscaling(planned.autoscaling, cluster, running, context);
}
