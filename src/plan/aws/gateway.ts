// An API's declared routes become the gateway that lets exactly those through, each with exactly its scopes.
import { ANY_TOKEN } from "../../model/any-token.ts";
import type { Api, TokenDialect } from "../../model/api.ts";
import type { StackHosting } from "../../model/aws.ts";
import type { Hosting } from "../../model/hosting.ts";
import { sortedRecord, sortedSet } from "../sorted.ts";
import { type AwsPlace, pathName } from "./aws-names.ts";
import type { PlannedGateway, PlannedRoute } from "./hosting-types.ts";

const CORS_MAX_AGE_SECONDS = 600;

/**
 * One route for each declared one. A token needs at least one of `authorizationScopes`; a route with an authorizer that
 * names none accepts any token of the issuer for the API, so only one that is declared so has an empty list. Public routes
 * have no authorizer.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html (read 2026-11)
 */
export function planRoutes(routes: Api["routes"]): Record<string, PlannedRoute> {
  return sortedRecord(
    Object.entries(routes).map(([routeKey, scopes]): [string, PlannedRoute] => [
      routeKey,
      scopes === "public"
        ? { routeKey, authorizationType: "NONE" }
        : {
            routeKey,
            authorizationType: "JWT",
            authorizationScopes: scopes === ANY_TOKEN ? [] : sortedSet(scopes),
          },
    ]),
  );
}

/** The gateway answers preflights itself, before any authorizer. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html (read 2026-11) */
function planCors(
  api: Api,
  { allow_origins: origins = [], allow_headers = [], expose_headers = [], max_age }: StackHosting,
): PlannedGateway["api"]["corsConfiguration"] {
  if (origins.length === 0) return undefined;
  // Browsers compare names of headers without their case, and send them in lower case.
  const headers = (names: readonly string[]) => sortedSet(names.map((name) => name.toLowerCase()));
  return {
    allowOrigins: sortedSet(origins),
    allowMethods: sortedSet(Object.keys(api.routes).map((route) => route.split(" ", 1)[0] ?? "")),
    allowHeaders: headers(["authorization", "content-type", ...allow_headers]),
    exposeHeaders: headers(["www-authenticate", ...expose_headers]),
    // The token travels in a header that our app sets, so browsers need not send cookies.
    allowCredentials: false,
    maxAge: max_age ?? CORS_MAX_AGE_SECONDS,
  };
}

/** The claim that names the application. Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles (read 2026-11) */
const APPLICATION_CLAIM: Readonly<Record<TokenDialect, "azp" | "client_id">> = {
  access_token: "azp",
  access_token_authz: "azp",
  rfc9068_profile: "client_id",
  rfc9068_profile_authz: "client_id",
};

/**
 * One JSON line a request, of values that hold no token: neither headers nor the query.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html (read 2026-11)
 */
const accessLogFormat = (api: Api) =>
  JSON.stringify({
    time: "$context.requestTime",
    request_id: "$context.requestId",
    source_ip: "$context.identity.sourceIp",
    azp: `$context.authorizer.claims.${APPLICATION_CLAIM[api.token_dialect ?? "access_token"]}`,
    sub: "$context.authorizer.claims.sub",
    route: "$context.routeKey",
    status: "$context.status",
    latency_ms: "$context.responseLatency",
    integration_status: "$context.integrationStatus",
    authorizer_error: "$context.authorizer.error",
  });

export function planGateway(
  id: string,
  api: Api,
  hosting: Hosting,
  settings: StackHosting,
  place: AwsPlace & { readonly issuer: string },
): PlannedGateway {
  const corsConfiguration = planCors(api, settings);
  return {
    api: {
      name: pathName(place, id),
      description: api.name,
      protocolType: "HTTP",
      disableExecuteApiEndpoint: true,
      ipAddressType: "dualstack",
      ...(corsConfiguration && { corsConfiguration }),
    },
    authorizer: {
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      // The issuer as Auth0 writes it into tokens, with its slash: API Gateway compares the two letter by letter.
      jwtConfiguration: { issuer: place.issuer, audiences: [api.identifier] },
    },
    routes: planRoutes(api.routes),
    stage: {
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: {
        detailedMetricsEnabled: true,
        throttlingBurstLimit: hosting.throttling.burst_limit,
        throttlingRateLimit: hosting.throttling.rate_limit,
      },
      accessLogFormat: accessLogFormat(api),
    },
    accessLog: {
      name: `/${pathName(place, id, "access")}`,
      retentionInDays: hosting.retention_in_days,
    },
  };
}
