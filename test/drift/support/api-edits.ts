// Edits of APIs in a tenant, and what drift says about each.
import { AUDIENCE, api, closedApi, type Edit, grant, policies, scopes } from "./edits.ts";

export const API_EDITS: readonly Edit[] = [
  {
    name: "an API deleted by hand, its grants with it",
    edit: (a) => {
      a.apis = a.apis.filter(({ identifier }) => identifier !== AUDIENCE);
      a.grants = [];
    },
    found: [
      "alarm api-missing api contacts",
      "finding grant-missing partner acme-cms",
      "finding grant-missing partner ember-mail",
      "finding grant-missing partner ember-mail",
      "finding grant-missing partner fieldbook",
      "finding grant-missing partner staff-notes",
    ],
  },
  {
    name: "a policy that lets every application in",
    edit: api(policies("allow_all", "require_client_grant")),
    found: ["alarm api-policy-opened api contacts"],
  },
  {
    name: "no policy at all, which is Auth0's open default",
    edit: api({ subject_type_authorization: undefined }),
    found: ["alarm api-policy-opened api contacts"],
  },
  {
    name: "a policy that lets nobody in",
    edit: api(policies("require_client_grant", "deny_all")),
    found: ["finding api-policy-closed api contacts"],
  },
  {
    name: "refresh tokens where none are declared",
    edit: closedApi({ allow_offline_access: true }),
    found: ["alarm api-opened api reports"],
  },
  {
    name: "permissions of users no longer enforced",
    edit: closedApi({ enforce_policies: false }),
    found: ["alarm api-opened api reports"],
  },
  {
    name: "consent no longer asked",
    edit: closedApi({ skip_consent_for_verifiable_first_party_clients: true }),
    found: ["alarm api-opened api reports"],
  },
  {
    name: "a policy for machines that was closed",
    edit: closedApi(policies("deny_all", "require_client_grant")),
    found: ["alarm api-policy-opened api reports"],
  },
  {
    name: "no refresh tokens",
    edit: api({ allow_offline_access: false }),
    found: ["finding api-settings-differ api contacts"],
  },
  {
    name: "permissions enforced",
    edit: api({ enforce_policies: true }),
    found: ["finding api-settings-differ api contacts"],
  },
  {
    name: "consent always asked",
    edit: api({ skip_consent_for_verifiable_first_party_clients: false }),
    found: ["finding api-settings-differ api contacts"],
  },
  {
    name: "tokens signed with a shared secret",
    edit: api({ signing_alg: "HS256" }),
    found: ["alarm api-signing-differs api contacts"],
  },
  {
    name: "tokens that are bound to keys",
    edit: api({ proof_of_possession: { mechanism: "dpop", required: true } }),
    found: ["alarm api-dpop-differs api contacts"],
  },
  {
    name: "tokens that are bound to keys no longer",
    edit: closedApi({ proof_of_possession: null }),
    found: ["alarm api-dpop-differs api reports"],
  },
  {
    name: "tokens that are bound to certificates",
    edit: api({ proof_of_possession: { mechanism: "mtls", required: true } }),
    found: ["alarm api-dpop-differs api contacts"],
  },
  {
    name: "longer tokens",
    edit: api({ token_lifetime: 86_400 }),
    found: ["finding api-settings-differ api contacts"],
  },
  {
    name: "longer tokens for browsers",
    edit: api({ token_lifetime_for_web: 7200 }),
    found: ["finding api-settings-differ api contacts"],
  },
  {
    name: "another dialect",
    edit: api({ token_dialect: "rfc9068_profile" }),
    found: ["finding api-settings-differ api contacts"],
  },
  {
    name: "a dialect that lists permissions, where they are enforced",
    edit: closedApi({ token_dialect: "access_token_authz" }),
    found: ["alarm api-opened api reports"],
  },
  {
    name: "a dialect that would list permissions, where none are enforced",
    edit: api({ token_dialect: "access_token_authz" }),
    found: ["finding api-settings-differ api contacts"],
  },
  { name: "another name", edit: api({ name: "Contacts 2" }), found: ["note api-text-differs api contacts"] },
  {
    name: "a scope more",
    edit: scopes((list) => list.push({ value: "export:contacts", description: "Export" })),
    found: ["finding scope-undeclared api contacts"],
  },
  {
    name: "a scope more that is granted",
    edit: (a) => {
      scopes((list) => list.push({ value: "export:contacts", description: "Export" }))(a);
      grant({ scope: ["read:contacts", "export:contacts"] })(a);
    },
    found: ["alarm grant-wider partner acme-cms", "alarm scope-undeclared-granted api contacts"],
  },
  { name: "a scope less", edit: scopes((list) => list.pop()), found: ["finding scope-missing api contacts"] },
  {
    name: "another description of a scope",
    edit: scopes((list) => Object.assign(list[0] ?? {}, { description: "Does nothing" })),
    found: ["finding scope-description-differs api contacts"],
  },
];
