// A planned domain becomes a certificate that its zone vouches for, the gateway's custom domain, and its records.
import { Certificate } from "@pulumi/aws/acm/certificate.js";
import { CertificateValidation } from "@pulumi/aws/acm/certificateValidation.js";
import { ApiMapping } from "@pulumi/aws/apigatewayv2/apiMapping.js";
import { DomainName } from "@pulumi/aws/apigatewayv2/domainName.js";
import { Record as DnsRecord } from "@pulumi/aws/route53/record.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedAddress, PlannedOwnDomain } from "../../plan/aws/hosting-types.ts";
import type { AwsContext } from "../aws/context.ts";
import type { Gateway } from "./gateway.ts";

/** How long resolvers keep the record that proves the domain is ours. */
const VALIDATION_TTL_SECONDS = 300;

/** A domain that is made, for the APIs that answer there. */
export interface MadeDomain {
  readonly domain: DomainName;
  readonly certificateArn: pulumi.Output<string>;
}

/**
 * The ARN of a certificate that is valid. One domain needs one record, which stays: renewals look for it again.
 * Source: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html (read 2026-11)
 */
export function makeCertificate(
  { domainName, hostedZoneId, certificateArn, allowOverwrite, validationMethod }: PlannedOwnDomain,
  { name, tags, parent }: AwsContext,
): pulumi.Output<string> {
  if (certificateArn !== undefined) return pulumi.output(certificateArn);
  if (hostedZoneId === undefined) throw new Error(`nobody can prove the certificate of ${domainName}`);
  const key = `${name}/certificate`;
  const certificate = new Certificate(key, { domainName, validationMethod, tags }, { parent });
  const proof = certificate.domainValidationOptions.apply((options) => {
    const [option] = options;
    if (!option) throw new Error(`the certificate of ${domainName} has no record to prove it with`);
    return option;
  });
  const record = new DnsRecord(
    key,
    {
      zoneId: hostedZoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: VALIDATION_TTL_SECONDS,
      ...(allowOverwrite && { allowOverwrite }),
    },
    // A record that was there before proves another certificate too, whose renewals look for it.
    { parent, ...(allowOverwrite && { retainOnDelete: true }) },
  );
  return new CertificateValidation(
    key,
    { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
    { parent },
  ).certificateArn;
}

export const makeDomainName = (
  { domainName, endpointType, securityPolicy, ipAddressType }: PlannedOwnDomain,
  certificateArn: pulumi.Input<string>,
  { name, tags, parent }: AwsContext,
): DomainName =>
  new DomainName(
    name,
    {
      domainName,
      domainNameConfiguration: { certificateArn, endpointType, securityPolicy, ipAddressType },
      tags,
    },
    { parent },
  );

/** The path of the domain, or all of it, leads to the gateway. */
export const makeMapping = (
  { apiMappingKey }: PlannedAddress,
  domain: DomainName,
  { api, stage }: Gateway,
  { name, parent }: AwsContext,
): ApiMapping =>
  new ApiMapping(
    name,
    {
      apiId: api.id,
      domainName: domain.id,
      stage: stage.name,
      ...(apiMappingKey !== undefined && { apiMappingKey }),
    },
    { parent },
  );

/** Names resolve only once everything behind them answers. */
export function makeRecords(
  { domainName, hostedZoneId, recordTypes }: PlannedOwnDomain,
  { domainNameConfiguration }: DomainName,
  mapping: ApiMapping,
  { name, parent }: AwsContext,
): void {
  if (hostedZoneId === undefined) return;
  const { targetDomainName, hostedZoneId: targetZoneId } = domainNameConfiguration;
  for (const type of recordTypes)
    new DnsRecord(
      `${name}/${type}`,
      {
        zoneId: hostedZoneId,
        name: domainName,
        type,
        aliases: [{ name: targetDomainName, zoneId: targetZoneId, evaluateTargetHealth: false }],
      },
      { parent, dependsOn: [mapping] },
    );
}
