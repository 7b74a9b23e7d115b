// A tenant's applications → those third-party ones that have access to our APIs and that no file declares yet.

import type { Workspace } from "../model/workspace.ts";
import { OWNERSHIP_KEYS } from "../plan/application.ts";
import { hasAccess } from "./grants.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

/** Any stack's and any project's marker: somebody's declarations have the application already. */
const isMarked = ({ client_metadata: metadata }: TenantApplication) =>
  metadata !== undefined && Object.hasOwn(metadata, OWNERSHIP_KEYS.partner);

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
    .filter((application) => hasAccess(application, tenant, workspace))
    .sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
}
