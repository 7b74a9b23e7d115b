// A plan becomes resources and the outputs that people and other programs need.

import { getConnection } from "@pulumi/auth0/getConnection.js";
import * as pulumi from "@pulumi/pulumi";
import type { SubjectType } from "../model/partner.ts";
import { mayGo } from "../model/status.ts";
import type { Plan, PlannedConnection, PlannedPartner } from "../plan/types.ts";
import { type AdoptedGrants, adoptedGrants } from "./adoption.ts";
import { ProtectedApi } from "./api.ts";
import { keyOfStack } from "./aws/stack-key.ts";
import { LoginAction } from "./login-action.ts";
import { aliasesOf } from "./options.ts";
import { PartnerAccess } from "./partner-access.ts";

/** What a stack tells about one partner. Nothing in it is secret. */
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
async function lookUpConnections({ connections, domain }: Plan): Promise<Record<string, string>> {
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

/** Grants of the applications that are taken over, by partner and the plan's key. */
async function lookUpAdopted({ partners }: Plan): Promise<Record<string, AdoptedGrants>> {
  const found = Object.entries(partners).map(
    async ([id, planned]) => [id, await adoptedGrants(id, planned)] as const,
  );
  return Object.fromEntries(await Promise.all(found));
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
  /** What the next deployment knows them again by; a part has none. */
  readonly apis?: Readonly<Record<string, { readonly identifier: string }>>;
  readonly partners: Readonly<Record<string, PartnerOutput>>;
  /** Of the key on AWS, for the parts of the stack; only where it is made. */
  readonly key_arn?: pulumi.Output<string>;
}

/**
 * Declares every resource of the plan; gives the stack's outputs.
 *
 * @throws RunError when a connection of the tenant is missing or not what was reviewed, or a part comes before its stack
 */
export async function deploy(plan: Plan): Promise<StackOutputs> {
  const { protect } = plan;
  const connectionIds = await lookUpConnections(plan);
  const adopted = await lookUpAdopted(plan);
  const isPart = plan.part !== undefined;
  const stackKeyArn = plan.aws && isPart ? await keyOfStack(plan) : undefined;
  const apis = Object.entries(plan.apis).map(
    ([id, planned]) =>
      [
        id,
        new ProtectedApi(id, { planned, protect }, { aliases: aliasesOf(planned.formerIds) }).audience,
      ] as const,
  );
  const audiences = isPart ? audiencesIn(plan) : Object.fromEntries(apis);
  // Grants come after the Actions: no token is issued that an Action should have had a say in.
  const dependsOn = Object.entries(plan.actions).map(([id, planned]) => new LoginAction(id, { planned }));
  const partners = Object.entries(plan.partners).map(([id, planned]) => {
    // Retiring lifts the protection, so that a later change may delete the application, and none before it.
    const isProtected = protect && !mayGo(planned.status);
    const access = new PartnerAccess(
      id,
      { planned, audiences, connectionIds, protect: isProtected, adoptedGrants: adopted[id] ?? {} },
      { aliases: aliasesOf(planned.formerIds), dependsOn },
    );
    return { id, planned, access };
  });
  const described = partners.map(({ id, planned, access }) => [id, describePartner(planned, access)]);
  const identifiers = Object.entries(plan.apis).map(
    ([id, { resourceServer }]) => [id, { identifier: resourceServer.identifier }] as const,
  );
  const outputs = {
    issuer: plan.issuer,
    ...(!isPart && { apis: Object.fromEntries(identifiers) }),
    partners: Object.fromEntries(described),
  };
  if (!plan.aws) return outputs;
  // Loaded here, so that a stack without AWS needs neither the time nor the plugin.
  const { deployAws } = await import("./aws/deploy-aws.ts");
  const credentials = Object.fromEntries(partners.map(({ id, access }) => [id, access]));
  const keyArn = deployAws(plan.aws, plan, credentials, stackKeyArn);
  return isPart ? outputs : { ...outputs, key_arn: keyArn };
}
