// A planned hosting becomes the list of what answers an API's requests, made apart from the code that registers it.
import type { PlannedHosting } from "../plan/aws/hosting-types.ts";
import type { Plan } from "../plan/types.ts";
import { type Expected, type MadeOf, OutputOf, partOfOutput } from "./expected.ts";
import { certificateOf, expectedOfDomain } from "./expected-domain.ts";
import { expectedOfService, SERVICE_TYPES } from "./expected-service.ts";
import { expectedLogGroup, expectedOfWatching } from "./expected-watching.ts";

const TYPES = {
  authorizer: "aws:apigatewayv2/authorizer:Authorizer",
  integration: "aws:apigatewayv2/integration:Integration",
  route: "aws:apigatewayv2/route:Route",
  api: "aws:apigatewayv2/api:Api",
  stage: "aws:apigatewayv2/stage:Stage",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
} as const;

/** What all hosting of a stack shares. */
export interface Shared {
  /** Of the stack's key. */
  readonly keyArn: MadeOf;
  /** Those that a dashboard's legend names. */
  readonly partners: readonly string[];
}

function wayTo(id: string, backend: PlannedHosting["backend"]): object {
  if (backend.kind === "origin") return backend.integration;
  return {
    ...backend.integration,
    integrationUri: new OutputOf(SERVICE_TYPES.listener, id, "arn"),
    connectionId: new OutputOf(SERVICE_TYPES.vpcLink, id, "id"),
  };
}

/** What is asked of a request, and where it goes after that. */
function gatewayOf(id: string, { gateway, backend, tags }: PlannedHosting, { keyArn }: Shared): Expected[] {
  const { accessLogFormat, ...stage } = gateway.stage;
  const apiId = new OutputOf(TYPES.api, id, "id");
  const target = partOfOutput<string>(
    new OutputOf(TYPES.integration, `${id}/backend`, "id"),
    (integration) => `integrations/${integration}`,
  );
  return [
    { type: TYPES.api, name: id, inputs: { ...gateway.api, tags } },
    expectedLogGroup(`${id}/access`, gateway.accessLog, keyArn, tags),
    {
      type: TYPES.stage,
      name: id,
      inputs: {
        apiId,
        ...stage,
        accessLogSettings: {
          destinationArn: new OutputOf(TYPES.logGroup, `${id}/access`, "arn"),
          format: accessLogFormat,
        },
        tags,
      },
    },
    {
      type: TYPES.authorizer,
      name: `${id}/tokens`,
      inputs: { apiId, name: "tokens", ...gateway.authorizer },
    },
    { type: TYPES.integration, name: `${id}/backend`, inputs: { apiId, ...wayTo(id, backend) } },
    ...Object.entries(gateway.routes).map(([key, { routeKey, authorizationType, authorizationScopes }]) => ({
      type: TYPES.route,
      name: `${id}/${key}`,
      inputs: {
        apiId,
        routeKey,
        target,
        authorizationType,
        authorizationScopes,
        authorizerId: authorizationScopes && new OutputOf(TYPES.authorizer, `${id}/tokens`, "id"),
      },
    })),
  ];
}

/** All that hosts one API. @param apis of the plan, of which another may have the domain */
export function expectedOfHosting(
  id: string,
  planned: PlannedHosting,
  apis: Plan["apis"],
  shared: Shared,
): Expected[] {
  const { backend, domain, tags } = planned;
  const certificateArn = certificateOf(id, domain, apis);
  return [
    ...gatewayOf(id, planned, shared),
    ...expectedOfDomain(id, domain, certificateArn, tags),
    ...expectedOfWatching(id, planned, shared.partners),
    ...(backend.kind === "fargate"
      ? expectedOfService(id, tags, backend, { certificateArn, keyArn: shared.keyArn })
      : []),
  ];
}
