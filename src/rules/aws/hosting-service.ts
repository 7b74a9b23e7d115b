// Rules about the container that a stack runs for an API: its image, its network and its number of tasks.
import { plural, quote } from "../../text.ts";
import { type Rule, workspaceRule } from "../rule.ts";
import { CONTAINER_ENVIRONMENT, IMAGE_TAGS, LOAD_BALANCER_SUBNETS, SERVICE_SCALING } from "../sources.ts";
import { type Hosted, hostedIn, REGION } from "./hosted.ts";

/** An image without its tag; a colon before the last slash is a port. */
const repositoryOf = (image: string) => image.replace(/:[^/:]*$/, "");

const imageDigest = workspaceRule({
  id: "image-digest",
  title: "A protected stack runs images by their digest",
  why: "a tag can be moved to another image after it was reviewed; a digest cannot",
  source: IMAGE_TAGS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const image = settings.service?.image;
      if (image === undefined || image.includes("@sha256:") || !stack.value.config["partner-access:protect"])
        continue;
      yield {
        file: stack.file,
        at: [...at, "service", "image"],
        what: `image ${quote(image)} is named by tag`,
        fix: `write it with its digest: ${quote(`${repositoryOf(image)}@sha256:…`)}`,
      };
    }
  },
});

const serviceNetwork = workspaceRule({
  id: "service-network",
  title: "A service runs either in an existing network or in a new one",
  why: "its load balancer and its tasks share one network",
  source: LOAD_BALANCER_SUBNETS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const { service } = settings;
      if (!service || (service.vpc === undefined) !== (service.new_vpc === undefined)) continue;
      const place = { file: stack.file, at: [...at, "service"], on: "key" } as const;
      if (service.vpc)
        yield { ...place, at: [...place.at, "new_vpc"], what: "vpc and new_vpc", fix: "keep one of them" };
      else yield { ...place, what: "a service without vpc and new_vpc", fix: "add one of them" };
    }
  },
});

const FEWEST_ZONES = 2;

/** Where the places of a service's load balancer stand, and what each is. */
function subnetsOf({ settings, at }: Hosted) {
  const { vpc, new_vpc } = settings.service ?? {};
  if (vpc) return { at: [...at, "service", "vpc", "subnet_ids"], places: vpc.subnet_ids, noun: "subnet" };
  if (!new_vpc) return undefined;
  const zones = new_vpc.availability_zones;
  return { at: [...at, "service", "new_vpc", "availability_zones"], places: zones, noun: "zone" };
}

const serviceZones = workspaceRule({
  id: "service-zones",
  title: "A service has at least two subnets or zones, each listed once",
  why: "an Application Load Balancer needs subnets in two availability zones",
  source: LOAD_BALANCER_SUBNETS,
  *check(workspace) {
    for (const hosted of hostedIn(workspace)) {
      const subnets = subnetsOf(hosted);
      if (!subnets || new Set(subnets.places).size >= Math.max(FEWEST_ZONES, subnets.places.length)) continue;
      const isTwice = new Set(subnets.places).size < subnets.places.length;
      yield {
        file: hosted.stack.file,
        at: subnets.at,
        on: "key",
        what: isTwice ? `a ${subnets.noun} is listed twice` : plural(subnets.places.length, subnets.noun),
        fix: `list at least two ${subnets.noun}s, each once`,
      };
    }
  },
});

const LETTERS = /[a-h]$/;
const LONGEST_PREFIX = 23;
const SHORTEST_PREFIX = 16;

const newVpcRange = workspaceRule({
  id: "new-vpc-range",
  title: "A new network is a range of /16 to /23, in zones a to h of the stack's region",
  why: "it is cut into sixteen subnets, and a load balancer needs one of at least /27 in each zone",
  source: LOAD_BALANCER_SUBNETS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const network = settings.service?.new_vpc;
      if (!network) continue;
      const place = { file: stack.file, at: [...at, "service", "new_vpc"] };
      const [address = "", prefix = ""] = network.cidr_block.split("/");
      const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
      const size = Number(prefix);
      if (size < SHORTEST_PREFIX || size > LONGEST_PREFIX || number % 2 ** (32 - size) !== 0)
        yield {
          ...place,
          at: [...place.at, "cidr_block"],
          what: `range ${quote(network.cidr_block)} is not a whole /16 to /23`,
          fix: "write one such as 10.20.0.0/20",
        };
      const region = stack.value.config[REGION];
      for (const [i, zone] of network.availability_zones.entries())
        if (region !== undefined && (zone.slice(0, -1) !== region || !LETTERS.test(zone)))
          yield {
            ...place,
            at: [...place.at, "availability_zones", i],
            what: `zone ${quote(zone)} is not one of region ${quote(region)}`,
            fix: `write ${region}a, ${region}b and so on`,
          };
    }
  },
});

function capacityToWrite(fewest: number, most: number): string {
  if (most < fewest) return `write ${fewest}, and a max_capacity of at least ${fewest}`;
  return most === fewest ? `write ${fewest}` : `write ${fewest} to ${most}`;
}

const serviceCapacity = workspaceRule({
  id: "service-capacity",
  title: "min_capacity is at most max_capacity, and at least 2 in a protected stack",
  why: "autoscaling keeps the number of tasks between the two, and one task alone goes down with its zone",
  source: SERVICE_SCALING,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      if (!settings.service) continue;
      const { min_capacity, max_capacity } = settings.service;
      const fewest = stack.value.config["partner-access:protect"] ? 2 : 1;
      if (min_capacity >= fewest && min_capacity <= max_capacity) continue;
      yield {
        file: stack.file,
        at: [...at, "service", "min_capacity"],
        what:
          min_capacity < fewest
            ? `min_capacity ${min_capacity} in a protected stack`
            : `min_capacity ${min_capacity} is more than max_capacity ${max_capacity}`,
        fix: capacityToWrite(fewest, max_capacity),
      };
    }
  },
});

/** Set by the plan for every container. */
const RESERVED = ["TOKEN_AUDIENCE", "TOKEN_ISSUER", "TOKEN_JWKS_URI"];

const serviceVariables = workspaceRule({
  id: "service-variables",
  title: "A container's variable is set once, and is none of the three that every container gets",
  why: "ECS refuses a variable that is a value and a secret, and a container checks tokens by the TOKEN_ ones",
  source: CONTAINER_ENVIRONMENT,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const { environment = {}, secrets = {} } = settings.service ?? {};
      for (const [kind, names] of Object.entries({ environment, secrets }))
        for (const name of Object.keys(names)) {
          const isTwice = kind === "secrets" && Object.hasOwn(environment, name);
          if (!isTwice && !RESERVED.includes(name)) continue;
          yield {
            file: stack.file,
            at: [...at, "service", kind, name],
            on: "key",
            what: isTwice
              ? `variable ${quote(name)} is also under environment`
              : `variable ${quote(name)} is set for every container`,
            fix: isTwice ? "keep one of them" : "remove it",
          };
        }
    }
  },
});

/** In the order of docs/rules.md. */
export const HOSTING_SERVICE: readonly Rule[] = [
  imageDigest,
  serviceNetwork,
  serviceZones,
  newVpcRange,
  serviceCapacity,
  serviceVariables,
];
