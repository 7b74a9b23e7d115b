// A checked workspace and a stack's name become that stack's plan.
import type { Grant, Partner } from "../model/partner.ts";
import type { Workspace } from "../model/workspace.ts";
import { planActions } from "./actions.ts";
import { planApi } from "./api.ts";
import { planApplication, planCredentials } from "./application.ts";
import { sortedRecord, sortedSet } from "./sorted.ts";
import type { Plan, PlannedConnection, PlannedGrant, PlannedPartner } from "./types.ts";

/** The Pulumi project; part of every resource's URN. */
export const PROJECT = "partner-access";

const inStack = (grant: Grant, stack: string) => grant.stacks?.includes(stack) ?? true;

function planGrants(grants: readonly Grant[], workspace: Workspace): Record<string, PlannedGrant> {
  return sortedRecord(
    grants.map(({ api, subject_type, scopes }) => {
      const audience = workspace.apis.get(api)?.value.identifier;
      if (audience === undefined) throw new Error(`no API ${api}: plans are made of checked workspaces only`);
      return [
        `${api}/${subject_type}`,
        { api, audience, subjectType: subject_type, scopes: sortedSet(scopes) },
      ] as const;
    }),
  );
}

function planPartner(
  id: string,
  partner: Partner,
  workspace: Workspace,
  stack: string,
): PlannedPartner | undefined {
  const settings = Object.hasOwn(partner.stacks, stack) ? partner.stacks[stack] : undefined;
  if (!settings) return undefined;
  const grants = partner.grants.filter((grant) => inStack(grant, stack));
  return {
    formerIds: sortedSet(partner.former_ids ?? []),
    ...(settings.enable_url !== undefined && { enableUrl: settings.enable_url }),
    application: planApplication(partner, grants, settings, { project: PROJECT, stack, partner: id }),
    credentials: planCredentials(partner.application, settings),
    grants: planGrants(grants, workspace),
    connections: sortedSet(partner.application.connections ?? []),
  };
}

/**
 * Connections that users of some partner sign in with: those that first-party applications name, and every
 * domain-level one as soon as a third-party application acts for users.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
function planConnections(
  partners: Readonly<Record<string, PlannedPartner>>,
  workspace: Workspace,
): Record<string, PlannedConnection> {
  const all = Object.values(partners);
  const named = new Set(all.flatMap((partner) => partner.connections));
  const actsForUsers = (partner: PlannedPartner) =>
    Object.values(partner.grants).some((grant) => grant.subjectType === "user");
  const thirdParty = all.some((partner) => !partner.application.isFirstParty && actsForUsers(partner));
  return sortedRecord(
    (workspace.tenant?.value.connections ?? [])
      .filter(({ name, is_domain_connection }) => named.has(name) || (thirdParty && is_domain_connection))
      .map(({ name, strategy, is_domain_connection }) => [
        name,
        { strategy, isDomainConnection: is_domain_connection },
      ]),
  );
}

/**
 * The plan of one declared stack.
 *
 * @throws Error when the workspace has findings: it must have been checked before.
 */
export function planStack(workspace: Workspace, stack: string): Plan {
  const config = workspace.stacks.get(stack)?.value.config;
  if (!config) throw new Error(`no stack ${stack}: plans are made of checked workspaces only`);
  const partners = sortedRecord(
    [...workspace.partners.values()].flatMap(({ id, value }) => {
      const planned = planPartner(id, value, workspace, stack);
      return planned ? [[id, planned] as const] : [];
    }),
  );
  return {
    format: 1,
    project: PROJECT,
    stack,
    domain: config["auth0:domain"],
    issuer: config["partner-access:issuer"] ?? `https://${config["auth0:domain"]}/`,
    protect: config["partner-access:protect"],
    connections: planConnections(partners, workspace),
    apis: sortedRecord([...workspace.apis.values()].map(({ id, value }) => [id, planApi(value)] as const)),
    actions: planActions(workspace),
    partners,
  };
}
