import type { Organization } from "../management/organizations.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { User } from "../management/users.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { OAuthError } from "./oauth-error.ts";

/** Whether organizations may be called by their names. */
export const allowsNames = ({ store }: Tenant): boolean =>
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
