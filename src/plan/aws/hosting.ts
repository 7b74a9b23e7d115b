// An API's file and a stack's settings become everything that hosts the API there.

import type { Api } from "../../model/api.ts";
import { hasDomain, type StackHosting } from "../../model/aws.ts";
import { assertNever } from "../../model/closed.ts";
import type { Hosting } from "../../model/hosting.ts";
import { entryOf } from "../../model/record.ts";
import { jwksUri } from "../token-settings.ts";
import { planWatching } from "./alarms.ts";
import { type AwsPlace, tagsOf } from "./aws-names.ts";
import { type FargateContext, INTEGRATION, planFargate } from "./fargate.ts";
import { planGateway } from "./gateway.ts";
import type { PlannedAddress, PlannedDomain, PlannedHosting } from "./hosting-types.ts";

/** What the hosting of all APIs of a stack has in common. */
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

/**
 * The API whose settings say how a domain is made has it; the others of the domain have a path of it. So a domain stays
 * where it is whichever API joins it or leaves.
 */
const ownerOf = (hosted: Readonly<Record<string, StackHosting>>, domain: string): string | undefined =>
  Object.keys(hosted).find((id) => hosted[id]?.domain_name === domain && hasDomain(hosted[id]));

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html (read 2026-11) */
function planDomain(
  id: string,
  { domain_name, base_path, hosted_zone, certificate_arn }: StackHosting,
  hosted: Readonly<Record<string, StackHosting>>,
): PlannedDomain {
  const address = { domainName: domain_name, ...(base_path !== undefined && { apiMappingKey: base_path }) };
  const owner = ownerOf(hosted, domain_name);
  if (owner === undefined)
    throw new Error(`nobody makes ${domain_name}: plans are made of checked workspaces only`);
  if (owner !== id) return { ...address, ownedBy: owner };
  return {
    ...address,
    ...(hosted_zone && { hostedZoneId: hosted_zone.id }),
    ...(certificate_arn !== undefined && { certificateArn: certificate_arn }),
    ...(hosted_zone?.allow_overwrite && { allowOverwrite: true }),
    validationMethod: "DNS",
    endpointType: "REGIONAL",
    securityPolicy: "TLS_1_2",
    ipAddressType: "dualstack",
    recordTypes: ["A", "AAAA"],
  };
}

/** `api.our-app.example/contacts`: what is before the paths of an API's routes. */
export const answersAt = ({ domainName, apiMappingKey }: PlannedAddress): string =>
  apiMappingKey === undefined ? domainName : `${domainName}/${apiMappingKey}`;

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
  hosted: Readonly<Record<string, StackHosting>>,
  context: HostingContext | undefined,
): PlannedHosting | undefined {
  const settings = entryOf(hosted, id);
  if (!api.hosting || !settings || !context) return undefined;
  const gateway = planGateway(id, api, api.hosting, settings, context);
  return {
    tags: tagsOf(context, id),
    gateway,
    domain: planDomain(id, settings, hosted),
    backend: planBackend(api.hosting, settings, {
      ...context,
      id,
      tokenEnvironment: tokenEnvironment(context.issuer, api.identifier),
    }),
    notes: {
      healthRoute: api.hosting.health_route,
      ...(settings.hosted_zone && { zone: settings.hosted_zone.name }),
    },
    ...planWatching(id, api.hosting, context, gateway.accessLog.name),
  };
}
