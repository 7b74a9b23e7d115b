// A tenant's applications → those third-party ones that no file declares yet, with access to our APIs or without.

import { isMarked } from "../identity/marker.ts";
import type { Workspace } from "../model/workspace.ts";
import { reachesOurApis } from "./grants.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

/** Each in the order of their client IDs. */
export interface Candidates {
  readonly withAccess: readonly TenantApplication[];
  /** A file without a grant says nothing: there is none to write. */
  readonly withoutAccess: readonly TenantApplication[];
}

/** The third-party applications of a tenant that no file names and nobody's marker claims, by client ID. */
export function candidatesOf(tenant: ImportableTenant, workspace: Workspace): Candidates {
  const adopted = new Set(
    [...workspace.partners.values()].flatMap(({ value }) =>
      Object.values(value.stacks).flatMap(({ client_id }) => client_id ?? []),
    ),
  );
  const undeclared = tenant.applications
    .filter((application) => application.is_first_party === false && !isMarked(application))
    .filter(({ client_id }) => !adopted.has(client_id))
    .sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  const hasAccess = (application: TenantApplication) => reachesOurApis(application, tenant, workspace);
  return {
    withAccess: undeclared.filter(hasAccess),
    withoutAccess: undeclared.filter((application) => !hasAccess(application)),
  };
}
