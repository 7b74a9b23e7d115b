// What an application may do at our APIs in its tenant → grants of a partner file, and what they leave out.

import { liveApiOf } from "../identity/natural-keys.ts";
import { letsEverybodyIn, storedPolicy } from "../model/access-policy.ts";
import { hasNoScopes } from "../model/any-token.ts";
import type { Api } from "../model/api.ts";
import { signsUsersIn } from "../model/grant-type.ts";
import type { SubjectType } from "../model/partner.ts";
import { isStrict } from "../model/security-mode.ts";
import { subjectTypeOf } from "../model/subject-type.ts";
import type { Workspace } from "../model/workspace.ts";
import type { LiveApi, LiveGrant } from "../tenant/live.ts";
import { quote } from "../text.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

/** A grant as a partner file has it, without its reason. */
export interface ImportedGrant {
  readonly api: string;
  readonly subject_type: SubjectType;
  readonly scopes: readonly string[];
}

export interface ImportedAccess {
  /** One for each API and subject type. */
  readonly grants: readonly ImportedGrant[];
  readonly leftOut: readonly string[];
}

/**
 * Only permissive applications get in by an API's policy, which is open where the tenant states none.
 * Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
 */
const opensTo = (application: TenantApplication, live: LiveApi | undefined): boolean =>
  live !== undefined &&
  !isStrict(application) &&
  signsUsersIn(application) &&
  letsEverybodyIn(storedPolicy(live, "user"));

const namedIn = (list: readonly string[]) => list.map(quote).join(", ");

/** What of one grant's scopes a file can say. */
function declaredOf(id: string, api: Api, scopes: readonly string[], leftOut: string[]): string[] {
  const unknown = scopes.filter((scope) => !Object.hasOwn(api.scopes, scope));
  if (unknown.length > 0)
    leftOut.push(`it has ${namedIn(unknown)} at ${id}, which apis/${id}.yaml does not declare`);
  return [...new Set(scopes)].filter((scope) => Object.hasOwn(api.scopes, scope)).sort();
}

function limitsOf(grant: LiveGrant, id: string): string[] {
  const organizations = grant.organization_usage !== undefined || grant.allow_any_organization === true;
  return [
    ...(organizations ? [`its grant to ${id} says how organizations may be used`] : []),
    ...(grant.authorization_details_types.length > 0
      ? [`its grant to ${id} has authorization_details_types`]
      : []),
    ...(grant.allow_all_scopes === true
      ? [`its grant to ${id} allows all scopes, later ones too: the file names those of today`]
      : []),
  ];
}

function ownGrants(
  application: TenantApplication,
  [id, api]: readonly [string, Api],
  tenant: ImportableTenant,
  leftOut: string[],
): ImportedGrant[] {
  const live = liveApiOf(api.identifier, tenant.apis);
  const all = (live?.scopes ?? []).map(({ value }) => value);
  const held = tenant.grants.filter(
    (grant) => grant.client_id === application.client_id && grant.audience === api.identifier,
  );
  const found = new Map<SubjectType, readonly string[]>();
  for (const grant of held) {
    const subject = subjectTypeOf(grant.subject_type);
    leftOut.push(...limitsOf(grant, id));
    if (subject === undefined)
      leftOut.push(`its grant to ${id} has the subject type ${quote(grant.subject_type ?? "")}`);
    else found.set(subject, grant.allow_all_scopes ? all : grant.scope);
  }
  if (opensTo(application, live)) {
    leftOut.push(
      `the policy of ${id} in the tenant opens every scope to it on behalf of users, without a grant: ` +
        "the file names all of them, so take away what it does not need",
    );
    found.set("user", all);
  }
  return [...found].flatMap(([subject_type, scopes]) => {
    const declared = declaredOf(id, api, scopes, leftOut);
    const isEmpty = declared.length === 0 && !hasNoScopes(api);
    if (isEmpty) leftOut.push(`its grant to ${id} (${subject_type}) has no scope that a file can name`);
    return isEmpty ? [] : [{ api: id, subject_type, scopes: declared }];
  });
}

/** Whether a review would want to know of it: it has a grant to an API of ours, or the API's policy lets it in. */
export function reachesOurApis(
  application: TenantApplication,
  tenant: ImportableTenant,
  { apis }: Workspace,
): boolean {
  const ours = new Set([...apis.values()].map(({ value }) => value.identifier));
  return (
    tenant.grants.some(
      ({ client_id, audience }) => client_id === application.client_id && ours.has(audience),
    ) || tenant.apis.some((live) => ours.has(live.identifier) && opensTo(application, live))
  );
}

/** Never more than the application has. */
export function importAccess(
  application: TenantApplication,
  tenant: ImportableTenant,
  { apis }: Workspace,
): ImportedAccess {
  const leftOut: string[] = [];
  const ours = [...apis.values()].map(({ id, value }) => [id, value] as const);
  const grants = ours.flatMap((api) => ownGrants(application, api, tenant, leftOut));
  const known = new Set(ours.map(([, { identifier }]) => identifier));
  for (const { client_id, default_for, audience } of tenant.grants) {
    if (client_id === application.client_id && !known.has(audience))
      leftOut.push(`it has a grant for ${quote(audience)}, which is not an API of ours`);
    if (default_for !== undefined && known.has(audience))
      leftOut.push(`a default grant for ${quote(audience)} may give it more`);
  }
  return { grants, leftOut };
}
