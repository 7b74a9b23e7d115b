// A stack and a partner's id → the patterns of every resource that the partner has there, and of no other.
import { PROJECT } from "./plan.ts";

const OURS = "partner-access:index";

/**
 * URN patterns for `pulumi … --target`: the partner's component, its application, and what is named after that;
 * with AWS its secret as well. Patterns rather than URNs, so that what only the state still has is meant too.
 * `**` stands for anything. Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/ (read 2026-11)
 */
export function partnerTargets(stack: string, partner: string, hasAws: boolean): readonly string[] {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::${PROJECT}::${OURS}:${type}::${name}`;
  return [
    urn("PartnerAccess", partner),
    urn("PartnerAccess$**", partner),
    urn("PartnerAccess$**", `${partner}/**`),
    ...(hasAws ? [urn("StackOnAws$**", `aws/${partner}`)] : []),
  ];
}
