import { issueToken, TOKEN_LIFETIME_SECONDS } from "../management/access.ts";
import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import { managementAudience, type Tenant } from "../tenant.ts";
import { issueAccessToken } from "./access-token.ts";
import { clientEvent, runActions } from "./actions.ts";
import { accessOf, apiOf, isPublic } from "./applications.ts";
import { unauthorized } from "./client-authentication.ts";
import type { Proof } from "./dpop.ts";
import type { Form } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { type OrganizationOfGrant, organizationOf } from "./organization-of-grant.ts";
import { countToken } from "./quota.ts";
import { scopeList } from "./scopes.ts";
import type { TokenAnswer } from "./user-tokens.ts";

const CLIENT_CREDENTIALS =
  "https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow";

interface MachineRequest {
  readonly audience: string;
  readonly server: ResourceServer | undefined;
  /** Missing when nothing is granted. */
  readonly granted: readonly string[] | undefined;
  readonly asked: readonly string[];
  readonly organization: OrganizationOfGrant;
}

interface MachineCheck {
  readonly rule: string;
  readonly source: string;
  readonly violation: (request: MachineRequest) => string | undefined;
}

/** What a request without a user must withstand. */
export const MACHINE_CHECKS: readonly MachineCheck[] = [
  {
    rule: "there is an audience, of the request or of the tenant's settings",
    source: "https://support.auth0.com/center/s/article/Client-credentials-grant-requires-audience-parameter", // read 2026-11
    violation: ({ audience }) =>
      audience === "" ? "Non-global clients are not allowed access to APIv1" : undefined,
  },
  {
    rule: "the audience is an API of the tenant",
    source: CLIENT_CREDENTIALS,
    violation: ({ server, audience }) =>
      server === undefined ? `Service not enabled within domain: ${audience}` : undefined,
  },
  {
    rule: "the application has a grant for the API with subject type client",
    source: "https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants",
    violation: ({ granted, audience }) => (granted === undefined ? notGranted(audience) : undefined),
  },
  {
    rule: "only granted scopes are asked for",
    source: "https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants",
    violation: ({ granted, asked }) => {
      const missing = asked.filter((scope) => !granted?.includes(scope));
      return missing.length > 0 ? `Client has not been granted scopes: ${missing.join(", ")}` : undefined;
    },
  },
  {
    rule: "an organization is named where the grant asks for one, and only one that the grant may be used with",
    source:
      "https://auth0.com/docs/manage-users/organizations/organizations-for-m2m-applications/configure-your-application-for-m2m-access", // read 2026-11
    violation: ({ organization }) => organization.violation,
  },
];

/** Source: https://github.com/auth0/ruby-auth0/issues/610 (read 2026-11) */
const notGranted = (audience: string): string =>
  `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. ` +
  "See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants";

/** A token for an application that acts for itself; without a `scope` it gets everything it is granted. */
export async function clientCredentials(
  tenant: Tenant,
  client: Client,
  form: Form,
  proof: Proof | undefined,
): Promise<TokenAnswer> {
  const { store, domain } = tenant;
  const audience = form.audience ?? String(tenantSettings(store).default_audience ?? "");
  const server = apiOf(tenant, audience);
  const granted = server === undefined ? undefined : accessOf(tenant, client, server, "client");
  const asked = scopeList(form.scope);
  const organization = organizationOf(tenant, client, server, form.organization);
  // Anyone who proves nothing cannot act for the application.
  if (isPublic(client)) throw unauthorized();
  for (const { violation } of MACHINE_CHECKS) {
    const message = violation({ audience, server, granted, asked, organization });
    if (message !== undefined) throw new OAuthError(403, "access_denied", message);
  }
  const scopes = [...(asked.length > 0 ? asked : (granted ?? []))];
  const scope = scopes.join(" ");
  if (audience === managementAudience(domain)) {
    const access_token = issueToken(store, scopes, client.client_id);
    return { scope, token_type: "Bearer", access_token, expires_in: TOKEN_LIFETIME_SECONDS };
  }
  const headers = countToken(tenant, client);
  const outcome = await runActions(tenant, "credentials-exchange", {
    client: clientEvent(client),
    resource_server: { identifier: audience },
    accessToken: { scope: scopes, customClaims: {} },
    transaction: { requested_scopes: asked },
    request: { method: "POST", hostname: new URL(tenant.issuer).hostname, body: {}, query: {}, geoip: {} },
    tenant: { id: tenant.name },
  });
  const { token, lifetimeSeconds, type } = await issueAccessToken(tenant, {
    client,
    server,
    scopes,
    claims: outcome.claims,
    organizationId: organization.id,
    proof,
  });
  return { scope, token_type: type, access_token: token, expires_in: lifetimeSeconds, headers };
}
