// A tenant's applications → those third-party ones that have access to our APIs and that no file declares yet.

import { isMarked } from "../identity/marker.ts";
import type { Workspace } from "../model/workspace.ts";
import { reachesOurApis } from "./grants.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

/** In the order of their client IDs. */
export function candidatesOf(tenant: ImportableTenant, workspace: Workspace): readonly TenantApplication[] {
  const adopted = new Set(
    [...workspace.partners.values()].flatMap(({ value }) =>
      Object.values(value.stacks).flatMap(({ client_id }) => client_id ?? []),
    ),
  );
  return tenant.applications
    .filter((application) => application.is_first_party === false && !isMarked(application))
    .filter(({ client_id }) => !adopted.has(client_id))
    .filter((application) => reachesOurApis(application, tenant, workspace))
    .sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
}
