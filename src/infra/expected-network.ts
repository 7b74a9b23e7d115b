// A planned network becomes the list of what is in it and of its ways out, made apart from the code that registers it.
import type { PlannedNetwork } from "../plan/aws/fargate-types.ts";
import { type Expected, OutputOf } from "./expected.ts";

const TYPES = {
  vpc: "aws:ec2/vpc:Vpc",
  defaultGroup: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  internet: "aws:ec2/internetGateway:InternetGateway",
  subnet: "aws:ec2/subnet:Subnet",
  table: "aws:ec2/routeTable:RouteTable",
  route: "aws:ec2/route:Route",
  association: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  address: "aws:ec2/eip:Eip",
  nat: "aws:ec2/natGateway:NatGateway",
} as const;

export interface NetworkPlace {
  readonly vpcId: unknown;
  /** Private ones. */
  readonly subnets: readonly unknown[];
  readonly made: readonly Expected[];
}

type NewNetwork = Extract<PlannedNetwork, { kind: "new" }>;

const idOf = (type: string, name: string) => new OutputOf(type, name, "id");

/** @param wayOut to anywhere, the only one of the subnet */
function subnetOf(
  name: string,
  at: { readonly vpcId: unknown; readonly availabilityZone: string; readonly cidrBlock: string },
  wayOut: object,
  tags: object,
): Expected[] {
  const routeTableId = idOf(TYPES.table, name);
  return [
    { type: TYPES.subnet, name, inputs: { ...at, mapPublicIpOnLaunch: false, tags } },
    { type: TYPES.table, name, inputs: { vpcId: at.vpcId, tags } },
    { type: TYPES.route, name, inputs: { routeTableId, destinationCidrBlock: "0.0.0.0/0", ...wayOut } },
    { type: TYPES.association, name, inputs: { subnetId: idOf(TYPES.subnet, name), routeTableId } },
  ];
}

function newNetwork(id: string, network: NewNetwork, tags: object): NetworkPlace {
  const { cidrBlock, enableDnsHostnames, enableDnsSupport, zones, natGatewayZones } = network;
  const vpcId = idOf(TYPES.vpc, id);
  // Of a zone without one, the first.
  const natOf = (zone: string) => (natGatewayZones.includes(zone) ? zone : natGatewayZones[0]);
  return {
    vpcId,
    subnets: Object.keys(zones).map((zone) => idOf(TYPES.subnet, `${id}/private/${zone}`)),
    made: [
      { type: TYPES.vpc, name: id, inputs: { cidrBlock, enableDnsHostnames, enableDnsSupport, tags } },
      { type: TYPES.defaultGroup, name: id, inputs: { vpcId, ingress: [], egress: [] } },
      { type: TYPES.internet, name: id, inputs: { vpcId, tags } },
      ...Object.entries(zones).flatMap(([zone, { privateCidrBlock, publicCidrBlock }]) => [
        ...subnetOf(
          `${id}/private/${zone}`,
          { vpcId, availabilityZone: zone, cidrBlock: privateCidrBlock },
          { natGatewayId: idOf(TYPES.nat, `${id}/nat/${natOf(zone)}`) },
          tags,
        ),
        ...subnetOf(
          `${id}/public/${zone}`,
          { vpcId, availabilityZone: zone, cidrBlock: publicCidrBlock },
          { gatewayId: idOf(TYPES.internet, id) },
          tags,
        ),
      ]),
      ...natGatewayZones.flatMap((zone) => {
        const name = `${id}/nat/${zone}`;
        const subnetId = idOf(TYPES.subnet, `${id}/public/${zone}`);
        return [
          { type: TYPES.address, name, inputs: { domain: "vpc", tags } },
          { type: TYPES.nat, name, inputs: { subnetId, allocationId: idOf(TYPES.address, name), tags } },
        ];
      }),
    ],
  };
}

/** Nothing is made where the network is there already. */
export const expectedOfNetwork = (id: string, network: PlannedNetwork, tags: object): NetworkPlace =>
  network.kind === "existing"
    ? { vpcId: network.vpcId, subnets: network.subnetIds, made: [] }
    : newNetwork(id, network, tags);
