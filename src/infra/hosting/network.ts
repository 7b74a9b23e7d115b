// A planned network becomes the VPC and private subnets that a service runs in, new or already there.
import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup.js";
import { Eip } from "@pulumi/aws/ec2/eip.js";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
import { Route } from "@pulumi/aws/ec2/route.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedNetwork } from "../../plan/aws/fargate-types.ts";
import type { AwsContext } from "../aws/context.ts";

export interface Network {
  readonly vpcId: pulumi.Input<string>;
  /** Private ones. */
  readonly subnetIds: pulumi.Input<string>[];
  /** What must be there before a task can fetch its image. */
  readonly waysOut: pulumi.Resource[];
}

type NewNetwork = Extract<PlannedNetwork, { kind: "new" }>;

const ANYWHERE = "0.0.0.0/0";

/** One subnet of a zone with a route table of its own and a way to anywhere. */
function makeSubnet(
  name: string,
  place: { vpcId: pulumi.Input<string>; availabilityZone: string; cidrBlock: string },
  wayOut: { gatewayId: pulumi.Input<string> } | { natGatewayId: pulumi.Input<string> },
  { tags, parent }: AwsContext,
): { subnet: Subnet; route: Route } {
  const subnet = new Subnet(name, { ...place, mapPublicIpOnLaunch: false, tags }, { parent });
  const table = new RouteTable(name, { vpcId: place.vpcId, tags }, { parent });
  const route = new Route(
    name,
    { routeTableId: table.id, destinationCidrBlock: ANYWHERE, ...wayOut },
    { parent },
  );
  new RouteTableAssociation(name, { subnetId: subnet.id, routeTableId: table.id }, { parent });
  return { subnet, route };
}

/** Nothing but NAT gateways lives in the public subnets. */
function makeWaysOut(planned: NewNetwork, vpc: Vpc, context: AwsContext): NatGateway[] {
  const { name, tags, parent } = context;
  const internet = new InternetGateway(name, { vpcId: vpc.id, tags }, { parent });
  const zones = Object.entries(planned.zones).map(([zone, { publicCidrBlock }]) => {
    const place = { vpcId: vpc.id, availabilityZone: zone, cidrBlock: publicCidrBlock };
    return { zone, ...makeSubnet(`${name}/public/${zone}`, place, { gatewayId: internet.id }, context) };
  });
  return planned.natGatewayZones.map((natZone) => {
    const found = zones.find(({ zone }) => zone === natZone);
    if (!found) throw new Error(`zone ${natZone} of ${name} is not in the plan`);
    const key = `${name}/nat/${natZone}`;
    const address = new Eip(key, { domain: "vpc", tags }, { parent });
    return new NatGateway(
      key,
      { subnetId: found.subnet.id, allocationId: address.id, tags },
      { parent, dependsOn: [found.route] },
    );
  });
}

function makeNewNetwork(planned: NewNetwork, context: AwsContext): Network {
  const { name, tags, parent } = context;
  const { cidrBlock, enableDnsHostnames, enableDnsSupport } = planned;
  const vpc = new Vpc(name, { cidrBlock, enableDnsHostnames, enableDnsSupport, tags }, { parent });
  // Stated without rules: AWS's own lets its members talk to each other and to anywhere. And without tags: anyone who
  // may tag groups that have none could make any group of the account look like ours.
  new DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [] }, { parent });
  const gateways = makeWaysOut(planned, vpc, context);
  const inZones = Object.entries(planned.zones).map(([zone, { privateCidrBlock }]) => {
    const nat = gateways[Math.max(0, planned.natGatewayZones.indexOf(zone))];
    if (!nat) throw new Error(`zone ${zone} of ${name} has no way out`);
    const place = { vpcId: vpc.id, availabilityZone: zone, cidrBlock: privateCidrBlock };
    return makeSubnet(`${name}/private/${zone}`, place, { natGatewayId: nat.id }, context);
  });
  return {
    vpcId: vpc.id,
    subnetIds: inZones.map(({ subnet }) => subnet.id),
    waysOut: inZones.map(({ route }) => route),
  };
}

export const makeNetwork = (planned: PlannedNetwork, context: AwsContext): Network =>
  planned.kind === "new"
    ? makeNewNetwork(planned, context)
    : { vpcId: planned.vpcId, subnetIds: [...planned.subnetIds], waysOut: [] };
