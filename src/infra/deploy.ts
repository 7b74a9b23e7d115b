// A plan becomes resources and the outputs that people and other programs need.

import { getConnection } from "@pulumi/auth0/getConnection.js";
import * as pulumi from "@pulumi/pulumi";
import type { SubjectType } from "../model/partner.ts";
import { mayGo } from "../model/status.ts";
import type { Plan, PlannedConnection, PlannedPartner } from "../plan/types.ts";
import { Api as ProtectedApi } from "./api.ts";
import type { DnsRecords } from "./aws/deploy-aws.ts";
import { keyOfStack } from "./aws/stack-key.ts";
import { LoginAction } from "./login-action.ts";
import { NOTHING, type TakenOver } from "./look-up.ts";
import { aliasesOf } from "./options.ts";
import { OwnApplicationGrants } from "./own-application.ts";
import { PartnerAccess } from "./partner-access.ts";

/** What a stack says about one partner. Nothing in it is secret. */
export interface PartnerOutput {
  readonly name: string;
  readonly description: string;
  readonly client_id: pulumi.Output<string>;
  readonly enable_url: string | null;
  readonly grants: readonly { audience: string; subject_type: SubjectType; scopes: readonly string[] }[];
}

/**
 * Ids of the tenant's connections. Looked up and compared with what was reviewed: a connection that is missing
 * or no longer at domain level stops the run before anything is created, so the answers are awaited.
 */
export async function lookUpConnections({ connections, domain }: Plan): Promise<Record<string, string>> {
  const lookUp = async ([name, { isDomainConnection, strategy }]: [string, PlannedConnection]) => {
    const found = await getConnection({ name, skipEnabledClients: true }).catch((reason: Error) => {
      throw new pulumi.RunError(
        `connection "${name}" of tenant.yaml cannot be looked up in the tenant ${domain}: ${reason.message}`,
      );
    });
    if (found.isDomainConnection !== isDomainConnection)
      throw new pulumi.RunError(
        `connection "${name}": tenant.yaml says is_domain_connection: ${isDomainConnection}, ` +
          `the tenant ${domain} says ${found.isDomainConnection}`,
      );
    if (found.strategy !== strategy)
      throw new pulumi.RunError(
        `connection "${name}": tenant.yaml says strategy: ${strategy}, the tenant ${domain} says ${found.strategy}`,
      );
    return [name, found.id] as const;
  };
  return Object.fromEntries(await Promise.all(Object.entries(connections).map(lookUp)));
}

/** The audiences of a part's grants: their APIs are made before, in the stack's own run. */
const audiencesIn = ({ partners }: Plan): Record<string, string> =>
  Object.fromEntries(
    Object.values(partners).flatMap(({ grants }) =>
      Object.values(grants).map(({ api, audience }) => [api, audience] as const),
    ),
  );

const describePartner = (planned: PlannedPartner, access: PartnerAccess): PartnerOutput => ({
  name: planned.application.name,
  description: planned.application.description,
  client_id: access.clientId,
  enable_url: planned.enableUrl ?? null,
  grants: Object.values(planned.grants).map(({ audience, subjectType, scopes }) => ({
    audience,
    subject_type: subjectType,
    scopes,
  })),
});

export interface StackOutputs {
  readonly issuer: string;
  readonly partners: Readonly<Record<string, PartnerOutput>>;
  /** Of the key on AWS, for the parts of the stack; only where it is made. */
  readonly key_arn?: pulumi.Output<string>;
  /** Of hosted domains whose DNS others run: what they make there. Absent where there are none. */
  readonly dns_records?: DnsRecords;
}

const mapped = <T, U>(record: Readonly<Record<string, T>>, to: (value: T, key: string) => U) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)] as const));

/**
 * The APIs, and the grants of our own applications. Where an API was there before, its policy may have let them in
 * without a grant: so they get theirs before the API is changed, and elsewhere once its scopes exist.
 */
