// Ways to a token that somebody opens in a tenant by hand, and what drift says about each.
import {
  acme,
  api,
  closedApi,
  type Edit,
  fieldbook,
  grantOf,
  type Json,
  policies,
  role,
  stranger,
} from "./edits.ts";
import type { Answers } from "./tenant.ts";

const MANAGEMENT = "https://localhost:8443/api/v2/";
const settings = (change: Json) => (a: Answers) => Object.assign(a.settings, change);
const ours = (more: Json) => (a: Answers) => {
  a.clients.push(stranger({ client_id: "spa", name: "SPA", is_first_party: true, ...more }));
  a.grants.push(grantOf("spa"));
};
const OURS = "alarm unmanaged-first-party application spa";
const WAY = "alarm application-way-undeclared application spa";

const PROMPT = "skip_non_verifiable_callback_uri_confirmation_prompt";

export const WAY_EDITS: readonly Edit[] = [
  {
    name: "an application that says whose address a request comes from",
    edit: acme({ is_token_endpoint_ip_header_trusted: true }),
    found: ["finding application-loosened partner acme-cms"],
  },
  {
    name: "an application whose users may come as members of an organization",
    edit: acme({ organization_usage: "allow" }),
    found: ["finding application-loosened partner acme-cms"],
  },
  {
    name: "an application whose callback any program may take, without a question to the user",
    edit: acme({ [PROMPT]: true }),
    found: ["finding application-loosened partner acme-cms"],
  },
  {
    name: "the same of the whole tenant, of which some applications are exceptions",
    edit: (a) => {
      settings({ [PROMPT]: true })(a);
      for (const client of a.clients) if (client.name !== "Acme CMS") client[PROMPT] = false;
    },
    found: ["finding application-loosened partner acme-cms"],
  },
  {
    name: "an application without a question to the user, of which nobody else can take the callback",
    edit: acme({ [PROMPT]: true, callbacks: ["https://cms.example/callback"] }),
    found: ["alarm callback-undeclared partner acme-cms", "finding url-missing partner acme-cms"],
  },
  {
    name: "online refresh tokens of an API whose file gives no refresh tokens",
    edit: closedApi({ allow_online_access: true }),
    found: ["finding api-loosened api reports"],
  },
  {
    name: "online refresh tokens of an API whose file gives those that last longer",
    edit: api({ allow_online_access: true }),
    found: [],
  },
  {
    name: "a default grant of an API without a file",
    edit: (a) => {
      a.apis.push({ identifier: "https://elsewhere.example", name: "Elsewhere", scopes: [] });
      a.grants.push({
        id: "all",
        default_for: "third_party_clients",
        audience: "https://elsewhere.example",
        subject_type: "user",
        scope: ["read:all"],
      });
    },
    found: ["alarm default-grant tenant localhost:8443"],
  },
  {
    name: "an active rule and an active hook",
    edit: (a) => {
      a.rules = ["add-roles"];
      a.hooks = ["more-scopes"];
    },
    found: [
      "alarm rule-or-hook-active tenant localhost:8443",
      "alarm rule-or-hook-active tenant localhost:8443",
    ],
  },
  {
    name: "a role with permissions at an API that enforces them",
    edit: (a) => {
      a.roles = [role("Support", ["https://api.our-app.example/reports", "read:contacts"])];
    },
    found: ["alarm role-undeclared tenant localhost:8443"],
  },
  {
    name: "a role with permissions at APIs that look at none",
    edit: (a) => {
      a.roles = [
        role(
          "Support",
          ["https://api.our-app.example/contacts", "read:contacts"],
          ["https://elsewhere.example", "read:all"],
        ),
      ];
    },
    found: [],
  },
  {
    name: "an API for people who have not signed in, which no application is for",
    edit: api({ allow_anonymous_access: true }),
    found: ["alarm anonymous-access api contacts"],
  },
  {
    name: "a grant for people who have not signed in",
    edit: (a) => {
      api({ allow_anonymous_access: true })(a);
      a.clients.push(
        stranger({ client_id: "spa", is_first_party: true, anonymous_sessions: { active: true } }),
      );
      a.grants.push(grantOf("spa", { subject_type: "anonymous_user" }));
    },
    found: ["alarm anonymous-access api contacts", "alarm unmanaged-machine application spa"],
  },
  {
    name: "registration that is open, strict, and gives nothing",
    edit: settings({
      flags: { enable_dynamic_client_registration: true },
      dynamic_client_registration_security_mode: "strict",
    }),
    found: ["note registration-without-access tenant localhost:8443"],
  },
  {
    name: "registration in permissive mode while an API lets everybody in",
    edit: (a) => {
      settings({
        flags: { enable_dynamic_client_registration: true },
        dynamic_client_registration_security_mode: "permissive",
      })(a);
      api(policies("allow_all", "require_client_grant"))(a);
    },
    found: ["alarm registration-open tenant localhost:8443", "alarm api-policy-opened api contacts"],
  },
  {
    name: "metadata documents while there is a default grant",
    edit: (a) => {
      settings({ client_id_metadata_document_supported: true })(a);
      a.grants.push({ ...grantOf("none"), client_id: undefined, default_for: "third_party_clients" });
    },
    found: ["alarm registration-open tenant localhost:8443", "alarm default-grant api contacts"],
  },
  {
    name: "an application of ours with a refresh token for several APIs",
    edit: ours({
      refresh_token: {
        policies: [
          { audience: "https://api.our-app.example/contacts", scope: ["read:contacts"] },
          { audience: "https://elsewhere.example", scope: ["x"] },
        ],
      },
    }),
    found: [OURS, WAY],
  },
  {
    name: "an application of ours that exchanges tokens",
    edit: ours({ token_exchange: { allow_any_profile_of_type: ["custom_authentication"] } }),
    found: [OURS, WAY],
  },
  {
    name: "an application of ours that makes sessions of refresh tokens, and takes identity assertions",
    edit: ours({
      session_transfer: { can_create_session_transfer_token: true },
      identity_assertion_authorization_grant: { active: true },
    }),
    found: [OURS, WAY, WAY],
  },
  {
    name: "an application of ours that asks for passwords",
    edit: ours({ cross_origin_authentication: true, grant_types: ["password", "authorization_code"] }),
    found: [OURS, WAY, WAY],
  },
  {
    name: "an application of ours that takes passkeys in pages of its own",
    edit: ours({ grant_types: ["urn:okta:params:oauth:grant-type:webauthn", "authorization_code"] }),
    found: [OURS, WAY],
  },
  {
    name: "an application of ours that takes tokens of Apple",
    edit: ours({ native_social_login: { apple: { enabled: true }, google: { enabled: false } } }),
    found: [OURS, WAY],
  },
  {
    name: "grant types that give nothing alone",
    edit: ours({
      grant_types: [
        "authorization_code",
        "http://auth0.com/oauth/grant-type/mfa-otp",
        "urn:ietf:params:oauth:grant-type:token-exchange",
      ],
    }),
    found: [OURS],
  },
  {
    name: "an application without access that asks for passwords",
    edit: (a) => a.clients.push(stranger({ grant_types: ["password"], cross_origin_authentication: true })),
    found: [],
  },
  {
    name: "a partner's application that asks for passwords on its own page",
    edit: fieldbook({ cross_origin_authentication: true }),
    found: ["alarm application-way-undeclared partner fieldbook"],
  },
  {
    name: "an application that may change grants",
    edit: (a) => {
      a.clients.push(stranger({ is_first_party: true }));
      a.grants.push(
        grantOf("stranger", {
          audience: MANAGEMENT,
          subject_type: "client",
          scope: ["read:users", "update:client_grants"],
        }),
      );
    },
    found: ["alarm management-rights-undeclared application stranger"],
  },
  {
    name: "an application with every scope of an API of Auth0's whose scopes are not listed",
    edit: (a) => {
      a.clients.push(stranger({ is_first_party: true }));
      a.grants.push(
        grantOf("stranger", {
          audience: MANAGEMENT,
          subject_type: "client",
          scope: undefined,
          allow_all_scopes: true,
        }),
      );
    },
    found: ["alarm management-rights-undeclared application stranger"],
  },
  {
    name: "an application that only reads",
    edit: (a) => {
      a.clients.push(stranger({ is_first_party: true }));
      a.grants.push(
        grantOf("stranger", { audience: MANAGEMENT, subject_type: "client", scope: ["read:users"] }),
      );
    },
    found: [],
  },
  {
    name: "an API of Auth0's that lets every application in for its users",
    edit: (a) =>
      a.apis.push({
        identifier: "https://localhost:8443/me/",
        is_system: true,
        ...policies("allow_all", "deny_all"),
      }),
    found: ["alarm system-api-opened tenant localhost:8443"],
  },
  {
    name: "the Management API, of which users have what Auth0 gives them, and an API of Auth0's that asks for grants",
    edit: (a) =>
      a.apis.push(
        { identifier: MANAGEMENT, is_system: true, ...policies("allow_all", "require_client_grant") },
        {
          identifier: "https://localhost:8443/me/",
          is_system: true,
          ...policies("require_client_grant", "deny_all"),
        },
      ),
    found: [],
  },
  {
    name: "an API that requests without one are for",
    edit: settings({ default_audience: "https://api.our-app.example/reports" }),
    found: ["finding default-audience tenant localhost:8443"],
  },
  {
    name: "settings that cut a partner off",
    edit: acme({ organization_usage: "require", require_pushed_authorization_requests: true }),
    found: ["alarm application-cut-off partner acme-cms", "alarm application-cut-off partner acme-cms"],
  },
  {
    name: "settings of an API that cut everybody off",
    edit: api({
      authorization_policy: { policy_id: "pol_1" },
      token_encryption: { format: "compact-nested-jwe" },
      consent_policy: "transactional-authorization-with-mfa",
    }),
    found: [
      "alarm api-cut-off api contacts",
      "alarm api-cut-off api contacts",
      "alarm api-cut-off api contacts",
    ],
  },
];
