// A planned domain becomes a certificate that its zone vouches for, the gateway's custom domain, and its records.
import { Certificate } from "@pulumi/aws/acm/certificate.js";
import { CertificateValidation } from "@pulumi/aws/acm/certificateValidation.js";
import { ApiMapping } from "@pulumi/aws/apigatewayv2/apiMapping.js";
import { DomainName } from "@pulumi/aws/apigatewayv2/domainName.js";
import { Record as DnsRecord } from "@pulumi/aws/route53/record.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedDomain } from "../../plan/aws/hosting-types.ts";
import type { AwsContext } from "../aws/context.ts";
import type { Gateway } from "./gateway.ts";

/** How long resolvers keep the record that proves the domain is ours. */
const VALIDATION_TTL_SECONDS = 300;

/**
 * The ARN of a certificate that is valid. One domain needs one record, which stays: renewals look for it again.
 * Source: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html (read 2026-11)
 */
export function makeCertificate(
  { domainName, hostedZoneId, validationMethod }: PlannedDomain,
  { name, tags, parent }: AwsContext,
): pulumi.Output<string> {
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
    },
    { parent },
  );
  return new CertificateValidation(
    key,
    { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
    { parent },
  ).certificateArn;
}

/** Names resolve only once everything behind them answers. */
export function makeDomain(
  { domainName, hostedZoneId, endpointType, securityPolicy, ipAddressType, recordTypes }: PlannedDomain,
  certificateArn: pulumi.Input<string>,
  { api, stage }: Gateway,
  { name, tags, parent }: AwsContext,
): void {
  const domain = new DomainName(
    name,
    {
      domainName,
      domainNameConfiguration: { certificateArn, endpointType, securityPolicy, ipAddressType },
      tags,
    },
    { parent },
  );
  const mapping = new ApiMapping(
    name,
    { apiId: api.id, domainName: domain.id, stage: stage.name },
    { parent },
  );
  const { targetDomainName, hostedZoneId: targetZoneId } = domain.domainNameConfiguration;
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
