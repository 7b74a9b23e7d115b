// Which scopes the Management API has, by what they allow: most kinds of objects are made, read, changed and deleted.
// Source: https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (OauthScope, version 7.1.0)
const OBJECTS: Readonly<Record<string, string>> = {
  create: "guardian_enrollment_tickets user_tickets",
  "create delete": "current_user_device_credentials sso_access_tickets",
  "create delete read":
    "group_roles network_acl_keys organization_client_grants organization_group_roles " +
    "organization_invitations organization_member_roles organization_members role_members " +
    "scim_token",
  "create delete read update":
    "actions agents authentication_methods client_credentials client_grants clients " +
    "connection_profiles connections custom_domains custom_signing_keys directory_provisionings " +
    "email_provider encryption_keys event_streams flows flows_vault_connections forms hooks " +
    "log_streams network_acls organization_clients organization_connections " +
    "organization_discovery_domains organizations phone_providers phone_templates " +
    "rate_limit_policies resource_servers roles rules scim_config self_service_profiles " +
    "token_exchange_profiles user_attribute_profiles users vdcs_templates",
  "create read update": "connections_keys email_templates signing_keys",
  "delete read":
    "anomaly_blocks current_user device_credentials flows_executions grants groups " + "guardian_enrollments",
  "delete read update": "branding refresh_tokens rules_configs sessions",
  read:
    "client_summary events group_members logs logs_users organization_groups " +
    "organization_member_effective_roles organization_member_role_source_groups " +
    "organization_templates organizations_summary stats user_effective_permissions " +
    "user_effective_roles user_idp_tokens user_permission_source_roles user_role_source_groups",
  "read update":
    "attack_protection client_keys event_deliveries guardian_factors mfa_policies prompts " +
    "self_service_profile_custom_texts tenant_settings",
  update:
    "client_token_vault_privileged_access current_user_identities current_user_metadata " +
    "experimentation users_app_metadata",
};

/** Every scope that Auth0 has, whether this tenant has the endpoint or not. */
export const ALL_SCOPES: readonly string[] = Object.entries(OBJECTS).flatMap(([verbs, objects]) =>
  objects.split(" ").flatMap((object) => verbs.split(" ").map((verb) => `${verb}:${object}`)),
);

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  organization_clients: "Organization Client Associations",
};

/** What Auth0 says of a scope: `read:client_grants` is "Read Client Grants". */
export function describeScope(scope: string): string {
  const [verb = "", object = ""] = scope.split(":");
  const words = object.split("_").map(capital).join(" ");
  return `${capital(verb)} ${DESCRIPTIONS[object] ?? words}`;
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