function declareApis(
  { apis, protect, ownApplications }: Plan,
  { apis: found, ownGrants }: TakenOver,
): Record<string, ProtectedApi> {
  const adoptedOf = (id: string) => apis[id]?.adopts ?? found[id];
  const declare = (dependsOn: (id: string) => pulumi.Resource[]) => (id: string) => {
    const planned = apis[id];
    if (!planned) throw new Error(`API ${id} is not in the plan`);
    const args = { planned, protect, adopted: adoptedOf(id) };
    return new ProtectedApi(id, args, { aliases: aliasesOf(planned.formerIds), dependsOn: dependsOn(id) });
  };
  const declareAll = (ids: readonly string[], one: (id: string) => ProtectedApi) =>
    Object.fromEntries(ids.map((id) => [id, one(id)] as const));
  const ids = Object.keys(apis);
  const isThere = (id: string) => adoptedOf(id) !== undefined;
  const made = declareAll(
    ids.filter((id) => !isThere(id)),
    declare(() => []),
  );
  const audiences = mapped(made, ({ audience }) => audience);
  const grants = Object.entries(ownApplications).flatMap(
    ([id, planned]) => new OwnApplicationGrants({ planned, audiences, adoptedGrants: ownGrants[id] }).grants,
  );
  const before = (id: string) => grants.filter(({ api }) => api === id).map(({ grant }) => grant);
  return { ...made, ...declareAll(ids.filter(isThere), declare(before)) };
}

/**
 * Declares every resource of the plan; gives the stack's outputs.
 *
 * @param takenOver what the tenant has already of it
 * @param connectionIds of the tenant's connections, by name
 * @throws RunError when a connection of the tenant is missing or not what was reviewed, or a part comes before its stack
 */
export async function deploy(
  plan: Plan,
  takenOver: TakenOver = NOTHING,
  connectionIds?: Readonly<Record<string, string>>,
): Promise<StackOutputs> {
  const known = connectionIds ?? (await lookUpConnections(plan));
  const isPart = plan.part !== undefined;
  const stackKeyArn = plan.aws && isPart ? await keyOfStack(plan) : undefined;
  const apis = declareApis(plan, takenOver);
  const audiences = isPart ? audiencesIn(plan) : mapped(apis, ({ audience }) => audience);
  // Grants come after the Actions: no token is issued that an Action should have had a say in.
  const dependsOn = Object.entries(plan.actions).map(
    ([id, planned]) => new LoginAction(id, { planned, adopted: takenOver.actions[id] }),
  );
  const partners = Object.entries(plan.partners).map(([id, planned]) => {
    // Retiring lifts the protection, so that a later change may delete the application, and none before it.
    const isProtected = plan.protect && !mayGo(planned.status);
    const access = new PartnerAccess(
      id,
      {
        planned,
        audiences,
        connectionIds: known,
        protect: isProtected,
        adoptedGrants: takenOver.partnerGrants[id] ?? {},
      },
      { aliases: aliasesOf(planned.formerIds), dependsOn },
    );
    return { id, planned, access };
  });
  const described = partners.map(({ id, planned, access }) => [id, describePartner(planned, access)]);
  const outputs = {
    issuer: plan.issuer,
    partners: Object.fromEntries(described),
  };
  if (!plan.aws) return outputs;
  // Loaded here, so that a stack without AWS needs neither the time nor the plugin.
  const { deployAws } = await import("./aws/deploy-aws.ts");
  const credentials = Object.fromEntries(partners.map(({ id, access }) => [id, access]));
  const { keyArn, dnsRecords } = deployAws(plan.aws, plan, credentials, stackKeyArn);
  if (isPart) return outputs;
  const elsewhere = Object.keys(dnsRecords).length > 0 && { dns_records: dnsRecords };
  return { ...outputs, key_arn: keyArn, ...elsewhere };
}
