// A declared grant, a partner's or an application's of ours, becomes the inputs of Auth0's client grant.
import type { Api } from "../model/api.ts";
import { isOfUsers } from "../model/grant-type.ts";
import type { Grant, GrantType } from "../model/partner.ts";
import { isOfAUser } from "../model/subject-type.ts";
import type { Workspace } from "../model/workspace.ts";
import { sortedSet } from "./sorted.ts";
import type { Plan, PlannedAccess, PlannedPartner } from "./types.ts";

/** Whether users sign in with it: for a grant, or, where its file has none, only to be known; nobody while it is paused. */
export const hasSignIn = ({ grants, onceActive = {}, application }: PlannedPartner): boolean => {
  const isLoginOnly = Object.keys(grants).length + Object.keys(onceActive).length === 0;
  return isLoginOnly
    ? application.grantTypes.some(isOfUsers)
    : Object.values(grants).some(({ subjectType }) => isOfAUser(subjectType));
};

/** The grant types that its file gives, whether it has them now or once it is active again. */
export const grantTypesOf = ({ application, grantTypesOnceActive }: PlannedPartner): readonly GrantType[] =>
  grantTypesOnceActive ?? application.grantTypes;

/** The grant under its key, and the API that it is for. */
export function planAccess(
  { api: id, subject_type, scopes }: Pick<Grant, "api" | "subject_type" | "scopes">,
  { apis }: Workspace,
): { readonly key: string; readonly access: PlannedAccess; readonly api: Api } {
  const api = apis.get(id)?.value;
  if (!api) throw new Error(`no API ${id}: plans are made of checked workspaces only`);
  const access = {
    api: id,
    ...(api.former_ids && { formerApis: sortedSet(api.former_ids) }),
    audience: api.identifier,
    subjectType: subject_type,
    scopes: sortedSet(scopes),
  };
  return { key: `${id}/${subject_type}`, access, api };
}

/** Whether users sign in to some third-party application. */
export const letsThirdPartiesIn = ({ partners }: Pick<Plan, "partners">): boolean =>
  Object.values(partners).some((partner) => !partner.application.isFirstParty && hasSignIn(partner));
