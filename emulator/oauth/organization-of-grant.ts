import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { grantOf } from "./applications.ts";

/** For which organization an application acts for itself, or why it may not. */
export interface OrganizationOfGrant {
  readonly id?: string;
  readonly violation?: string;
}

interface Default {
  readonly organization_id: string;
  readonly flows: readonly string[];
}

/** A request that names none gets the application's own, where the grant asks for one. */
function defaultOf({ default_organization }: Client): string | undefined {
  const own = default_organization as Default | undefined;
  return own?.flows.includes("client_credentials") ? own.organization_id : undefined;
}

/** Source: https://auth0.com/docs/manage-users/organizations/organizations-for-m2m-applications/configure-your-application-for-m2m-access (read 2026-11) */
export function organizationOf(
  tenant: Tenant,
  client: Client,
  server: ResourceServer | undefined,
  asked: string | undefined,
): OrganizationOfGrant {
  const grant = server && grantOf(tenant, client, server, "client");
  if (grant === undefined) return {};
  const usage = grant.organization_usage ?? "deny";
  const id = asked ?? (usage === "require" ? defaultOf(client) : undefined);
  if (id === undefined)
    return usage === "require" ? { violation: "An organization is required for this client." } : {};
  if (usage === "deny") return { violation: "The client is not allowed to use organizations." };
  const { store } = tenant;
  const isThere = store.get("organization", id) !== undefined;
  const isGranted =
    grant.allow_any_organization === true ||
    store.get<Document>("organization-grant", `${id}::${grant.id}`) !== undefined;
  return isThere && isGranted
    ? { id }
    : { violation: `Client is not authorized to access organization "${id}".` };
}
