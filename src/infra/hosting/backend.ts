// A planned backend becomes what serves the requests, and the gateway's way to it.

import type { IntegrationArgs } from "@pulumi/aws/apigatewayv2/integration.js";
import type * as pulumi from "@pulumi/pulumi";
import { assertNever } from "../../model/closed.ts";
import type { PlannedFargateBackend } from "../../plan/aws/fargate-types.ts";
import type { PlannedHosting } from "../../plan/aws/hosting-types.ts";
import type { AwsContext } from "../aws/context.ts";
import { mutable } from "../aws/mutable.ts";
import { makeLoadBalancer } from "./load-balancer.ts";
import { makeNetwork } from "./network.ts";
import { makeSecurityGroups } from "./security-groups.ts";
import { makeService } from "./service.ts";
import type { Dimensions } from "./watching.ts";

export interface Backend {
  readonly integration: Omit<IntegrationArgs, "apiId">;
  /** For alarms; absent where no load balancer of ours is involved. */
  readonly targetGroup?: NonNullable<Dimensions["target-group"]>;
}

function makeFargate(
  planned: PlannedFargateBackend,
  certificateArn: pulumi.Input<string>,
  context: AwsContext,
): Backend {
  const network = makeNetwork(planned.network, context);
  const { groups, wait } = makeSecurityGroups(planned.securityGroupRules, network.vpcId, context);
  const balancer = makeLoadBalancer(planned, network, groups, certificateArn, context);
  makeService(planned, { network, groups, balancer }, [...network.waysOut, ...wait], context);
  return {
    integration: {
      ...mutable(planned.integration),
      integrationUri: balancer.listener.arn,
      connectionId: balancer.vpcLink.id,
    },
    targetGroup: {
      TargetGroup: balancer.targetGroup.arnSuffix,
      LoadBalancer: balancer.loadBalancer.arnSuffix,
    },
  };
}

export function makeBackend(
  planned: PlannedHosting["backend"],
  certificateArn: pulumi.Input<string>,
  context: AwsContext,
): Backend {
  switch (planned.kind) {
    case "fargate":
      return makeFargate(planned, certificateArn, context);
    case "origin":
      return { integration: mutable(planned.integration) };
    default:
      return assertNever(planned);
  }
}
