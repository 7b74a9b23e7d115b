import { actionRoutes } from "./actions.ts";
import { authenticationMethodRoutes } from "./authentication-methods.ts";
import { clientGrantRoutes } from "./client-grants.ts";
import { clientRoutes } from "./clients.ts";
import { connectionClientRoutes } from "./connection-clients.ts";
import { connectionRoutes } from "./connections.ts";
import { credentialRoutes } from "./credentials.ts";
import { customSigningKeyRoutes } from "./custom-signing-keys.ts";
import { legacyCodeRoutes } from "./legacy-code.ts";
import { logStreamRoutes } from "./log-streams.ts";
import { logRoutes } from "./logs.ts";
import { organizationAccessRoutes } from "./organization-access.ts";
import { organizationMemberRoutes } from "./organization-members.ts";
import { organizationRoutes } from "./organizations.ts";
import { promptRoutes } from "./prompts.ts";
import { rateLimitPolicyRoutes } from "./rate-limit-policies.ts";
import { resourceServerRoutes } from "./resource-servers.ts";
import { roleRoutes } from "./roles.ts";
import type { Route } from "./route.ts";
import { ALL_SCOPES } from "./scopes.ts";
import { tenantRoutes } from "./tenant-settings.ts";
import { tokenExchangeProfileRoutes } from "./token-exchange-profiles.ts";
import { bindingRoutes } from "./trigger-bindings.ts";
import { userGrantRoutes } from "./user-grants.ts";
import { userPermissionRoutes } from "./user-permissions.ts";
import { userRoutes } from "./users.ts";

/** Every endpoint of the Management API that this tenant has. */
export const routes: readonly Route[] = [
  ...clientRoutes,
  ...credentialRoutes,
  ...clientGrantRoutes,
  ...resourceServerRoutes,
  ...connectionRoutes,
  ...connectionClientRoutes,
  ...tenantRoutes,
  ...promptRoutes,
  ...customSigningKeyRoutes,
  ...userRoutes,
  ...userGrantRoutes,
  ...logRoutes,
  ...userPermissionRoutes,
  ...authenticationMethodRoutes,
  ...organizationRoutes,
  ...organizationAccessRoutes,
  ...organizationMemberRoutes,
  ...actionRoutes,
  ...bindingRoutes,
  ...tokenExchangeProfileRoutes,
  ...roleRoutes,
  ...legacyCodeRoutes,
  ...logStreamRoutes,
  ...rateLimitPolicyRoutes,
];

/** Every scope of the Management API, sorted. */
export const managementScopes: readonly string[] = [
  ...new Set([...routes.flatMap(({ scopes }) => scopes), ...ALL_SCOPES]),
].sort();
