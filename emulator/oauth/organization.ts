import type { Client } from "../management/client-schema.ts";
import type { Organization } from "../management/organizations.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { User } from "../management/users.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { isStrict } from "./applications.ts";
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
 * Whether an application is for members of organizations. The pages about strict applications ask for nothing of the
 * application itself; Auth0's default is against it, and permissive applications cannot be.
 */
export function usageOf(client: Client): unknown {
  if (client.third_party_security_mode === "permissive") return "deny";
  return client.organization_usage ?? (isStrict(client) ? "allow" : "deny");
}

/**
 * Whether an organization lets an application in: third-party ones by its policy; with access per application, those
 * that are listed by what the list says, and first-party ones that are not never.
 * Source: https://auth0.com/docs/manage-users/organizations/configure-organizations/grant-application-access (read 2026-11)
 */
export function letsIn(
  store: Store,
  organization: Organization,
  { client_id, is_first_party }: Client,
): boolean {
  const listed = store.get("organization-client", `${organization.id}::${client_id}`);
  if (organization.is_app_entitlement_active === true && (listed !== undefined || is_first_party))
    return listed?.use_for_member_access === true;
  return is_first_party || organization.third_party_client_access === "allow";
}

/**
 * Whether people choose an organization once they have signed in, where the request names none.
 * Source: https://auth0.com/docs/manage-users/organizations/configure-organizations/define-organization-behavior (read 2026-11)
 */
export const asksAfterLogin = (client: Client): boolean =>
  usageOf(client) !== "deny" && client.organization_require_behavior === "post_login_prompt";

export const isMemberRequired = (client: Client): boolean => usageOf(client) === "require";

/** The organizations of a person that let the application in. */
export const choicesOf = ({ store }: Tenant, client: Client, { user_id }: User): Organization[] =>
  store
    .list<Document & { organization_id: string }>("organization-member", { user_id })
    .flatMap(({ organization_id }) => store.get<Organization>("organization", organization_id) ?? [])
    .filter((organization) => letsIn(store, organization, client));

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
