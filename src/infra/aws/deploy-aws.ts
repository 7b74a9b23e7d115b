// The AWS half of a plan becomes resources; loaded only for plans that have one.
import { Provider } from "@pulumi/aws/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedAws } from "../../plan/aws/aws-types.ts";
import type { Plan } from "../../plan/types.ts";
import { ApiHosting } from "../hosting/api-hosting.ts";
import type { MadeDomain } from "../hosting/domain.ts";
import { aliasesOf } from "../options.ts";
import type { Credentials } from "./partner-secret.ts";
import { StackOnAws } from "./stack-on-aws.ts";

/**
 * Gives the key's ARN: that of a key of its own unless there is one. `credentials`: by partner. The provider works in the plan's region and account only, whatever
 * the environment's credentials could reach.
 */
export function deployAws(
  planned: PlannedAws,
  { apis, protect }: Pick<Plan, "apis" | "protect">,
  credentials: Readonly<Record<string, Credentials>>,
  stackKeyArn?: string,
): { readonly keyArn: pulumi.Output<string>; readonly dnsRecords: DnsRecords } {
  const { region, accountId } = planned;
  const provider = new Provider("aws", { region, allowedAccountIds: [accountId] });
  const providers = [provider];
  const known = stackKeyArn === undefined ? {} : { keyArn: stackKeyArn };
  const { keyArn } = new StackOnAws("aws", { planned, credentials, protect, ...known }, { providers });
  const clientIds = Object.fromEntries(
    Object.entries(credentials).map(([partner, { clientId }]) => [partner, clientId]),
  );
  return { keyArn, dnsRecords: hostApis(apis, keyArn, clientIds, providers) };
}

/** What anyone who runs a domain's DNS has to make there: by name, what it is another name of. */
export type DnsRecords = Readonly<Record<string, { type: "CNAME"; value: pulumi.Output<string> }>>;

/** Gives the records that no zone of the plan gets. Those that have a domain come before those that share it. */
function hostApis(
  apis: Plan["apis"],
  keyArn: pulumi.Output<string>,
  clientIds: Readonly<Record<string, pulumi.Output<string>>>,
  providers: Provider[],
): DnsRecords {
  const made = new Map<string, MadeDomain>();
  const records: Record<string, DnsRecords[string]> = {};
  const hosted = Object.entries(apis).flatMap(([id, { hosting, formerIds }]) =>
    hosting ? [{ id, planned: hosting, aliases: aliasesOf(formerIds) }] : [],
  );
  const sharing = ({ planned }: (typeof hosted)[number]) => "ownedBy" in planned.domain;
  for (const one of [...hosted.filter((api) => !sharing(api)), ...hosted.filter(sharing)]) {
    const { id, planned, aliases } = one;
    const shared = "ownedBy" in planned.domain ? made.get(planned.domain.ownedBy) : undefined;
    const api = new ApiHosting(id, { planned, keyArn, clientIds, shared }, { providers, aliases });
    made.set(id, api.made);
    if (!("ownedBy" in planned.domain) && planned.domain.hostedZoneId === undefined)
      records[planned.domain.domainName] = {
        type: "CNAME",
        value: api.made.domain.domainNameConfiguration.targetDomainName,
      };
  }
  return records;
}
