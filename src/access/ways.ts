// Each way → what it gives, Auth0's page, what is read at a tenant to see it, and what makes it harmless: the data of docs/ways.md.
import type { Way } from "../model/way.ts";

export interface WayFacts {
  /** What it is called in a sentence: "by …". */
  readonly name: string;
  /** Who gets what. A sentence without its final stop, as all of these. */
  readonly gives: string;
  readonly source: string;
  /** What `drift` and `who` read. */
  readonly seen: string;
  readonly harmless: string;
}

const DOCS = "https://auth0.com/docs";
const CLIENT_GRANTS = `${DOCS}/get-started/applications/application-access-to-apis-client-grants`;
const THIRD_PARTY = `${DOCS}/get-started/applications/third-party-applications`;

/** Pages read 2026-11. */
export const WAY_FACTS: Readonly<Record<Way, WayFacts>> = {
  "own-grant": {
    name: "its own grant",
    gives: "One application gets the scopes of its client grant, for users or without",
    source: CLIENT_GRANTS,
    seen: "client grants with a client ID",
    harmless: "the application's file, or tenant.yaml, declares just these scopes",
  },
  "default-grant": {
    name: "a default grant for third-party applications",
    gives:
      "Every third-party application without a grant of its own for the API gets these scopes, also one that was suspended",
    source: `${THIRD_PARTY}/configure-third-party-applications`,
    seen: "client grants with `default_for`",
    harmless: "there is none, for no API of the tenant",
  },
  "all-scopes-grant": {
    name: "a grant of all scopes",
    gives: "One application gets every scope that the API has, or will ever have",
    source: CLIENT_GRANTS,
    seen: "client grants with `allow_all_scopes`",
    harmless: "there is none",
  },
  "organization-grant": {
    name: "a grant for organizations",
    gives: "One application gets tokens for members of an organization, or for the organization itself",
    source: `${DOCS}/manage-users/organizations/organizations-for-m2m-applications`,
    seen: "client grants with `organization_usage` or `allow_any_organization`, and which organizations may use them; each application's `organization_usage`",
    harmless: "no grant for our APIs can be used with organizations, and no application of a partner",
  },
  "api-policy": {
    name: "the API's policy allow_all",
    gives:
      "Every application that is not a strict third-party one gets every scope for its users, without a grant",
    source: `${DOCS}/get-started/apis/api-access-policies-for-applications`,
    seen: "each API's `subject_type_authorization`",
    harmless: "the policy is the one of the API's file",
  },
  permissions: {
    name: "the user's permissions",
    gives:
      "Permissions narrow what a user's token holds where the API enforces them; a role gives them to its users. Nothing is added to the scopes; where it does, dialects that end in _authz list all permissions of the user beside them, whatever the application was granted",
    source: `${DOCS}/get-started/apis/enable-role-based-access-control-for-apis`,
    seen: "each API's `enforce_policies` and `token_dialect`; where one enforces them, the permissions of each role. No list says which user has which role or permission",
    harmless:
      "both are as the API's file says, the API decides by scopes, and tenant.yaml declares each role with just these permissions",
  },
  action: {
    name: "an Action",
    gives:
      "Code of the tenant adds any scope to any user's token, past every grant and policy, chooses the user of a token exchange, gets the codes that users sign in with, or changes the account of a user; without a user it adds claims, and no scope that was not granted",
    source: `${DOCS}/customize/actions/explore-triggers/post-login`,
    seen: "Actions that run at a trigger which touches tokens or users, and those that are deployed for a trigger that no page describes",
    harmless: "the Action is ours, or tenant.yaml names it with the SHA-256 of its code",
  },
  "rule-or-hook": {
    name: "a rule or a hook",
    gives:
      "Code of the tenant from before Actions does the same; strict applications' logins fail while one is active",
    source: `${DOCS}/customize/rules`,
    seen: "rules and hooks that are enabled",
    harmless: "none is enabled",
  },
  "multi-resource-refresh": {
    name: "a refresh token for several APIs",
    gives:
      "A first-party application gets tokens for an API that the user was never asked about, from a refresh token for another",
    source: `${DOCS}/secure/tokens/refresh-tokens/multi-resource-refresh-token`,
    seen: "each application's `refresh_token.policies`; they count for first-party applications and for APIs that need not ask people",
    harmless: "no application has a policy for one of our APIs that tenant.yaml does not declare",
  },
  "token-exchange": {
    name: "custom token exchange",
    gives:
      "A first-party application gets a token for any user that an Action names, without that user's sign-in",
    source: `${DOCS}/authenticate/custom-token-exchange`,
    seen: "each application's `token_exchange`, and Actions of the trigger `custom-token-exchange`",
    harmless: "only applications may use it that tenant.yaml lets",
  },
  "native-to-web": {
    name: "a session transfer",
    gives:
      "A native application's refresh token becomes a session of the same user in a web application, without a sign-in",
    source: `${DOCS}/authenticate/single-sign-on/native-to-web`,
    seen: "each application's `session_transfer`",
    harmless: "only applications may use it that tenant.yaml lets",
  },
  "session-delegation": {
    name: "a delegated session",
    gives:
      "Somebody gets a session of another user in a web application, whom an Action of a token exchange names, and with it that user's tokens",
    source: `${DOCS}/authenticate/single-sign-on/session-delegation`,
    seen: "each application's `session_transfer.delegation`",
    harmless: "only applications may use it that tenant.yaml lets",
  },
  "native-social-login": {
    name: "a token of Apple, Facebook or Google",
    gives:
      "An application gets a user's token for one that Apple, Facebook or Google gave it, without a page of Auth0",
    source: `${DOCS}/authenticate/identity-providers/social-identity-providers/google-native`,
    seen: "each application's `native_social_login`",
    harmless: "only applications may use it that tenant.yaml lets",
  },
  "cross-origin-login": {
    name: "a login form of its own",
    gives: "An application asks for the user's password on its own page",
    source: `${DOCS}/authenticate/login/cross-origin-authentication`,
    seen: "each application's `cross_origin_authentication`",
    harmless: "only applications may use it that tenant.yaml lets",
  },
  "cross-app-access": {
    name: "Cross App Access",
    gives:
      "An application gets a user's token from an assertion of the user's identity provider, without that user's sign-in here",
    source: `${DOCS}/api/authentication/cross-app-access/get-token`,
    seen: "each application's `identity_assertion_authorization_grant`",
    harmless: "only applications may use it that tenant.yaml lets",
  },
  "password-grant": {
    name: "a grant type that needs no page of Auth0",
    gives:
      "An application gets a user's token by a password, a one-time code, a passkey or another device, or by a grant type that we do not know, without a page of Auth0 that the user sees in the same browser",
    source: `${DOCS}/get-started/applications/application-grant-types`,
    seen: "each application's `grant_types`; its `is_token_endpoint_ip_header_trusted`, which helps to guess passwords and gives nothing by itself",
    harmless: "partners have the grant types of their files; of others only those may that tenant.yaml lets",
  },
  registration: {
    name: "registration by anybody",
    gives: "Anybody makes a third-party application, which gets what default grants and open policies give",
    source: `${DOCS}/get-started/applications/dynamic-client-registration`,
    seen: "the tenant's flag `enable_dynamic_client_registration`, its security mode, and `client_id_metadata_document_supported`",
    harmless: "both are off; or new applications are strict and no default grant is there",
  },
  "anonymous-session": {
    name: "an anonymous session",
    gives: "An application gets tokens for people who have not signed in",
    source: `${DOCS}/manage-users/sessions/anonymous-sessions/configure-anonymous-sessions`,
    seen: "each API's `allow_anonymous_access` and each application's `anonymous_sessions`; client grants with the subject type `anonymous_user`",
    harmless: "no API of ours allows it",
  },
  "symmetric-signing": {
    name: "the API's signing secret",
    gives: "Anyone who can check an HS256 token can also make one",
    source: `${DOCS}/get-started/applications/signing-algorithms`,
    seen: "each API's `signing_alg`",
    harmless: "it is the algorithm of the API's file, which is never HS256",
  },
  "custom-signing-keys": {
    name: "a signing key of somebody else",
    gives:
      "Anyone who holds the private half of a key that the tenant publishes beside its own makes tokens of any user with any scope",
    source: `${DOCS}/get-started/tenant-settings/signing-keys/customer-signing-keys`,
    seen: "the tenant's custom signing keys",
    harmless: "there is none; no file can declare one",
  },
  "connection-profile": {
    name: "a connection's script or SCIM map",
    gives:
      "Code and maps of a connection set a user's app_metadata, and so the account, at each sign-in or whenever the identity provider says; no token gets more scopes",
    source: `${DOCS}/manage-users/user-accounts/metadata`,
    seen: "each connection's strategy, and no more: scripts and maps are among its options, beside the secrets of its identity provider",
    harmless:
      "no API names the account in its tokens; or tenant.yaml says of each such connection on which day somebody read it, in `inspected`",
  },
  "management-api": {
    name: "the Management API",
    gives:
      "An application that may change grants, applications, APIs, users, Actions, connections, keys or settings gives itself, or anybody, all of the above",
    source: `${DOCS}/secure/tokens/access-tokens/management-api-access-tokens`,
    seen: "client grants for the Management API and Auth0's other APIs, the policies of those; with `read:logs` also who changed what",
    harmless:
      "tenant.yaml declares the application with just these scopes, and who holds its credentials is trusted with the tenant; nobody changed the one that deploys, and nobody else what it made",
  },
};
