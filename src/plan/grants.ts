// A declared grant, a partner's or an application's of ours, becomes the inputs of Auth0's client grant.
import type { Api } from "../model/api.ts";
import type { Grant } from "../model/partner.ts";
import type { Workspace } from "../model/workspace.ts";
import { sortedSet } from "./sorted.ts";
import type { PlannedAccess } from "./types.ts";

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
