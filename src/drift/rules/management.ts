// The Management API: who may change what leads to tokens, the deployment included.
import { WAY_FACTS } from "../../access/ways.ts";
import { letsEverybodyIn, storedPolicy } from "../../model/access-policy.ts";
import { isLocalTenant } from "../../tenant/credentials.ts";
import { observedGrant } from "../../tenant/observed.ts";
import { LOCAL_DEPLOYMENT } from "../../tenant/way-in.ts";
import { quote } from "../../text.ts";
import type { Comparison } from "../difference.ts";
import { holderOf, type WhoseApplication } from "./holder.ts";
import { type DriftRule, named } from "./rule.ts";

/**
 * Scopes of the Management API that lead to tokens for our APIs: all that change something, and those that show secrets.
 * Source: https://auth0.com/docs/api/management/v2/clients/get-clients
 */
const escalates = (scope: string): boolean =>
  !scope.startsWith("read:") || scope === "read:client_keys" || scope === "read:user_idp_tokens";

const MANAGEMENT = {
  remedy: "by-hand",
  source: WAY_FACTS["management-api"].source,
} as const;

/** APIs of Auth0 itself, by identifier. */
const systemAudiences = ({ plan, tenant }: Comparison): ReadonlySet<string> =>
  new Set([
    `https://${plan.domain}/api/v2/`,
    ...tenant.apis.filter(({ is_system }) => is_system === true).map(({ identifier }) => identifier),
  ]);

/** Scopes of those that lead to tokens and that a default grant gives every third-party application; by API. */
export const defaultRights = (comparison: Comparison): [identifier: string, scopes: readonly string[]][] => {
  const audiences = systemAudiences(comparison);
  return comparison.tenant.grants
    .filter(({ default_for: whom, audience }) => whom !== undefined && audiences.has(audience))
    .map(
      (grant) =>
        [
          grant.audience,
          grant.allow_all_scopes === true
            ? ["every scope"]
            : observedGrant(grant, comparison.tenant.apis).scopes.filter(escalates),
        ] as [string, readonly string[]],
    )
    .filter(([, scopes]) => scopes.length > 0);
};

/** Who has which of the scopes that lead to tokens; applications with none are among them. */
export function* managementRights(comparison: Comparison) {
  const { plan, tenant } = comparison;
  const audiences = systemAudiences(comparison);
  for (const grant of tenant.grants) {
    const { client_id: id } = grant;
    if (!audiences.has(grant.audience) || id === undefined) continue;
    // It listens on this machine only, and its secret is not secret.
    if (isLocalTenant(plan.domain) && id === LOCAL_DEPLOYMENT) continue;
    const application = tenant.applications.find((one) => one.client_id === id);
    const holder: WhoseApplication = application
      ? holderOf(application, comparison)
      : { subject: { kind: "application", id } };
    const held = observedGrant(grant, tenant.apis).scopes;
    const scopes =
      grant.allow_all_scopes === true && held.length === 0 ? ["every scope"] : held.filter(escalates);
    yield { ...holder, name: application?.name ?? id, scopes };
  }
}

/**
 * APIs of Auth0 beside the Management API that give every application every scope for its users: with those of My Account
 * it adds a way to sign in to the user's account, and is the user from then on.
 * Source: https://auth0.com/docs/manage-users/my-account-api (read 2026-11)
 */
export const openSystemApis = ({ tenant }: Comparison): string[] =>
  tenant.apis
    .filter((api) => api.is_system === true && letsEverybodyIn(storedPolicy(api, "user")))
    .map(({ identifier }) => identifier)
    .filter((identifier) => !identifier.endsWith("/api/v2/"));

export const systemApiOpened: DriftRule = {
  ...MANAGEMENT,
  id: "system-api-opened",
  title: "No API of Auth0 lets every application in",
  severity: "alarm",
  why: "without a grant an application changes how its users sign in, and can sign in as one of them later",
  todo: "set the policy of that API for users to require_client_grant in the tenant",
  source: "https://auth0.com/docs/manage-users/my-account-api",
  *check(comparison) {
    for (const identifier of openSystemApis(comparison))
      yield {
        subject: { kind: "tenant", id: comparison.plan.domain },
        what: `the policy of ${quote(identifier)} gives every application that is not strict every scope for its users`,
        live: identifier,
      };
  },
};

export const managementUndeclared: DriftRule = {
  ...MANAGEMENT,
  id: "management-rights-undeclared",
  title: "No application may change the tenant beyond what tenant.yaml declares",
  severity: "alarm",
  why: "anyone who may change grants, users, Actions, connections or keys gives any application, itself first, every scope of every API; Auth0 keeps nobody from widening the own grant",
  todo: "find out who granted it, in the tenant's log; take the scopes away, or write them into management_scopes of the application in tenant.yaml",
  *check(comparison) {
    for (const { subject, own, name, scopes } of managementRights(comparison)) {
      const more = scopes.filter((scope) => !own?.managementScopes?.includes(scope));
      if (more.length > 0)
        yield {
          subject,
          what: `${quote(name)} may use the Management API with ${named(more)}, which nothing declares`,
          ...(own?.managementScopes && { declared: own.managementScopes }),
          live: scopes,
        };
    }
  },
};

export const managementNarrower: DriftRule = {
  ...MANAGEMENT,
  id: "management-rights-unused",
  title: "What tenant.yaml declares of the Management API is granted",
  severity: "note",
  why: "what nobody has needs no declaration, and would let it come back unseen",
  todo: "take the scopes out of management_scopes in tenant.yaml, or grant them",
  *check(comparison) {
    const held = [...managementRights(comparison)];
    for (const [id, { clientId, managementScopes = [] }] of Object.entries(comparison.plan.ownApplications)) {
      const has = held.find(({ subject }) => subject.clientId === clientId)?.scopes ?? [];
      const less = managementScopes.filter((scope) => escalates(scope) && !has.includes(scope));
      if (less.length > 0)
        yield {
          subject: { kind: "own-application", id, clientId },
          what: `it is declared with ${named(less)} at the Management API, and has no such grant`,
        };
    }
  },
};
