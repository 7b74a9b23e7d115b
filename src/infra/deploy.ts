// A plan becomes resources and the outputs that people and other programs need.
import { getConnectionOutput } from "@pulumi/auth0/getConnection.js";
import * as pulumi from "@pulumi/pulumi";
import type { Plan, PlannedPartner } from "../plan/types.ts";
import { Api } from "./api.ts";
import { PartnerAccess } from "./partner-access.ts";

/** What a stack tells about one partner. Nothing in it is secret. */
export interface PartnerOutput {
  readonly name: string;
  readonly description: string;
  readonly client_id: pulumi.Output<string>;
  readonly enable_url: string | null;
  readonly grants: readonly { audience: string; subject_type: string; scopes: readonly string[] }[];
}

/**
 * Ids of the tenant's connections. Looked up and compared with what was reviewed: a connection that is missing
 * or no longer at domain level stops the run before anything is created.
 */
function lookUpConnections(plan: Plan): Record<string, pulumi.Output<string>> {
  const lookUp = (name: string, isDomainConnection: boolean) =>
    getConnectionOutput({ name, skipEnabledClients: true }).apply((found) => {
      if (found.isDomainConnection !== isDomainConnection)
        throw new pulumi.RunError(
          `connection "${name}": tenant.yaml says is_domain_connection: ${isDomainConnection}, ` +
            `the tenant ${plan.domain} says ${found.isDomainConnection}`,
        );
      return found.id;
    });
  return Object.fromEntries(
    Object.entries(plan.connections).map(([name, connection]) => [
      name,
      lookUp(name, connection.isDomainConnection),
    ]),
  );
}

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

/** Declares every resource of the plan; returns the stack's outputs. */
export function deploy(plan: Plan): { issuer: string; partners: Record<string, PartnerOutput> } {
  const { protect } = plan;
  const connectionIds = lookUpConnections(plan);
  const audiences = Object.fromEntries(
    Object.entries(plan.apis).map(([id, planned]) => [id, new Api(id, { planned, protect }).audience]),
  );
  const partners = Object.entries(plan.partners).map(([id, planned]) => {
    const aliases = planned.formerIds.map((name) => ({ name }));
    const access = new PartnerAccess(id, { planned, audiences, connectionIds, protect }, { aliases });
    return [id, describePartner(planned, access)] as const;
  });
  return { issuer: plan.issuer, partners: Object.fromEntries(partners) };
}
