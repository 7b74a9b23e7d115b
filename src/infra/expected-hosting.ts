// A planned hosting becomes the list of what answers an API's requests, made apart from the code that registers it.
import type { PlannedDomain, PlannedHosting, PlannedOwnDomain } from "../plan/aws/hosting-types.ts";
import { ANY, ANY_OUTPUT, type Expected, OutputOf } from "./expected.ts";
import { expectedOfService, SERVICE_TYPES } from "./expected-service.ts";

const TYPES = {
  authorizer: "aws:apigatewayv2/authorizer:Authorizer",
  integration: "aws:apigatewayv2/integration:Integration",
  route: "aws:apigatewayv2/route:Route",
  api: "aws:apigatewayv2/api:Api",
  stage: "aws:apigatewayv2/stage:Stage",
  domainName: "aws:apigatewayv2/domainName:DomainName",
  mapping: "aws:apigatewayv2/apiMapping:ApiMapping",
  record: "aws:route53/record:Record",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
} as const;

/** Where the API answers, and what a zone of ours says of that. */
function domainOf(id: string, domain: PlannedDomain, tags: object): Expected[] {
  const { domainName, apiMappingKey } = domain;
  const owner = "ownedBy" in domain ? domain.ownedBy : id;
  const mapping = {
    type: TYPES.mapping,
    name: id,
    inputs: {
      apiId: new OutputOf(TYPES.api, id, "id"),
      domainName: new OutputOf(TYPES.domainName, owner, "id"),
      stage: new OutputOf(TYPES.stage, id, "name"),
      apiMappingKey,
    },
  };
  if ("ownedBy" in domain) return [mapping];
  const { hostedZoneId: zoneId, endpointType, securityPolicy, ipAddressType } = domain;
  const settings = { certificateArn: ANY_OUTPUT, endpointType, securityPolicy, ipAddressType };
  const records = zoneId === undefined ? [] : domain.recordTypes;
  return [
    mapping,
    {
      type: TYPES.domainName,
      name: id,
      inputs: { domainName, domainNameConfiguration: settings, tags },
    },
    ...records.map((type) => ({
      type: TYPES.record,
      name: `${id}/${type}`,
      inputs: {
        zoneId,
        name: domainName,
        type,
        aliases: [{ name: ANY_OUTPUT, zoneId: ANY_OUTPUT, evaluateTargetHealth: false }],
      },
    })),
    ...(zoneId === undefined || domain.certificateArn !== undefined ? [] : [proofOf(id, zoneId, domain)]),
  ];
}

/** The record that proves the certificate: ACM says what it is. */
const proofOf = (id: string, zoneId: string, { allowOverwrite }: PlannedOwnDomain): Expected => ({
  type: TYPES.record,
  name: `${id}/certificate`,
  inputs: { zoneId, name: ANY_OUTPUT, type: ANY_OUTPUT, records: [ANY_OUTPUT], ttl: ANY, allowOverwrite },
  options: ["retainOnDelete"],
});

/** What is asked of a request, and where it goes after that. */
export function expectedOfHosting(id: string, planned: PlannedHosting): Expected[] {
  const { gateway, backend, domain, tags } = planned;
  const { accessLogFormat, ...stage } = gateway.stage;
  const apiId = new OutputOf(TYPES.api, id, "id");
  const way =
    backend.kind === "origin"
      ? backend.integration
      : {
          ...backend.integration,
          integrationUri: new OutputOf(SERVICE_TYPES.listener, id, "arn"),
          connectionId: new OutputOf(SERVICE_TYPES.vpcLink, id, "id"),
        };
  return [
    { type: TYPES.api, name: id, inputs: { ...gateway.api, tags } },
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
    ...domainOf(id, domain, tags),
    {
      type: TYPES.authorizer,
      name: `${id}/tokens`,
      inputs: { apiId, name: "tokens", ...gateway.authorizer },
    },
    { type: TYPES.integration, name: `${id}/backend`, inputs: { apiId, ...way } },
    ...Object.entries(gateway.routes).map(([key, { routeKey, authorizationType, authorizationScopes }]) => ({
      type: TYPES.route,
      name: `${id}/${key}`,
      inputs: {
        apiId,
        routeKey,
        // Of the one integration that there is.
        target: ANY_OUTPUT,
        authorizationType,
        authorizationScopes,
        authorizerId: authorizationScopes && new OutputOf(TYPES.authorizer, `${id}/tokens`, "id"),
      },
    })),
    ...(backend.kind === "fargate" ? expectedOfService(id, tags, backend) : []),
  ];
}
