import type { Client } from "../management/client-schema.ts";
import type { Connection } from "../management/connections.ts";
import type { Organization } from "../management/organizations.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import type { User } from "../management/users.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { clientEvent, type Outcome, runActions } from "./actions.ts";

/** Sign-ins without a page of the tenant. */
export type DirectProtocol = "oauth2-password" | "oauth2-token-exchange";

/** How somebody signs in with a browser. */
export type BrowserProtocol = `oidc-${"basic" | "implicit" | "hybrid"}-profile`;

/** One sign-in, or one use of a refresh token, as Actions see it. */
export interface LoginEvent {
  readonly client: Client;
  readonly user: User;
  readonly server: ResourceServer | undefined;
  readonly protocol: BrowserProtocol | "oauth2-refresh-token" | DirectProtocol;
  readonly requestedScopes: readonly string[];
  readonly secondFactor: boolean;
  readonly organization?: Organization | undefined;
  readonly request: Document;
}

const USER_FIELDS = [
  "user_id",
  "email",
  "email_verified",
  "name",
  "nickname",
  "given_name",
  "family_name",
  "picture",
  "username",
  "identities",
  "created_at",
  "updated_at",
];

/**
 * Runs the `post-login` Actions: at every sign-in, with or without a password, and whenever a refresh token
 * is used. Source:
 * https://auth0.com/docs/actions/reference/post-login/post-login-event-object
 */
export function runPostLogin(tenant: Tenant, event: LoginEvent): Promise<Outcome> {
  const { client, user, server, protocol, requestedScopes, secondFactor, request, organization } = event;
  const [connection] = tenant.store.list<Connection>("connection", { name: user.connection });
  const shown = USER_FIELDS.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]]]));
  return runActions(tenant, "post-login", {
    client: clientEvent(client),
    user: {
      ...Object.fromEntries(shown),
      app_metadata: user.app_metadata ?? {},
      user_metadata: user.user_metadata ?? {},
    },
    connection: connection && {
      id: connection.id,
      name: connection.name,
      strategy: connection.strategy,
      metadata: connection.metadata ?? {},
    },
    ...(server !== undefined && { resource_server: { identifier: server.identifier } }),
    ...(organization !== undefined && {
      organization: {
        id: organization.id,
        name: organization.name,
        display_name: organization.display_name,
        metadata: organization.metadata ?? {},
      },
    }),
    transaction: { protocol, requested_scopes: requestedScopes, acr_values: [], ui_locales: [] },
    authorization: { roles: [] },
    authentication: {
      methods: [{ name: "pwd" }, ...(secondFactor ? [{ name: "mfa" }] : [])],
    },
    request,
    tenant: { id: tenant.name },
  });
}
