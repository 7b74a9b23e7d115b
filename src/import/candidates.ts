// A tenant's applications → those that no file declares yet: third parties', and our own with access to our APIs.

import { isMarked } from "../identity/marker.ts";
import type { Workspace } from "../model/workspace.ts";
import { reachesOurApis } from "./grants.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

/** Each in the order of their client IDs. */
export interface Candidates {
  readonly withAccess: readonly TenantApplication[];
  /** A file without a grant says nothing: there is none to write. */
  readonly withoutAccess: readonly TenantApplication[];
  /** Third parties' with access that a document of their own configures: no file can. */
  readonly byDocument: readonly TenantApplication[];
  /** First-party ones with access: no file of their own, but a section of tenant.yaml. */
  readonly ours: readonly TenantApplication[];
}

/** The applications of a tenant that no file names and nobody's marker claims, by client ID. */
export function candidatesOf(tenant: ImportableTenant, workspace: Workspace): Candidates {
  const declared = [
    ...[...workspace.partners.values()].map(({ value }) => value),
    ...Object.values(workspace.tenant?.value.own_applications ?? {}),
  ];
  const named = new Set(
    declared.flatMap(({ stacks }) => Object.values(stacks).flatMap(({ client_id }) => client_id ?? [])),
  );
  const undeclared = tenant.applications
    .filter((application) => !isMarked(application) && !named.has(application.client_id))
    .sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  const hasAccess = (application: TenantApplication) => reachesOurApis(application, tenant, workspace);
  const [theirs, ours] = [false, true].map((first) =>
    undeclared.filter(({ is_first_party }) => (is_first_party !== false) === first),
  ) as [TenantApplication[], TenantApplication[]];
  return {
    withAccess: theirs.filter((one) => hasAccess(one) && one.external_client_id === undefined),
    byDocument: theirs.filter((one) => hasAccess(one) && one.external_client_id !== undefined),
    withoutAccess: theirs.filter((application) => !hasAccess(application)),
    ours: ours.filter(hasAccess),
  };
}
