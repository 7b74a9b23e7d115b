// Settings of a tenant that no comparison of objects looks at: each is made on a local tenant by its Management API, is told by
// `drift`, by `who` where it changes who gets what, and is silent again once it is taken back.
import { publicPem } from "../emulator/support/keys.ts";
import {
  acme,
  api,
  type Case,
  call,
  changed,
  clientIds,
  contacts,
  fieldbook,
  letting,
  made,
  mapped,
  openWorld,
  PERMISSIVE,
  promoted,
  settings,
  testCases,
  withOurs,
} from "./support/closed-world.ts";

openWorld();

const CASES: readonly Case[] = [
  {
    name: "default_audience, by which sign-ins become requests for an API",
    open: () => changed("tenants/settings", { default_audience: contacts() }, { default_audience: "" }),
    drift: ["finding default-audience tenant the tenant"],
    who: [],
  },
  {
    name: "registration by anybody, in permissive mode, while nothing gives such an application access",
    open: settings(...PERMISSIVE),
    drift: ["note registration-without-access tenant the tenant"],
    who: [],
  },
  {
    name: "registration by anybody, in permissive mode, while an API lets everybody in",
    open: async () => {
      const close = [
        await api(letting("allow_all"), letting("require_client_grant"))(),
        await settings(...PERMISSIVE)(),
      ];
      return () => Promise.all(close.map((one) => one()));
    },
    drift: ["alarm api-policy-opened api contacts", "alarm registration-open tenant the tenant"],
    who: [
      "partner fieldbook, api-policy, contacts, user: delete:contacts read:contact-changes",
      "partner globe-directory, api-policy, contacts, user: create:contacts delete:contacts read:contact-changes update:contacts",
      "anybody who registers an application, registration, contacts, user: create:contacts delete:contacts read:contact-changes read:contacts update:contacts",
    ],
  },
  {
    name: "client ID metadata documents",
    open: settings(
      { client_id_metadata_document_supported: true },
      { client_id_metadata_document_supported: false },
    ),
    drift: ["note registration-without-access tenant the tenant"],
    who: [],
  },
  {
    name: "a refresh token for several APIs",
    open: () =>
      withOurs({
        refresh_token: {
          rotation_type: "non-rotating",
          expiration_type: "non-expiring",
          policies: [{ audience: contacts(), scope: ["read:contacts"] }],
        },
      }),
    drift: [
      "alarm application-way-undeclared application spa",
      "alarm unmanaged-first-party application spa",
    ],
    who: [
      'application "SPA", which nobody declares, own-grant, contacts, user: read:contacts',
      'application "SPA", which nobody declares, multi-resource-refresh, contacts, user: read:contacts',
    ],
  },
  {
    name: "token_exchange.allow_any_profile_of_type",
    open: () => withOurs({ token_exchange: { allow_any_profile_of_type: ["on_behalf_of_token_exchange"] } }),
    drift: [
      "alarm application-way-undeclared application spa",
      "alarm unmanaged-first-party application spa",
    ],
    who: [
      'application "SPA", which nobody declares, own-grant, contacts, user: read:contacts',
      'application "SPA", which nobody declares, token-exchange, contacts, user: read:contacts',
    ],
  },
  {
    name: "session_transfer",
    open: () =>
      withOurs({
        session_transfer: {
          can_create_session_transfer_token: true,
          delegation: { allow_delegated_access: true },
        },
      }),
    drift: [
      "alarm application-way-undeclared application spa",
      "alarm application-way-undeclared application spa",
      "alarm unmanaged-first-party application spa",
    ],
    who: [
      'application "SPA", which nobody declares, own-grant, contacts, user: read:contacts',
      'application "SPA", which nobody declares, native-to-web, contacts, user: read:contacts',
      'application "SPA", which nobody declares, session-delegation, contacts, user: read:contacts',
    ],
  },
  {
    name: "cross_origin_authentication",
    open: fieldbook({ cross_origin_authentication: true }, { cross_origin_authentication: false }),
    drift: ["alarm application-way-undeclared partner fieldbook"],
    who: [
      "partner fieldbook, cross-origin-login, contacts, user: create:contacts read:contacts update:contacts",
    ],
  },
  {
    name: "Cross App Access",
    open: () => withOurs({ identity_assertion_authorization_grant: { active: true } }),
    drift: [
      "alarm application-way-undeclared application spa",
      "alarm unmanaged-first-party application spa",
    ],
    who: [
      'application "SPA", which nobody declares, own-grant, contacts, user: read:contacts',
      'application "SPA", which nobody declares, cross-app-access, contacts, user: read:contacts',
    ],
  },
  {
    name: "a connection below domain level that is mapped to a permissive application",
    open: () => mapped("globe-directory"),
    drift: ["alarm connection-mapped partner globe-directory"],
    who: [],
  },
  {
    name: "a connection that was at domain level when it was mapped to a strict application",
    open: async () => {
      const demote = await promoted();
      const unmap = await mapped("acme-cms");
      await demote();
      return unmap;
    },
    drift: ["alarm connection-mapped partner acme-cms"],
    who: [],
  },
  {
    name: "a connection that is put at domain level",
    open: promoted,
    drift: ["alarm connection-promoted connection our-employees"],
    who: [],
  },
  {
    name: "an organization that may use a partner's grant",
    open: async () => {
      const access = { name: "first", third_party_client_access: "allow" };
      const organization = await call("POST", "organizations", access);
      const client = clientIds()["cargo-index"];
      const [grant] = await call<{ id: string }[]>("GET", `client-grants?client_id=${client}`);
      const undo = await changed(
        `client-grants/${grant?.id}`,
        { organization_usage: "allow" },
        { organization_usage: "deny" },
      );
      await call("POST", `organizations/${organization.id}/client-grants`, { grant_id: grant?.id });
      return async () => {
        await call("DELETE", `organizations/${organization.id}/client-grants/${grant?.id}`);
        await undo();
        await call("DELETE", `organizations/${organization.id}`);
      };
    },
    drift: ["alarm grant-any-organization partner cargo-index"],
    who: ["partner cargo-index, organization-grant, contacts, client: read:contact-changes"],
  },
  {
    name: "a rule",
    open: made("rules", () => ({ name: "widen", script: "function (user, context, callback) {}" })),
    drift: ["alarm rule-or-hook-active tenant the tenant"],
    who: ['unknown what the code of the active rule "widen" adds to tokens'],
  },
  {
    name: "a hook",
    open: made("hooks", () => ({
      ...{ name: "widen", script: "module.exports = () => {}", enabled: true },
      triggerId: "credentials-exchange",
    })),
    drift: ["alarm rule-or-hook-active tenant the tenant"],
    who: ['unknown what the code of the active hook "widen" adds to tokens'],
  },
  {
    name: "organization_usage: allow",
    open: acme({ organization_usage: "allow" }, { organization_usage: null }),
    drift: ["finding application-loosened partner acme-cms"],
    who: [],
  },
  {
    name: "organization_usage: require",
    open: acme({ organization_usage: "require" }, { organization_usage: null }),
    drift: ["alarm application-cut-off partner acme-cms"],
    who: [],
  },
  {
    name: "require_proof_of_possession",
    open: acme({ require_proof_of_possession: true }, { require_proof_of_possession: false }),
    drift: ["alarm proof-of-possession-demanded partner acme-cms"],
    who: [],
  },
  {
    name: "is_token_endpoint_ip_header_trusted",
    open: acme({ is_token_endpoint_ip_header_trusted: true }, { is_token_endpoint_ip_header_trusted: false }),
    drift: ["finding application-loosened partner acme-cms"],
    who: [],
  },
  {
    name: "skip_non_verifiable_callback_uri_confirmation_prompt",
    open: acme(
      { skip_non_verifiable_callback_uri_confirmation_prompt: true },
      { skip_non_verifiable_callback_uri_confirmation_prompt: null },
    ),
    drift: ["finding application-loosened partner acme-cms"],
    who: [],
  },
  {
    name: "an API's proof_of_possession",
    open: api({ proof_of_possession: { mechanism: "dpop", required: true } }, { proof_of_possession: null }),
    drift: ["alarm api-dpop-differs api contacts"],
    who: [],
  },
  {
    name: "an API's token_encryption",
    open: api(
      {
        token_encryption: {
          format: "compact-nested-jwe",
          encryption_key: { alg: "RSA-OAEP-256", pem: publicPem() },
        },
      },
      { token_encryption: null },
    ),
    drift: ["alarm api-cut-off api contacts"],
    who: [],
  },
  {
    name: "an API's consent_policy",
    open: api({ consent_policy: "transactional-authorization-with-mfa" }, { consent_policy: null }),
    drift: ["alarm api-cut-off api contacts"],
    who: [],
  },
  {
    name: "an API's authorization_policy",
    open: api({ authorization_policy: { policy_id: "pol_1" } }, { authorization_policy: null }),
    drift: ["alarm api-cut-off api contacts"],
    who: [],
  },
];

testCases(CASES);
