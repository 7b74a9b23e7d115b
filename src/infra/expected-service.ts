// A planned service on Fargate becomes the list of what runs, as whom, and what reaches it: apart from the code that makes it.
import type {
  PlannedFargateBackend,
  PlannedRole,
  PlannedSecurityGroupRule,
} from "../plan/aws/fargate-types.ts";
import { ANY, type Expected, MadeOf, OutputOf } from "./expected.ts";
import { expectedOfNetwork, type NetworkPlace } from "./expected-network.ts";
import { expectedPolicy } from "./expected-policy.ts";
import { expectedLogGroup } from "./expected-watching.ts";

export const SERVICE_TYPES = {
  listener: "aws:lb/listener:Listener",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
  vpcLink: "aws:apigatewayv2/vpcLink:VpcLink",
  cluster: "aws:ecs/cluster:Cluster",
  service: "aws:ecs/service:Service",
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  scaling: "aws:appautoscaling/target:Target",
  scalingPolicy: "aws:appautoscaling/policy:Policy",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  group: "aws:ec2/securityGroup:SecurityGroup",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

function rolesOf(id: string, key: string, tags: object, planned: PlannedRole): Expected[] {
  const { name, permissionsBoundary, trust, statements } = planned;
  const role = {
    type: SERVICE_TYPES.role,
    name: `${id}/${key}`,
    inputs: { name, permissionsBoundary, assumeRolePolicy: expectedPolicy(trust), tags },
  };
  const inputs = {
    name: key,
    role: new OutputOf(SERVICE_TYPES.role, `${id}/${key}`, "name"),
    policy: expectedPolicy(statements),
  };
  return statements.length === 0
    ? [role]
    : [role, { type: SERVICE_TYPES.rolePolicy, name: `${id}/${key}`, inputs }];
}

function ruleOf(id: string, tags: object, rule: PlannedSecurityGroupRule): Expected {
  const { group, direction, protocol, port, peer, description } = rule;
  const groupOf = (one: string) => new OutputOf(SERVICE_TYPES.group, `${id}/${one}`, "id");
  return {
    type: SERVICE_TYPES[direction],
    name: `${id}/${group}/${direction}/${port}/${typeof peer === "string" ? peer : peer.cidrIpv4}`,
    inputs: {
      securityGroupId: groupOf(group),
      ipProtocol: protocol,
      fromPort: port,
      toPort: port,
      description,
      referencedSecurityGroupId: typeof peer === "string" ? groupOf(peer) : undefined,
      cidrIpv4: typeof peer === "string" ? undefined : peer.cidrIpv4,
      tags,
    },
  };
}

const groupsOf = (id: string, vpcId: unknown, tags: object): Expected[] =>
  ["vpc-link", "load-balancer", "tasks"].map((group) => ({
    type: SERVICE_TYPES.group,
    name: `${id}/${group}`,
    inputs: { description: `${id}: ${group}`, vpcId, revokeRulesOnDelete: true, tags },
  }));

const groupId = (id: string, group: string) => new OutputOf(SERVICE_TYPES.group, `${id}/${group}`, "id");

/** What stands between the gateway and the tasks, all of it inside of the network. */
function balancerOf(
  id: string,
  { loadBalancer: planned, cluster }: PlannedFargateBackend,
  place: NetworkPlace,
  certificateArn: unknown,
  tags: object,
) {
  const { listener, targetGroup, ...balancer } = planned;
  const { vpcId, subnets } = place;
  // Balancers are named after what makes them anew: the name decides nothing.
  return [
    {
      type: SERVICE_TYPES.loadBalancer,
      name: id,
      inputs: { ...balancer, name: ANY, securityGroups: [groupId(id, "load-balancer")], subnets, tags },
    },
    { type: SERVICE_TYPES.targetGroup, name: id, inputs: { ...targetGroup, name: ANY, vpcId, tags } },
    {
      type: SERVICE_TYPES.listener,
      name: id,
      inputs: {
        ...listener,
        loadBalancerArn: new OutputOf(SERVICE_TYPES.loadBalancer, id, "arn"),
        certificateArn,
        defaultActions: [
          { type: "forward", targetGroupArn: new OutputOf(SERVICE_TYPES.targetGroup, id, "arn") },
        ],
        tags,
      },
    },
    {
      type: SERVICE_TYPES.vpcLink,
      name: id,
      inputs: {
        name: cluster.name,
        subnetIds: subnets,
        securityGroupIds: [groupId(id, "vpc-link")],
        tags,
      },
    },
  ];
}

/** What code runs, as whom, and what reaches it. */
function tasksOf(
  id: string,
  planned: PlannedFargateBackend,
  { subnets }: NetworkPlace,
  tags: object,
): Expected[] {
  const { container, ...definition } = planned.taskDefinition;
  const { assignPublicIp, additionalSecurityGroupIds, ...service } = planned.service;
  return [
    {
      type: SERVICE_TYPES.taskDefinition,
      name: id,
      inputs: {
        ...definition,
        containerDefinitions: JSON.stringify([container]),
        executionRoleArn: new OutputOf(SERVICE_TYPES.role, `${id}/execution`, "arn"),
        taskRoleArn: new OutputOf(SERVICE_TYPES.role, `${id}/task`, "arn"),
        tags,
      },
    },
    {
      type: SERVICE_TYPES.service,
      name: id,
      inputs: {
        ...service,
        cluster: new OutputOf(SERVICE_TYPES.cluster, id, "arn"),
        taskDefinition: new OutputOf(SERVICE_TYPES.taskDefinition, id, "arn"),
        loadBalancers: [
          {
            targetGroupArn: new OutputOf(SERVICE_TYPES.targetGroup, id, "arn"),
            containerName: container.name,
            containerPort: container.portMappings[0].containerPort,
          },
        ],
        networkConfiguration: {
          subnets,
          securityGroups: [groupId(id, "tasks"), ...additionalSecurityGroupIds],
          assignPublicIp,
        },
        tags,
      },
      // Autoscaling's number stays.
      options: { ignoreChanges: ["desiredCount"] },
    },
  ];
}

/** How many of them, by what they have to do. */
function scalingOf(id: string, { autoscaling }: PlannedFargateBackend, tags: object): Expected[] {
  const { minCapacity, maxCapacity, predefinedMetricType, ...tracking } = autoscaling;
  const resourceId = new MadeOf(
    [new OutputOf(SERVICE_TYPES.cluster, id, "name"), new OutputOf(SERVICE_TYPES.service, id, "name")],
    ([cluster, service]) => `service/${cluster}/${service}`,
  );
  const of = (property: string) => new OutputOf(SERVICE_TYPES.scaling, id, property);
  return [
    {
      type: SERVICE_TYPES.scaling,
      name: id,
      inputs: {
        minCapacity,
        maxCapacity,
        resourceId,
        scalableDimension: "ecs:service:DesiredCount",
        serviceNamespace: "ecs",
        tags,
      },
    },
    {
      type: SERVICE_TYPES.scalingPolicy,
      name: id,
      inputs: {
        name: predefinedMetricType,
        policyType: "TargetTrackingScaling",
        resourceId: of("resourceId"),
        scalableDimension: of("scalableDimension"),
        serviceNamespace: of("serviceNamespace"),
        targetTrackingScalingPolicyConfiguration: {
          ...tracking,
          predefinedMetricSpecification: { predefinedMetricType },
        },
      },
    },
  ];
}

/** @param around what is made elsewhere: the certificate of the domain, and the stack's key */
export function expectedOfService(
  id: string,
  tags: object,
  planned: PlannedFargateBackend,
  { certificateArn, keyArn }: { readonly certificateArn: unknown; readonly keyArn: MadeOf },
): Expected[] {
  const place = expectedOfNetwork(id, planned.network, tags);
  const { name, containerInsights } = planned.cluster;
  return [
    ...place.made,
    ...groupsOf(id, place.vpcId, tags),
    ...planned.securityGroupRules.map((rule) => ruleOf(id, tags, rule)),
    ...balancerOf(id, planned, place, certificateArn, tags),
    expectedLogGroup(`${id}/container`, planned.containerLog, keyArn, tags),
    ...rolesOf(id, "execution", tags, planned.executionRole),
    ...rolesOf(id, "task", tags, planned.taskRole),
    {
      type: SERVICE_TYPES.cluster,
      name: id,
      inputs: { name, settings: [{ name: "containerInsights", value: containerInsights }], tags },
    },
    ...tasksOf(id, planned, place, tags),
    ...scalingOf(id, planned, tags),
  ];
}
