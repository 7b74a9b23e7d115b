// A checked workspace and a stack's name become that stack's plan.

import { consentOf } from "../model/consent.ts";
import type { Grant, Partner, PartnerStack } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { DEPLOYMENT, type Stack } from "../model/stack.ts";
import { hasAccess, statusIn } from "../model/status.ts";
import type { Workspace } from "../model/workspace.ts";
import { planActions } from "./actions.ts";
import { planApi } from "./api.ts";
import { grantTypesIn, hasGrantTypes, planApplication } from "./application.ts";
import { awsPlace, planAws } from "./aws/aws.ts";
import { type HostingContext, planHosting } from "./aws/hosting.ts";
import { planCredentials } from "./credentials.ts";
import { hasSignIn, planAccess } from "./grants.ts";
import { planNotes } from "./notes.ts";
import { planOwnApplications } from "./own-applications.ts";
import { sortedRecord, sortedSet } from "./sorted.ts";
import type { Plan, PlannedConnection, PlannedGrant, PlannedPartner } from "./types.ts";

/** The Pulumi project; part of every resource's URN. */
export const PROJECT = "partner-access";

const inStack = (grant: Grant, stack: string) => grant.stacks?.includes(stack) ?? true;

function planGrants(
  grants: readonly Grant[],
  workspace: Workspace,
  { application }: Partner,
  { callbacks = [] }: PartnerStack,
): Record<string, PlannedGrant> {
  return sortedRecord(
    grants.map((grant) => {
      const { key, access, api } = planAccess(grant, workspace);
      const consent = consentOf({
        subjectType: access.subjectType,
        isFirstParty: application.is_first_party,
        callbacks,
        apiSkips: api.skip_consent_for_verifiable_first_party_clients,
      });
      const optional = grant.optional_scopes && { optional: sortedSet(grant.optional_scopes) };
      return [key, { ...access, reason: grant.reason, consent, ...optional }] as const;
    }),
  );
}

function planPartner(
  id: string,
  partner: Partner,
  workspace: Workspace,
  stack: string,
): PlannedPartner | undefined {
  const settings = entryOf(partner.stacks, stack);
  if (!settings) return undefined;
  const grants = partner.grants.filter((grant) => inStack(grant, stack));
  const status = statusIn(partner, stack);
  const planned = planGrants(grants, workspace, partner, settings);
  return {
    status,
    owner: partner.owner,
    notes: {
      ...(partner.application.skip_consent !== undefined && {
        skipConsent: partner.application.skip_consent,
      }),
      ...(settings.aws_principal_arn !== undefined && { awsPrincipal: settings.aws_principal_arn }),
    },
    contact: { name: partner.contact.name, email: partner.contact.email },
    keyStates: sortedRecord(
      (settings.credentials ?? []).flatMap(({ name, state }) =>
        state === undefined ? [] : [[name, state] as const],
      ),
    ),
    contract: { reference: partner.contract.reference, ends: partner.contract.ends },
    ...(partner.review_by !== undefined && { reviewBy: partner.review_by }),
    oidcScopes: sortedSet(partner.application.oidc_scopes ?? []),
    formerIds: sortedSet(partner.former_ids ?? []),
    ...(settings.client_id !== undefined && { adopts: settings.client_id }),
    ...(settings.part !== undefined && { part: settings.part }),
    ...(settings.enable_url !== undefined && { enableUrl: settings.enable_url }),
    application: planApplication(partner, grants, settings, { project: PROJECT, stack, partner: id }),
    credentials: planCredentials(partner.application, settings),
    grants: hasAccess(status) ? planned : {},
    ...(!hasAccess(status) && { onceActive: planned }),
    ...(!hasGrantTypes(partner, stack) && { grantTypesOnceActive: grantTypesIn(partner, grants) }),
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
  const thirdParty = all.some((partner) => !partner.application.isFirstParty && hasSignIn(partner));
  return sortedRecord(
    (workspace.tenant?.value.connections ?? [])
      .filter(({ name, is_domain_connection }) => named.has(name) || (thirdParty && is_domain_connection))
      .map(({ name, strategy, is_domain_connection }) => [
        name,
        { strategy, isDomainConnection: is_domain_connection },
      ]),
  );
}

function planApis(
  workspace: Workspace,
  { stack, config }: { readonly stack: string; readonly config: Stack["config"] },
  context: HostingContext | undefined,
): Plan["apis"] {
  const account = workspace.tenant?.value.account;
  const hosted = config["partner-access:hosting"] ?? {};
  return sortedRecord(
    [...workspace.apis.values()].map(({ id, value }) => {
      const hosting = planHosting(id, value, hosted, context);
      return [
        id,
        { ...planApi(value, account, entryOf(value.stacks ?? {}, stack)), ...(hosting && { hosting }) },
      ] as const;
    }),
  );
}

/**
 * The plan of one declared stack.
 *
 * @throws Error when the workspace has findings: it must have been checked before.
 */
function planDeployment({ [DEPLOYMENT]: said }: Stack["config"]): Pick<Plan, "deployment"> {
  const { after, approval = false } = said ?? {};
  if (after === undefined && !approval) return {};
  return { deployment: { ...(after !== undefined && { after }), approval } };
}

/** Everything that will exist in one stack. @throws Error for a stack that has no settings */
export function planStack(workspace: Workspace, stack: string): Plan {
  const config = workspace.stacks.get(stack)?.value.config;
  if (!config) throw new Error(`no stack ${stack}: plans are made of checked workspaces only`);
  const issuer = config["partner-access:issuer"] ?? `https://${config["auth0:domain"]}/`;
  const protect = config["partner-access:protect"];
  const place = awsPlace(workspace, PROJECT, stack);
  const apis = planApis(workspace, { stack, config }, place && { ...place, issuer, protect });
  const partners = sortedRecord(
    [...workspace.partners.values()].flatMap(({ id, value }) => {
      const planned = planPartner(id, value, workspace, stack);
      return planned ? [[id, planned] as const] : [];
    }),
  );
  const connections = planConnections(partners, workspace);
  return {
    format: 1,
    project: PROJECT,
    stack,
    domain: config["auth0:domain"],
    showsScopeDescriptions: workspace.tenant?.value.flags.use_scope_descriptions_for_consent ?? false,
    issuer,
    protect,
    ...planDeployment(config),
    connections,
    notes: planNotes(workspace, config, connections),
    apis,
    actions: planActions(workspace),
    partners,
    ownApplications: planOwnApplications(workspace, stack),
    ...(place && { aws: planAws(workspace, { issuer, apis, partners }, place) }),
  };
}
