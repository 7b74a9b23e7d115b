// A planned load balancer becomes the internal one that the gateway reaches through its VPC link.
import { createHash } from "node:crypto";
import { VpcLink } from "@pulumi/aws/apigatewayv2/vpcLink.js";
import { Listener } from "@pulumi/aws/lb/listener.js";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer.js";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedFargateBackend } from "../../plan/aws/fargate-types.ts";
import type { AwsContext } from "../aws/context.ts";
import { mutable } from "../aws/mutable.ts";
import type { Network } from "./network.ts";
import type { SecurityGroups } from "./security-groups.ts";

export interface Balancer {
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly listener: Listener;
  readonly vpcLink: VpcLink;
}

const READABLE_LENGTH = 23;

/**
 * At most 32 letters, digits and hyphens, and another name wherever the thing has to be made anew: the old one
 * is still there then.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html (read 2026-11)
 */
export function balancerName(id: string, facts: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 8);
  return `${id.slice(0, READABLE_LENGTH)}-${hash}`;
}

export function makeLoadBalancer(
  { loadBalancer: planned, network: plannedNetwork, cluster }: PlannedFargateBackend,
  network: Network,
  groups: SecurityGroups,
  certificateArn: pulumi.Input<string>,
  { name, tags, parent }: AwsContext,
): Balancer {
  const { listener: plannedListener, targetGroup: plannedTargets, ...balancer } = planned;
  const where = plannedNetwork.kind === "new" ? plannedNetwork.cidrBlock : plannedNetwork.vpcId;
  const facts = [cluster.name, where, planned.internal, planned.loadBalancerType];
  const loadBalancer = new LoadBalancer(
    name,
    {
      name: balancerName(name, facts),
      ...balancer,
      securityGroups: [groups["load-balancer"]],
      subnets: network.subnetIds,
      tags,
    },
    { parent },
  );
  const { port, protocol, targetType } = plannedTargets;
  const targetGroup = new TargetGroup(
    name,
    {
      name: balancerName(name, [cluster.name, where, port, protocol, targetType]),
      ...mutable(plannedTargets),
      vpcId: network.vpcId,
      tags,
    },
    { parent },
  );
  const listener = new Listener(
    name,
    {
      loadBalancerArn: loadBalancer.arn,
      ...plannedListener,
      certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      tags,
    },
    { parent },
  );
  const vpcLink = new VpcLink(
    name,
    { name: cluster.name, subnetIds: network.subnetIds, securityGroupIds: [groups["vpc-link"]], tags },
    { parent },
  );
  return { loadBalancer, targetGroup, listener, vpcLink };
}
