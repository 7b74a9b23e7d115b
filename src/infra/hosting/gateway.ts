// A planned gateway becomes an HTTP API with its authorizer, its one integration, its routes and its stage.
import { Api } from "@pulumi/aws/apigatewayv2/api.js";
import { Authorizer } from "@pulumi/aws/apigatewayv2/authorizer.js";
import { Integration, type IntegrationArgs } from "@pulumi/aws/apigatewayv2/integration.js";
import { Route } from "@pulumi/aws/apigatewayv2/route.js";
import { Stage } from "@pulumi/aws/apigatewayv2/stage.js";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedGateway } from "../../plan/aws/hosting-types.ts";
import { type AwsContext, logGroupArgs } from "../aws/context.ts";
import { mutable } from "../aws/mutable.ts";

export interface Gateway {
  readonly api: Api;
  readonly stage: Stage;
  readonly accessLog: LogGroup;
}

/** Every route leads to the one integration, and every route but the public ones through the authorizer. */
function makeRoutes(
  planned: PlannedGateway,
  api: Api,
  integration: Omit<IntegrationArgs, "apiId">,
  { name, parent }: AwsContext,
): Route[] {
  const apiId = api.id;
  const authorizer = new Authorizer(
    `${name}/tokens`,
    { apiId, name: "tokens", ...mutable(planned.authorizer) },
    { parent },
  );
  const backend = new Integration(`${name}/backend`, { apiId, ...integration }, { parent });
  return Object.entries(planned.routes).map(
    ([key, { routeKey, authorizationType, authorizationScopes }]) =>
      new Route(
        `${name}/${key}`,
        {
          apiId,
          routeKey,
          target: pulumi.interpolate`integrations/${backend.id}`,
          authorizationType,
          ...(authorizationScopes && {
            authorizerId: authorizer.id,
            authorizationScopes: [...authorizationScopes],
          }),
        },
        { parent },
      ),
  );
}

/** `integration`: how requests reach what serves them. */
export function makeGateway(
  planned: PlannedGateway,
  integration: Omit<IntegrationArgs, "apiId">,
  context: AwsContext,
): Gateway {
  const { name, tags, parent } = context;
  const accessLog = new LogGroup(`${name}/access`, logGroupArgs(planned.accessLog, context), { parent });
  const api = new Api(name, { ...mutable(planned.api), tags }, { parent });
  const routes = makeRoutes(planned, api, integration, context);
  const { accessLogFormat, ...stage } = planned.stage;
  return {
    api,
    accessLog,
    // Once the routes are there: nobody is answered with 404 for a moment.
    stage: new Stage(
      name,
      {
        apiId: api.id,
        ...mutable(stage),
        accessLogSettings: { destinationArn: accessLog.arn, format: accessLogFormat },
        tags,
      },
      { parent, dependsOn: routes },
    ),
  };
}
