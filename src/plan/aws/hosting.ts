// An API's file and a stack's settings become everything that hosts the API there.
import type { Api } from "../../model/api.ts";
import type { StackHosting } from "../../model/aws.ts";
import { assertNever } from "../../model/closed.ts";
import type { Hosting } from "../../model/hosting.ts";
import { jwksUri } from "../token-settings.ts";
import { planWatching } from "./alarms.ts";
import { type AwsPlace, tagsOf } from "./aws-names.ts";
import { type FargateContext, INTEGRATION, planFargate } from "./fargate.ts";
import { planGateway } from "./gateway.ts";
import type { PlannedDomain, PlannedHosting } from "./hosting-types.ts";

export interface HostingContext extends AwsPlace {
  /** With its slash. */
  readonly issuer: string;
  readonly protect: boolean;
}

/** Variables that every container gets, so that it checks tokens as the gateway does. */
export const tokenEnvironment = (issuer: string, audience: string): Record<string, string> => ({
  TOKEN_AUDIENCE: audience,
  TOKEN_ISSUER: issuer,
  TOKEN_JWKS_URI: jwksUri(issuer),
});

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html (read 2026-11) */
const planDomain = ({ domain_name, hosted_zone }: StackHosting): PlannedDomain => ({
  domainName: domain_name,
  hostedZoneId: hosted_zone.id,
  validationMethod: "DNS",
  endpointType: "REGIONAL",
  securityPolicy: "TLS_1_2",
  ipAddressType: "dualstack",
  recordTypes: ["A", "AAAA"],
});

function planOrigin(id: string, { origin_url }: StackHosting): PlannedHosting["backend"] {
  if (origin_url === undefined)
    throw new Error(`no origin for ${id}: plans are made of checked workspaces only`);
  return {
    kind: "origin",
    integration: { ...INTEGRATION, connectionType: "INTERNET", integrationUri: origin_url },
  };
}

function planBackend(
  hosting: Hosting,
  settings: StackHosting,
  context: FargateContext,
): PlannedHosting["backend"] {
  switch (hosting.kind) {
    case "fargate":
      return planFargate(hosting, settings, context);
    case "origin":
      return planOrigin(context.id, settings);
    default:
      return assertNever(hosting.kind);
  }
}

/** Undefined when the stack's settings or the API's file do not host it. */
export function planHosting(
  id: string,
  api: Api,
  settings: StackHosting | undefined,
  context: HostingContext | undefined,
): PlannedHosting | undefined {
  if (!api.hosting || !settings || !context) return undefined;
  const gateway = planGateway(id, api, api.hosting, settings, context);
  return {
    tags: tagsOf(context, id),
    gateway,
    domain: planDomain(settings),
    backend: planBackend(api.hosting, settings, {
      ...context,
      id,
      tokenEnvironment: tokenEnvironment(context.issuer, api.identifier),
    }),
    notes: { healthRoute: api.hosting.health_route, zone: settings.hosted_zone.name },
    ...planWatching(id, api.hosting, context, gateway.accessLog.name),
  };
}
