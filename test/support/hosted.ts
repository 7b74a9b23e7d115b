// Arbitrary hosting: APIs of both kinds, with routes of every sort, in stacks that have an AWS account or none.
import fc from "fast-check";
import { ANY_TOKEN, hasNoScopes } from "../../src/model/any-token.ts";
import { type Api, HTTP_METHODS } from "../../src/model/api.ts";
import { awsSchema, type StackHosting, stackHostingSchema } from "../../src/model/aws.ts";
import { CPU_ARCHITECTURES, hostingSchema } from "../../src/model/hosting.ts";
import type { Seconds } from "../../src/model/units.ts";
import type { World } from "./workspace.ts";

export const ACCOUNT = "111122223333";
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const CERTIFICATE = `arn:aws:acm:eu-central-1:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`;
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
      fc.constantFrom(...HTTP_METHODS),
      paths.map((parts) => `/${parts.join("/")}`),
      fc.oneof(scopes, fc.constant("public" as const)),
    ),
    { maxLength: 8 },
  )
  .map((list) => ({
    "GET /health": "public",
    ...Object.fromEntries(list.map(([method, path, needs]) => [`${method} ${path}`, needs])),
  }));

/** The same of an API without scopes, whose routes need a token or none. */
export const withAnyToken = (routes: Api["routes"]): Api["routes"] =>
  Object.fromEntries(
    Object.entries(routes).map(([route, needs]) => [route, needs === "public" ? needs : ANY_TOKEN]),
  );

const count = fc.constantFrom(1, 100);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** What a stack may say of an API's gateway and certificate, whatever its kind. */
const more = fc.record(
  {
    allow_headers: fc.constantFrom<string[]>([], ["traceparent"], ["baggage", "traceparent"]),
    expose_headers: fc.constantFrom<string[]>([], ["x-request-id"]),
    allow_origins: fc.constantFrom<string[]>([], ["https://b.example", "https://a.example"]),
    max_age: fc.constant(3600 as Seconds),
    certificate_arn: fc.constant(CERTIFICATE),
    hosted_zone: fc.oneof(
      fc.boolean().map((allow_overwrite) => ({ ...ZONE, allow_overwrite })),
      fc.constant("elsewhere" as const),
    ),
  },
  { requiredKeys: [] },
);

const alarms = fc.record(
  { server_errors: count, latency_milliseconds: count, unauthorized: count, forbidden: count },
  { requiredKeys: [] },
);

const choice = maybe(
  fc.record(
    {
      kind: fc.constantFrom("origin", "fargate"),
      network: fc.constantFrom(...NETWORKS),
      routes,
      more,
      alarms,
      architecture: fc.constantFrom(...CPU_ARCHITECTURES),
      groups: fc.constantFrom<string[]>([], ["sg-00000001"]),
    },
    { requiredKeys: ["kind", "network", "routes"] },
  ),
);

/** How one world is hosted; without `aws` nothing is. */
export const hostings = fc.record(
  {
    aws: maybe(
      fc.record(
        { logStream: maybe(fc.boolean()), hasDriftRole: fc.boolean(), hasAlarmTopic: fc.boolean() },
        { requiredKeys: ["logStream"] },
      ),
    ),
    apis: fc.record({ contacts: choice, reports: choice }),
    /** Whether all answer at one domain, by path. */
    isShared: fc.boolean(),
  },
  { requiredKeys: ["aws", "apis"] },
);

type Hostings = typeof hostings extends fc.Arbitrary<infer T> ? T : never;

type Choice = NonNullable<Hostings["apis"]["contacts"]>;

/** One API's settings; of several at one domain, the first says how the domain is made. */
function settingsOf(
  id: string,
  { kind, network, more = {}, groups }: Choice,
  { isShared, isFirst }: { readonly isShared: boolean; readonly isFirst: boolean },
): StackHosting {
  const { hosted_zone: usual, service, ...rest } = stackHostingOf(id, kind, network);
  const { hosted_zone, certificate_arn, ...gateway } = more;
  const isElsewhere = hosted_zone === "elsewhere";
  const zone = isElsewhere ? undefined : (hosted_zone ?? usual);
  const certificate = certificate_arn ?? (isElsewhere ? CERTIFICATE : undefined);
  return {
    ...rest,
    ...gateway,
    ...(service && { service: { ...service, ...(groups && { security_group_ids: groups }) } }),
    ...(isShared && { domain_name: "api.our-app.example", base_path: id }),
    ...(zone && (isFirst || !isShared) && { hosted_zone: zone }),
    ...(certificate !== undefined && (isFirst || !isShared) && { certificate_arn: certificate }),
  };
}

function hostedApi(api: Api, { kind, routes, alarms, architecture }: Choice): Api {
  const { container, ...hosting } = hostingOf(kind);
  return {
    ...api,
    routes: hasNoScopes(api) ? withAnyToken(routes) : routes,
    hosting: {
      ...hosting,
      ...(alarms && { alarms }),
      ...(container && {
        container: { ...container, ...(architecture && { cpu_architecture: architecture }) },
      }),
    },
  };
}

/** The world, with its APIs hosted in stack `prod`. */
export function hostedWorld(world: World, { aws, apis, isShared = false }: Hostings): World {
  const { prod } = world.stacks;
  if (!prod) return world;
  const chosen = Object.entries(apis).flatMap(([id, how]) => (how ? [[id, how] as const] : []));
  const config = {
    ...prod.config,
    ...(aws && {
      "aws:region": "eu-central-1",
      "partner-access:aws": {
        ...awsSettings(aws.logStream),
        ...(aws.hasDriftRole && { drift_role_arn: role("drift") }),
        ...(aws.hasAlarmTopic && { alarm_topic_arn: `arn:aws:sns:eu-central-1:${ACCOUNT}:alarms` }),
      },
    }),
    ...(aws &&
      chosen.length > 0 && {
        "partner-access:hosting": Object.fromEntries(
          chosen.map(([id, how], i) => [id, settingsOf(id, how, { isShared, isFirst: i === 0 })]),
        ),
      }),
  };
  const hosted = chosen.flatMap(([id, how]) => {
    const api = world.apis[id];
    return api ? [[id, hostedApi(api, how)] as const] : [];
  });
  return {
    ...world,
    apis: { ...world.apis, ...Object.fromEntries(hosted) },
    stacks: { ...world.stacks, prod: { ...prod, config } },
  };
}
