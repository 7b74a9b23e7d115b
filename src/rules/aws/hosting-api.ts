// Rules about what an API's file says of hosting: what the gateway can enforce, and what AWS accepts.

import type { HostingKind } from "../../model/hosting.ts";
import { entryOf } from "../../model/record.ts";
import { quote } from "../../text.ts";
import { writeOneOf } from "../advice.ts";
import { apiRule, type Rule } from "../rule.ts";
import {
  CONTAINER_SECURITY,
  FARGATE_SIZES,
  GATEWAY_ACCOUNT_QUOTAS,
  HTTP_API_CORS,
  HTTP_API_QUOTAS,
  HTTP_API_ROUTES,
  LOG_RETENTION,
} from "../sources.ts";

const hostingHealthPublic = apiRule({
  id: "hosting-health-public",
  title: "The health route is a declared public GET route without parameters",
  why: "load balancers and monitors ask without a token, and the gateway answers declared routes only",
  source: HTTP_API_ROUTES,
  *check({ file, value: { hosting, routes } }) {
    if (!hosting) return;
    const route = hosting.health_route;
    const needs = entryOf(routes, route);
    if (needs === "public" && route.startsWith("GET ") && !route.includes("{")) return;
    const open = Object.keys(routes).filter(
      (name) => routes[name] === "public" && name.startsWith("GET ") && !name.includes("{"),
    );
    const what =
      needs === undefined ? "is not declared" : needs === "public" ? "is not a plain GET" : "needs a token";
    yield {
      at: ["hosting", "health_route"],
      what: `health route ${quote(route)} ${what}`,
      fix: writeOneOf(open, route, "declare GET /health: public"),
      also: [{ file, at: ["routes"], what: "routes are declared here" }],
    };
  },
});

const MOST_ROUTES = 300;

const hostingRouteCount = apiRule({
  id: "hosting-route-count",
  title: "A hosted API has at most 300 routes",
  why: "API Gateway keeps no more per API",
  source: HTTP_API_QUOTAS,
  *check({ value: { hosting, routes } }) {
    const count = Object.keys(routes).length;
    if (hosting && count > MOST_ROUTES)
      yield {
        at: ["routes"],
        on: "key",
        what: `${count} routes, more than ${MOST_ROUTES}`,
        fix: "split the API into two",
      };
  },
});

const MOST_SCOPES = 10;

const hostingRouteScopes = apiRule({
  id: "hosting-route-scopes",
  title: "A hosted route asks for at most 10 scopes",
  why: "API Gateway keeps no more per route, so it could not enforce the others",
  source: HTTP_API_QUOTAS,
  *check({ value: { hosting, routes } }) {
    if (!hosting) return;
    for (const [route, scopes] of Object.entries(routes))
      if (typeof scopes !== "string" && new Set(scopes).size > MOST_SCOPES)
        yield {
          at: ["routes", route],
          on: "key",
          what: `route ${quote(route)} asks for one of ${new Set(scopes).size} scopes`,
          fix: `name at most ${MOST_SCOPES}; a scope for all that the route needs says more`,
        };
  },
});

const hostingOptionsRoute = apiRule({
  id: "hosting-options-route",
  title: "A hosted API declares no OPTIONS route",
  why: "the gateway answers browsers' preflight requests itself, so the route would never see them",
  source: HTTP_API_CORS,
  *check({ value: { hosting, routes } }) {
    for (const route of Object.keys(routes))
      if (hosting && route.startsWith("OPTIONS "))
        yield {
          at: ["routes", route],
          on: "key",
          what: `route ${quote(route)} of a hosted API`,
          fix: "remove it, and list our app under allow_origins in the stack's settings",
        };
  },
});

/** Requests per second and at once, of an account in a region; the smaller regions have less. */
const MOST = { rate_limit: 10_000, burst_limit: 5000 } as const;

