// A tenant's Management API → its applications, grants and APIs, as far as partner files are made of them.
import { z } from "zod";
import type { ReadingClient } from "../tenant/client.ts";
import { listAll, pages, steps } from "../tenant/list.ts";
import {
  applicationSchema,
  type LiveGrant,
  type LiveRole,
  liveGrantSchema,
  resourceServerSchema,
} from "../tenant/live.ts";
import { readRoles } from "../tenant/read-ways.ts";

/**
 * Settings that no partner file has a place for; named where an application has one of them.
 * Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11)
 */
export const INEXPRESSIBLE = [
  "addons",
  "allowed_clients",
  "client_aliases",
  "cross_origin_authentication",
  "default_organization",
  "native_social_login",
  "oidc_logout",
  "organization_require_behavior",
  "organization_usage",
  "require_pushed_authorization_requests",
  "session_transfer",
] as const;

const othersSchema = z.object(
  Object.fromEntries(INEXPRESSIBLE.map((name) => [name, z.unknown()])) as Record<
    (typeof INEXPRESSIBLE)[number],
    z.ZodUnknown
  >,
);

export const importedSchema = othersSchema.partial().extend(applicationSchema.shape);

/** An application as the Management API returns it, with what a file can say. */
export type TenantApplication = z.output<typeof importedSchema>;

/**
 * The same of APIs.
 * Source: https://auth0.com/docs/api/management/v2/resource-servers/get-resource-servers (read 2026-11)
 */
export const INEXPRESSIBLE_OF_APIS = [
  "allow_online_access",
  "authorization_details",
  "authorization_policy",
  "consent_policy",
  "token_encryption",
  "verification_location",
] as const;

const apiOthersSchema = z.object(
  Object.fromEntries(INEXPRESSIBLE_OF_APIS.map((name) => [name, z.unknown()])) as Record<
    (typeof INEXPRESSIBLE_OF_APIS)[number],
    z.ZodUnknown
  >,
);

export const importedApiSchema = apiOthersSchema.partial().extend(resourceServerSchema.shape);

/** An API as the Management API returns it, with what a file can say. */
export type TenantApi = z.output<typeof importedApiSchema>;

/** What is read of a tenant to import from it. */
export interface ImportableTenant {
  readonly applications: readonly TenantApplication[];
  readonly grants: readonly LiveGrant[];
  readonly apis: readonly TenantApi[];
  /** Read only where an API enforces permissions; undefined where nobody may. */
  readonly roles: readonly LiveRole[] | undefined;
}

/**
 * Three lists, and roles where an API enforces permissions; never a secret.
 *
 * @throws ManagementError of the SDK, or UserError for answers that cannot be used
 */
export async function readImportable(client: ReadingClient): Promise<ImportableTenant> {
  const fields = Object.keys(importedSchema.shape).join(",");
  const list = client.clients.list({ ...pages(), fields, include_fields: true, is_global: false });
  const apis = await listAll("APIs", importedApiSchema, client.resourceServers.list(pages()));
  return {
    applications: await listAll("applications", importedSchema, list),
    grants: await listAll("grants", liveGrantSchema, client.clientGrants.list(steps())),
    apis,
    roles: await readRoles(client, apis),
  };
}
