// Edits of applications in a tenant, and what drift says about each.
import { acme, type Edit, ember, fieldbook, type Json, refresh } from "./edits.ts";
import { clientIdOf, clientIn } from "./tenant.ts";

export const APPLICATION_EDITS: readonly Edit[] = [
  {
    name: "an application deleted by hand",
    edit: (a) => {
      a.clients = a.clients.filter(({ client_id }) => client_id !== clientIdOf("acme-cms"));
      a.grants = a.grants.filter(({ client_id }) => client_id !== clientIdOf("acme-cms"));
    },
    found: ["finding application-not-found partner acme-cms"],
  },
  {
    name: "another ownership",
    edit: acme({ is_first_party: true }),
    found: ["alarm ownership-differs partner acme-cms"],
  },
  {
    name: "another security mode",
    edit: acme({ third_party_security_mode: "permissive" }),
    found: ["alarm security-mode-differs partner acme-cms"],
  },
  {
    name: "a callback more",
    edit: acme({ callbacks: ["http://localhost:3301/callback", "https://evil.example/callback"] }),
    found: ["alarm callback-undeclared partner acme-cms"],
  },
  { name: "a callback less", edit: acme({ callbacks: [] }), found: ["finding url-missing partner acme-cms"] },
  {
    name: "an allowed origin more",
    edit: ember({ allowed_origins: ["http://localhost:3305", "https://evil.example"] }),
    found: ["alarm origin-undeclared partner ember-mail"],
  },
  {
    name: "a web origin more",
    edit: acme({ web_origins: ["https://evil.example"] }),
    found: ["alarm origin-undeclared partner acme-cms"],
  },
  {
    name: "a web origin less",
    edit: ember({ web_origins: null }),
    found: ["finding url-missing partner ember-mail"],
  },
  {
    name: "a logout URL more",
    edit: fieldbook({ allowed_logout_urls: ["https://evil.example/bye"] }),
    found: ["finding logout-url-undeclared partner fieldbook"],
  },
  {
    name: "another place where logins start",
    edit: fieldbook({ initiate_login_uri: "https://evil.example/login" }),
    found: ["finding login-uri-undeclared partner fieldbook"],
  },
  {
    name: "a grant type more",
    edit: acme({ grant_types: ["authorization_code", "refresh_token", "client_credentials"] }),
    found: ["alarm grant-types-wider partner acme-cms"],
  },
  {
    name: "a grant type less",
    edit: acme({ grant_types: ["authorization_code"] }),
    found: ["finding grant-types-narrower partner acme-cms"],
  },
  {
    name: "refresh tokens that never expire",
    edit: refresh({ expiration_type: "non-expiring" }),
    found: ["alarm refresh-token-never-expires partner acme-cms"],
  },
  {
    name: "refresh tokens that may live forever when used",
    edit: refresh({ infinite_idle_token_lifetime: true }),
    found: ["alarm refresh-token-never-expires partner acme-cms"],
  },
  {
    name: "no word about refresh tokens",
    edit: fieldbook({ refresh_token: null }),
    found: [
      "alarm refresh-token-never-expires partner fieldbook",
      ...Array(6).fill("finding refresh-token-differs partner fieldbook"),
    ],
  },
  {
    name: "refresh tokens that live longer",
    edit: refresh({ token_lifetime: 31_557_600 }),
    found: ["finding refresh-token-differs partner acme-cms"],
  },
  {
    name: "refresh tokens that rotate",
    edit: refresh({ rotation_type: "rotating" }),
    found: ["finding refresh-token-differs partner acme-cms"],
  },
  {
    name: "errors that redirect to the partner",
    edit: acme({ redirection_policy: "allow_always" }),
    found: ["alarm redirection-policy-opened partner acme-cms"],
  },
  {
    name: "no redirection policy",
    edit: acme({ redirection_policy: undefined }),
    found: ["finding application-settings-differ partner acme-cms"],
  },
  {
    name: "token requests that need a proof of possession",
    edit: acme({ require_proof_of_possession: true }),
    found: ["alarm proof-of-possession-demanded partner acme-cms"],
  },
  {
    name: "token requests that need no proof of possession any more",
    edit: (a) => Object.assign(clientIn(a, "staff-notes"), { require_proof_of_possession: false }),
    found: ["alarm proof-of-possession-dropped partner staff-notes"],
  },
  {
    name: "ID tokens signed with the secret",
    edit: acme({ jwt_configuration: { alg: "HS256", lifetime_in_seconds: 3600 } }),
    found: ["alarm id-token-signing-differs partner acme-cms"],
  },
  {
    name: "ID tokens that live longer",
    edit: acme({ jwt_configuration: { alg: "RS256", lifetime_in_seconds: 36_000 } }),
    found: ["finding application-settings-differ partner acme-cms"],
  },
  {
    name: "another type of application",
    edit: acme({ app_type: "spa" }),
    found: ["finding application-settings-differ partner acme-cms"],
  },
  {
    name: "no OpenID Connect conformance",
    edit: acme({ oidc_conformant: false }),
    found: ["finding application-settings-differ partner acme-cms"],
  },
  {
    name: "no quota",
    edit: ember({ token_quota: null }),
    found: ["finding token-quota-differs partner ember-mail"],
  },
  {
    name: "a higher quota",
    edit: ember({ token_quota: { client_credentials: { per_day: 5000, per_hour: 50, enforce: true } } }),
    found: ["finding token-quota-differs partner ember-mail"],
  },
  {
    name: "a quota that is not declared",
    edit: acme({ token_quota: { client_credentials: { per_day: 1, enforce: true } } }),
    found: ["finding token-quota-differs partner acme-cms"],
  },
  {
    name: "another name",
    edit: acme({ name: "Our App" }),
    found: ["note application-text-differs partner acme-cms"],
  },
  {
    name: "no description",
    edit: acme({ description: "" }),
    found: ["note application-text-differs partner acme-cms"],
  },
  {
    name: "a logo that is not declared",
    edit: acme({ logo_uri: "https://evil.example/logo.png" }),
    found: ["note application-text-differs partner acme-cms"],
  },
  {
    name: "an app that is not declared",
    edit: acme({ mobile: { ios: { team_id: "86WQXF56BC", app_bundle_identifier: "example.evil" } } }),
    found: ["alarm mobile-differs partner acme-cms"],
  },
  {
    name: "other metadata",
    edit: (a) =>
      void Object.assign(clientIn(a, "ember-mail").client_metadata as Json, { tier: "silver", more: "x" }),
    found: [
      "note application-text-differs partner ember-mail",
      "note application-text-differs partner ember-mail",
    ],
  },
];