const hostingThrottling = apiRule({
  id: "hosting-throttling",
  title: "Throttling limits are within those that an account has",
  why: "API Gateway gives an account 10000 requests a second and 5000 at once, so higher limits limit nothing",
  source: GATEWAY_ACCOUNT_QUOTAS,
  *check({ value: { hosting } }) {
    for (const key of ["rate_limit", "burst_limit"] as const)
      if (hosting && hosting.throttling[key] > MOST[key])
        yield {
          at: ["hosting", "throttling", key],
          what: `${key} ${hosting.throttling[key]} is more than ${MOST[key]}`,
          fix: `write at most ${MOST[key]}`,
        };
  },
});

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const hostingRetention = apiRule({
  id: "hosting-retention",
  title: "Logs are kept for a number of days that CloudWatch knows",
  why: "CloudWatch Logs refuses every other number",
  source: LOG_RETENTION,
  *check({ value: { hosting } }) {
    const days = hosting?.retention_in_days;
    if (days === undefined || RETENTIONS.some((known) => known === days)) return;
    const longer = RETENTIONS.find((known) => known > days);
    const shorter = RETENTIONS.findLast((known) => known < days);
    yield {
      at: ["hosting", "retention_in_days"],
      what: `logs are kept for ${days} days`,
      fix: `write ${[shorter, longer].filter((known) => known !== undefined).join(" or ")}`,
    };
  },
});

const RUNS_CONTAINER: Readonly<Record<HostingKind, boolean>> = { origin: false, fargate: true };

const hostingContainer = apiRule({
  id: "hosting-container",
  title: "An API of kind fargate describes its container, and no other does",
  why: "Fargate runs no task without a size, and a server that already runs has no task",
  source: FARGATE_SIZES,
  *check({ value: { hosting } }) {
    if (!hosting || RUNS_CONTAINER[hosting.kind] === (hosting.container !== undefined)) return;
    if (RUNS_CONTAINER[hosting.kind])
      yield {
        at: ["hosting"],
        on: "key",
        what: `kind ${hosting.kind} without a container`,
        fix: "add container with port, cpu, memory, cpu_architecture and user",
      };
    else
      yield {
        at: ["hosting", "container"],
        on: "key",
        what: `a container for kind ${quote(hosting.kind)}`,
        fix: "remove container, or write kind: fargate",
      };
  },
});

const steps = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);

/**
 * MiB by CPU units.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-task-definition.html (read 2026-11)
 */
const SIZES: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16_384, 1024),
  4096: steps(8192, 30_720, 1024),
  8192: steps(16_384, 61_440, 4096),
  16384: steps(32_768, 122_880, 8192),
  32768: [61_440, 122_880, 249_856],
};

const fargateSize = apiRule({
  id: "fargate-size",
  title: "CPU and memory are a pair that Fargate has",
  why: "ECS refuses the task definition otherwise",
  source: FARGATE_SIZES,
  *check({ value: { hosting } }) {
    const container = hosting?.container;
    if (!container) return;
    const memories = SIZES[container.cpu];
    if (!memories)
      yield {
        at: ["hosting", "container", "cpu"],
        what: `${container.cpu} CPU units`,
        fix: `write one of ${Object.keys(SIZES).join(", ")}`,
      };
    else if (!memories.includes(container.memory)) {
      const longer = memories.find((memory) => memory > container.memory) ?? memories.at(-1);
      const possible =
        memories.length > 3
          ? `${memories.at(0)} to ${memories.at(-1)} in steps of ${(memories[1] ?? 0) - (memories[0] ?? 0)}`
          : memories.join(", ");
      yield {
        at: ["hosting", "container", "memory"],
        what: `${container.memory} MiB of memory for ${container.cpu} CPU units`,
        fix: `write ${longer}; ${possible} are possible`,
      };
    }
  },
});

const containerUser = apiRule({
  id: "container-user",
  title: "A container does not run as root",
  why: "root inside a container is one kernel bug away from everything else on its host",
  source: CONTAINER_SECURITY,
  *check({ value: { hosting } }) {
    const user = hosting?.container?.user;
    if (user === undefined || !user.split(":").some((part) => Number(part) === 0)) return;
    yield {
      at: ["hosting", "container", "user"],
      what: `the container runs as user and group ${quote(user)}`,
      fix: "write a user and group of its own, such as 1000:1000",
    };
  },
});

/** In the order of docs/rules.md. */
export const HOSTING_API: readonly Rule[] = [
  hostingHealthPublic,
  hostingRouteCount,
  hostingRouteScopes,
  hostingOptionsRoute,
  hostingThrottling,
  hostingRetention,
  hostingContainer,
  fargateSize,
  containerUser,
];
