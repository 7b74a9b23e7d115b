// A service's network settings become subnets, NAT gateways and the rules of who may reach what.
import type { Service } from "../../model/aws.ts";
import { sortedRecord, sortedSet } from "../sorted.ts";
import type { PlannedNetwork, PlannedSecurityGroupRule } from "./fargate-types.ts";

/** A new network is cut into sixteen parts: eight private and eight public ones, by the letter of the zone. */
const PARTS_BITS = 4;
const PUBLIC_OFFSET = 8;

const toNumber = (address: string) =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);

const toAddress = (number: number) =>
  [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");

/** The n-th sixteenth of an IPv4 range, counted from 0. */
export function sixteenthOf(cidrBlock: string, n: number): string {
  const [address = "", prefix = ""] = cidrBlock.split("/");
  const length = Number(prefix) + PARTS_BITS;
  return `${toAddress(toNumber(address) + n * 2 ** (32 - length))}/${length}`;
}

/** A zone keeps its ranges whatever other zones come and go. */
function subnetsOf(cidrBlock: string, zone: string) {
  const n = zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0);
  return {
    publicCidrBlock: sixteenthOf(cidrBlock, PUBLIC_OFFSET + n),
    privateCidrBlock: sixteenthOf(cidrBlock, n),
  };
}

export function planNetwork({ vpc, new_vpc }: Service, protect: boolean): PlannedNetwork {
  if (vpc) return { kind: "existing", vpcId: vpc.id, subnetIds: sortedSet(vpc.subnet_ids) };
  if (!new_vpc) throw new Error("no network: plans are made of checked workspaces only");
  const zones = sortedSet(new_vpc.availability_zones);
  return {
    kind: "new",
    cidrBlock: new_vpc.cidr_block,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    zones: sortedRecord(zones.map((zone) => [zone, subnetsOf(new_vpc.cidr_block, zone)])),
    // One costs less; with one in each zone, a zone that fails takes only itself along.
    natGatewayZones: protect ? zones : zones.slice(0, 1),
  };
}

export const HTTPS_PORT = 443;

/** Nothing comes in but through the gateway; out go HTTPS requests: the tenant's keys, AWS's own services. */
export const planSecurityGroupRules = (port: number): PlannedSecurityGroupRule[] => [
  {
    group: "load-balancer",
    direction: "egress",
    protocol: "tcp",
    port,
    peer: "tasks",
    description: "Requests to the tasks",
  },
  {
    group: "load-balancer",
    direction: "ingress",
    protocol: "tcp",
    port: HTTPS_PORT,
    peer: "vpc-link",
    description: "Requests from the gateway",
  },
  {
    group: "tasks",
    direction: "egress",
    protocol: "tcp",
    port: HTTPS_PORT,
    peer: { cidrIpv4: "0.0.0.0/0" },
    description: "HTTPS to the tenant and to AWS",
  },
  {
    group: "tasks",
    direction: "ingress",
    protocol: "tcp",
    port,
    peer: "load-balancer",
    description: "Requests from the load balancer",
  },
  {
    group: "vpc-link",
    direction: "egress",
    protocol: "tcp",
    port: HTTPS_PORT,
    peer: "load-balancer",
    description: "Requests to the load balancer",
  },
];
