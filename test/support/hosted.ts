// Arbitrary hosting: APIs of both kinds, with routes of every sort, in stacks that have an AWS account or none.
import fc from "fast-check";
import type { Api } from "../../src/model/api.ts";
import { awsSchema, stackHostingSchema } from "../../src/model/aws.ts";
import { hostingSchema } from "../../src/model/hosting.ts";
import type { World } from "./workspace.ts";

export const ACCOUNT = "111122223333";
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const ZONE = { id: "Z0123456789ABCDEFGHIJ", name: "our-app.example" };

export const awsSettings = (logStream?: boolean) =>
  awsSchema.parse({
    account_id: ACCOUNT,
    deploy_role_arn: role("deploy"),
    operators_role_arn: role("operators"),
    ...(logStream !== undefined && { log_stream: logStream }),
  });

const container = { port: 3000, cpu: 512, memory: 1024, cpu_architecture: "ARM64", user: "1000:1000" };

export const hostingOf = (kind: "origin" | "fargate") =>
  hostingSchema.parse({
    kind,
    health_route: "GET /health",
    throttling: { rate_limit: 50, burst_limit: 100 },
    retention_in_days: 90,
    ...(kind === "fargate" && { container }),
  });

export const NETWORKS = [
  { vpc: { id: "vpc-0123456789abcdef0", subnet_ids: ["subnet-00000001", "subnet-00000002"] } },
  { new_vpc: { cidr_block: "10.20.0.0/20", availability_zones: ["eu-central-1b", "eu-central-1a"] } },
] as const;

export const stackHostingOf = (
  id: string,
  kind: "origin" | "fargate",
  network: (typeof NETWORKS)[number] = NETWORKS[0],
) =>
  stackHostingSchema.parse({
    domain_name: `${id}.our-app.example`,
    hosted_zone: ZONE,
    ...(kind === "origin"
      ? {
          allow_origins: ["https://b.example", "https://a.example"],
          origin_url: "https://rails.our-app.example",
        }
      : {
          service: {
            image: `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/${id}@sha256:${"0".repeat(64)}`,
            ...network,
            min_capacity: 2,
            max_capacity: 4,
            environment: { RAILS_ENV: "production", LANG: "C.UTF-8" },
            secrets: {
              DATABASE_URL: `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:${id}/database-AbCdEf:url::`,
              LICENCE: `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/${id}/licence`,
            },
          },
        }),
  });

const scopes = fc.array(fc.constantFrom("read:contacts", "update:contacts", "delete:contacts"), {
  minLength: 1,
  maxLength: 4,
});
const paths = fc.array(fc.constantFrom("contacts", "notes", "{id}", "changes"), { maxLength: 3 });

const routes: fc.Arbitrary<Api["routes"]> = fc
  .array(
    fc.tuple(
      fc.constantFrom("GET", "POST", "DELETE"),
      paths.map((parts) => `/${parts.join("/")}`),
      fc.oneof(scopes, fc.constant("public" as const)),
    ),
    { maxLength: 8 },
  )
  .map((list) => ({
    "GET /health": "public",
    ...Object.fromEntries(list.map(([method, path, needs]) => [`${method} ${path}`, needs])),
  }));

const choice = fc.option(
  fc.record({ kind: fc.constantFrom("origin", "fargate"), network: fc.constantFrom(...NETWORKS), routes }),
  { nil: undefined },
);

/** How one world is hosted; without `aws` nothing is. */
export const hostings = fc.record({
  aws: fc.option(fc.record({ logStream: fc.option(fc.boolean(), { nil: undefined }) }), { nil: undefined }),
  apis: fc.record({ contacts: choice, reports: choice }),
});

type Hostings = typeof hostings extends fc.Arbitrary<infer T> ? T : never;

/** The world, with its APIs hosted in stack `prod`. */
export function hostedWorld(world: World, { aws, apis }: Hostings): World {
  const { prod } = world.stacks;
  if (!prod) return world;
  const chosen = Object.entries(apis).flatMap(([id, how]) => (how ? [[id, how] as const] : []));
  const config = {
    ...prod.config,
    ...(aws && { "aws:region": "eu-central-1", "partner-access:aws": awsSettings(aws.logStream) }),
    ...(aws &&
      chosen.length > 0 && {
        "partner-access:hosting": Object.fromEntries(
          chosen.map(([id, { kind, network }]) => [id, stackHostingOf(id, kind, network)]),
        ),
      }),
  };
  const hosted = chosen.flatMap(([id, { kind, routes }]) => {
    const api = world.apis[id];
    return api ? [[id, { ...api, routes, hosting: hostingOf(kind) }] as const] : [];
  });
  return {
    ...world,
    apis: { ...world.apis, ...Object.fromEntries(hosted) },
    stacks: { ...world.stacks, prod: { ...prod, config } },
  };
}
