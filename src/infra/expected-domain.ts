// A planned domain becomes the list of what makes an API answer there, made apart from the code that registers it.
import type { PlannedDomain, PlannedOwnDomain } from "../plan/aws/hosting-types.ts";
import type { Plan } from "../plan/types.ts";
import { ANY, type Expected, MadeOf, OutputOf, partOfOutput } from "./expected.ts";

const TYPES = {
  api: "aws:apigatewayv2/api:Api",
  stage: "aws:apigatewayv2/stage:Stage",
  domainName: "aws:apigatewayv2/domainName:DomainName",
  mapping: "aws:apigatewayv2/apiMapping:ApiMapping",
  record: "aws:route53/record:Record",
  certificate: "aws:acm/certificate:Certificate",
  validation: "aws:acm/certificateValidation:CertificateValidation",
} as const;

interface Target {
  readonly targetDomainName: string;
  readonly hostedZoneId: string;
}

/** What a name of the domain has to lead to. `id` of the API that has it. */
export function targetOf(id: string): { readonly name: MadeOf; readonly zoneId: MadeOf } {
  const settings = new OutputOf(TYPES.domainName, id, "domainNameConfiguration");
  return {
    name: partOfOutput<Target>(settings, ({ targetDomainName }) => targetDomainName),
    zoneId: partOfOutput<Target>(settings, ({ hostedZoneId }) => hostedZoneId),
  };
}

/** The certificate of the domain at which an API answers, its own or another one's. */
export function certificateOf(id: string, domain: PlannedDomain, apis: Plan["apis"]): unknown {
  const owner = "ownedBy" in domain ? domain.ownedBy : id;
  const its = "ownedBy" in domain ? apis[owner]?.hosting?.domain : domain;
  const given = its && !("ownedBy" in its) ? its.certificateArn : undefined;
  return given === undefined
    ? new OutputOf(TYPES.validation, `${owner}/certificate`, "certificateArn")
    : new MadeOf([], () => given);
}

interface Proof {
  readonly resourceRecordName: string;
  readonly resourceRecordType: string;
  readonly resourceRecordValue: string;
}

/** A certificate of our own, and the record that proves it: ACM says what it is. */
function proofOf(id: string, zoneId: string, domain: PlannedOwnDomain, tags: object): Expected[] {
  const { domainName, validationMethod, allowOverwrite } = domain;
  const name = `${id}/certificate`;
  const said = new OutputOf(TYPES.certificate, name, "domainValidationOptions");
  const proof = (part: (one: Proof | undefined) => unknown) =>
    partOfOutput<readonly Proof[]>(said, ([one]) => part(one));
  return [
    { type: TYPES.certificate, name, inputs: { domainName, validationMethod, tags } },
    {
      type: TYPES.record,
      name,
      inputs: {
        zoneId,
        name: proof((one) => one?.resourceRecordName),
        type: proof((one) => one?.resourceRecordType),
        records: [proof((one) => one?.resourceRecordValue)],
        ttl: ANY,
        allowOverwrite,
      },
      options: { retainOnDelete: allowOverwrite },
    },
    {
      type: TYPES.validation,
      name,
      inputs: {
        certificateArn: new OutputOf(TYPES.certificate, name, "arn"),
        validationRecordFqdns: [new OutputOf(TYPES.record, name, "fqdn")],
      },
    },
  ];
}

/** Where the API answers, and what a zone of ours says of that. */
export function expectedOfDomain(
  id: string,
  domain: PlannedDomain,
  certificateArn: unknown,
  tags: object,
): Expected[] {
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
  const settings = { certificateArn, endpointType, securityPolicy, ipAddressType };
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
      inputs: { zoneId, name: domainName, type, aliases: [{ ...targetOf(id), evaluateTargetHealth: false }] },
    })),
    ...(zoneId === undefined || domain.certificateArn !== undefined ? [] : proofOf(id, zoneId, domain, tags)),
  ];
}
