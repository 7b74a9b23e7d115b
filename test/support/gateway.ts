// A small model of how an API Gateway HTTP API decides, from AWS's documentation and not from our plan's code.
import { importSPKI, jwtVerify } from "jose";
import type { PlannedGateway, PlannedRoute } from "../../src/plan/aws/hosting-types.ts";

export interface GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string | undefined;
}

/** What the gateway does: let the request through to the API, or answer it. */
export type Decision = "through" | 401 | 403 | 404;

type RouteTable = Pick<PlannedGateway, "authorizer"> & {
  readonly routes: Readonly<Record<string, PlannedRoute>>;
};

const segmentsOf = (path: string) => path.split("/").slice(1);
const isGreedy = (segment: string | undefined) => segment?.endsWith("+}") ?? false;

function matchesPath(route: readonly string[], path: readonly string[]): boolean {
  const greedy = isGreedy(route.at(-1));
  if (greedy ? path.length < route.length : path.length !== route.length) return false;
  return route.every((segment, i) => segment.startsWith("{") || segment === path[i]);
}

/** Smaller is more specific: a full match before a greedy one, fixed segments before parameters. */
function rank(key: string): string {
  const [method = "", path = ""] = key.split(" ");
  const segments = segmentsOf(path).map((segment) =>
    isGreedy(segment) ? "2" : segment.startsWith("{") ? "1" : "0",
  );
  return `${segments.includes("2") ? 1 : 0} ${segments.join("")} ${method === "ANY" ? 1 : 0}`;
}

/**
 * The route of a request: the most specific match of method and path, then a greedy one, then `$default`.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html (read 2026-11)
 */
export function routeOf({ routes }: Pick<RouteTable, "routes">, { method, path }: GatewayRequest) {
  const matching = Object.keys(routes).filter((key) => {
    const [routeMethod = "", routePath = ""] = key.split(" ");
    return (
      key !== "$default" &&
      (routeMethod === "ANY" || routeMethod === method) &&
      matchesPath(segmentsOf(routePath), segmentsOf(path))
    );
  });
  const [best] = matching.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return routes[best ?? "$default"];
}

/**
 * The scopes of a token: the words of `scope` or `scp`, which may also be a list.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html (read 2026-11)
 */
function scopesOf({ scope, scp }: Readonly<Record<string, unknown>>): string[] {
  const claim = scope ?? scp;
  return Array.isArray(claim) ? claim.map(String) : typeof claim === "string" ? claim.split(" ") : [];
}

/**
 * A gateway with the issuer's public key (PEM). It denies a request of a route with a JWT authorizer with 401
 * unless the token has an RSA signature of the issuer, its `iss`, an `aud` of the authorizer and is in its time;
 * and with 403 unless it has at least one of the route's scopes.
 * Sources: the pages above, and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html (read 2026-11)
 */
export async function gatewayOf(table: RouteTable, publicKeyPem: string) {
  const key = await importSPKI(publicKeyPem, "RS256");
  const { issuer, audiences } = table.authorizer.jwtConfiguration;
  return async (request: GatewayRequest): Promise<Decision> => {
    const route = routeOf(table, request);
    if (!route) return 404;
    if (route.authorizationType === "NONE") return "through";
    const token = request.authorization?.replace(/^Bearer /i, "");
    if (token === undefined || token === "") return 401;
    const verified = await jwtVerify(token, key, {
      issuer,
      audience: [...audiences],
      algorithms: ["RS256"],
    }).catch(() => undefined);
    if (!verified) return 401;
    const needed = route.authorizationScopes ?? [];
    const scopes = scopesOf(verified.payload);
    return needed.length === 0 || needed.some((scope) => scopes.includes(scope)) ? "through" : 403;
  };
}

/** What a page of `origin` asks before it sends a request with these headers. */
export interface Preflight {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

/**
 * Whether a browser sends the request after the gateway's answer to its preflight: no answer names an origin that is not
 * configured, and names of headers have no case.
 * Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html (read 2026-11),
 * https://fetch.spec.whatwg.org/#cors-preflight-fetch
 */
export function browserSends(
  { corsConfiguration: cors }: PlannedGateway["api"],
  { origin, method, headers }: Preflight,
): boolean {
  if (!cors?.allowOrigins.includes(origin) || !cors.allowMethods.includes(method)) return false;
  const allowed = new Set(cors.allowHeaders.map((name) => name.toLowerCase()));
  return headers.every((name) => allowed.has(name.toLowerCase()));
}
