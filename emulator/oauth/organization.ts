import type { Client } from "../management/client-schema.ts";
import type { Organization } from "../management/organizations.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { User } from "../management/users.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { isStrict } from "./applications.ts";
import type { AuthorizationCheck } from "./authorization-request.ts";
import { connectionsFor } from "./connections.ts";
import { OAuthError } from "./oauth-error.ts";

const BEHAVIOR =
  "https://auth0.com/docs/manage-users/organizations/configure-organizations/define-organization-behavior"; // read 2026-11
const THIRD_PARTY =
  "https://auth0.com/docs/manage-users/organizations/configure-organizations/enable-third-party-application-access"; // read 2026-11

const allowsNames = ({ store }: Tenant): boolean =>
  tenantSettings(store).allow_organization_name_in_authentication_api === true;

/**
 * The organization that a request names: by its ID, and where the tenant's settings let it by its name.
 * Source: https://auth0.com/docs/manage-users/organizations/configure-organizations/use-org-name-authentication-api (read 2026-11)
 */
export function organizationNamed(tenant: Tenant, asked: string | undefined): Organization | undefined {
  if (asked === undefined) return undefined;
  const { store } = tenant;
  const byName = () => store.list<Organization>("organization", { name: asked.toLowerCase() })[0];
  return store.get<Organization>("organization", asked) ?? (allowsNames(tenant) ? byName() : undefined);
}

/** What tokens say of the organization that somebody signed in to. Source: as above. */
export function organizationClaims(tenant: Tenant, org_id: string | undefined): Document {
  if (org_id === undefined) return {};
  const organization = tenant.store.get<Organization>("organization", org_id);
  return { org_id, ...(allowsNames(tenant) && organization && { org_name: organization.name }) };
}

/**
 * Whether an application is for members of organizations. The pages about strict applications ask for nothing of the
 * application itself; Auth0's default is against it, and permissive applications cannot be.
 */
function usageOf(client: Client): unknown {
  if (client.third_party_security_mode === "permissive") return "deny";
  return client.organization_usage ?? (isStrict(client) ? "allow" : "deny");
}

/**
 * Whether an organization lets an application in: third-party ones by its policy; with access per application, those
 * that are listed by what the list says, and first-party ones that are not never.
 * Source: https://auth0.com/docs/manage-users/organizations/configure-organizations/grant-application-access (read 2026-11)
 */
function letsIn(store: Store, organization: Organization, { client_id, is_first_party }: Client): boolean {
  const listed = store.get("organization-client", `${organization.id}::${client_id}`);
  if (organization.is_app_entitlement_active === true && (listed !== undefined || is_first_party))
    return listed?.use_for_member_access === true;
  return is_first_party || organization.third_party_client_access === "allow";
}

/** The conditions of a request that names an organization, or ought to. */
export const ORGANIZATION_CHECKS: readonly AuthorizationCheck[] = [
  {
    rule: "an application that is for members only names an organization",
    source: BEHAVIOR,
    error: "invalid_request",
    violation: ({ client, parameters }) =>
      parameters.organization === undefined && usageOf(client) === "require"
        ? "parameter organization is required for this client"
        : undefined,
  },
  {
    rule: "an application that is for individuals names no organization",
    source: BEHAVIOR,
    error: "invalid_request",
    violation: ({ client, parameters }) =>
      parameters.organization !== undefined && usageOf(client) === "deny"
        ? "parameter organization is not allowed for this client"
        : undefined,
  },
  {
    rule: "an organization is named by its ID, unless the tenant lets names count",
    source: "https://github.com/auth0/auth0-react/pull/552",
    error: "invalid_request",
    violation: ({ tenant, parameters: { organization } }) =>
      organization !== undefined && !organization.startsWith("org_") && !allowsNames(tenant)
        ? "authorization request parameter organization must be an organization id"
        : undefined,
  },
  {
    rule: "the organization is there, and lets the application in",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting",
    error: "invalid_request",
    violation: ({ tenant, client, parameters, organization }) =>
      parameters.organization === undefined ||
      (organization !== undefined && letsIn(tenant.store, organization, client))
        ? undefined
        : `parameter organization is invalid: ${parameters.organization}`,
  },
  {
    rule: "the organization has a connection that the application may use",
    source: THIRD_PARTY,
    error: "invalid_request",
    violation: ({ tenant, client, organization }) =>
      organization === undefined || connectionsFor(tenant, client, organization).length > 0
        ? undefined
        : `no connection of organization ${organization.id} is enabled for the client`,
  },
];

/**
 * Lets a person in who is a member, or becomes one by the connection.
 * Source: https://auth0.com/docs/manage-users/organizations/configure-organizations/grant-just-in-time-membership (read 2026-11)
 * @throws OAuthError for anybody else.
 */
export function admitMember({ store }: Tenant, organization: Organization, user: User): void {
  const organization_id = organization.id;
  const { user_id } = user;
  const key = `${organization_id}::${user_id}`;
  if (store.get("organization-member", key) !== undefined) return;
  const connection = store.list("connection", { name: user.connection })[0];
  const enabled = store.get("organization-connection", `${organization_id}::${connection?.id}`);
  if (enabled?.assign_membership_on_login !== true) {
    const message = `user ${user_id} is not part of the ${organization_id} organization`;
    throw new OAuthError(403, "access_denied", message);
  }
  store.put("organization-member", key, { organization_id, user_id });
}
