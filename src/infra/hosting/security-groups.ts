// Planned rules become security groups that let in exactly one another.
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedSecurityGroupRule } from "../../plan/aws/fargate-types.ts";
import type { AwsContext } from "../aws/context.ts";

export type GroupName = PlannedSecurityGroupRule["group"];

/** Ids by group. */
export type SecurityGroups = Readonly<Record<GroupName, pulumi.Output<string>>>;

/** `wait`: for anyone who needs all rules in place. */
export function makeSecurityGroups(
  rules: readonly PlannedSecurityGroupRule[],
  vpcId: pulumi.Input<string>,
  { name, tags, parent }: AwsContext,
): { readonly groups: SecurityGroups; readonly wait: pulumi.Resource[] } {
  const make = (group: GroupName) =>
    new SecurityGroup(
      `${name}/${group}`,
      // No rules of its own: AWS's first one, out to anywhere, goes as well.
      { description: `${name}: ${group}`, vpcId, revokeRulesOnDelete: true, tags },
      { parent },
    ).id;
  const groups: SecurityGroups = {
    "vpc-link": make("vpc-link"),
    "load-balancer": make("load-balancer"),
    tasks: make("tasks"),
  };
  const wait = rules.map(({ group, direction, protocol, port, peer, description }) => {
    const to = typeof peer === "string" ? peer : peer.cidrIpv4;
    const Rule = direction === "ingress" ? SecurityGroupIngressRule : SecurityGroupEgressRule;
    return new Rule(
      `${name}/${group}/${direction}/${port}/${to}`,
      {
        securityGroupId: groups[group],
        ipProtocol: protocol,
        fromPort: port,
        toPort: port,
        description,
        ...(typeof peer === "string"
          ? { referencedSecurityGroupId: groups[peer] }
          : { cidrIpv4: peer.cidrIpv4 }),
        tags,
      },
      { parent },
    );
  });
  return { groups, wait };
}
