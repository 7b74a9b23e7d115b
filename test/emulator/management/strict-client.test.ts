import { describe, expect, test } from "vitest";
import { STRICT_CLIENT } from "../../../emulator/management/strict-client.ts";
import { create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

const refreshToken = { rotation_type: "rotating", expiration_type: "expiring" };

/** For each rule, settings of a partner's application that obey it and settings that break it. */
const CASES: Record<string, { accepted: object[]; refused: object[] }> = {
  "grant types are authorization_code, refresh_token and client_credentials": {
    accepted: [
      {
        grant_types: ["authorization_code", "refresh_token", "client_credentials"],
        token_endpoint_auth_method: "client_secret_post",
      },
      { grant_types: [] },
    ],
    refused: [
      { grant_types: ["implicit"] },
      { grant_types: ["authorization_code", "password"] },
      { grant_types: ["urn:ietf:params:oauth:grant-type:device_code"] },
      { grant_types: ["urn:openid:params:grant-type:ciba"] },
    ],
  },
  "the application type is regular_web, spa, native or non_interactive": {
    accepted: [{ app_type: "spa" }, { app_type: "native" }, { app_type: "non_interactive" }],
    refused: [{ app_type: "sso_integration" }, { app_type: "resource_server" }],
  },
  "callbacks, allowed origins and web origins are exact URLs": {
    accepted: [
      { callbacks: ["https://a.example/cb", "https://b.example/cb?x=1"], web_origins: ["https://a.example"] },
    ],
    refused: [
      { callbacks: ["https://*.acme.example/cb"] },
      { callbacks: ["https://acme.example/*"] },
      { allowed_origins: ["https://*.acme.example"] },
      { web_origins: ["https://*.acme.example"] },
    ],
  },
  "callbacks use https, loopback http, or for native applications a private-use scheme": {
    accepted: [
      { callbacks: ["http://localhost:3000/cb", "http://127.0.0.1/cb", "http://[::1]:8080/cb"] },
      { app_type: "native", callbacks: ["com.acme.cms://callback"] },
    ],
    refused: [
      { callbacks: ["http://cms.acme.example/cb"] },
      { callbacks: ["http://localhost.acme.example/cb"] },
      { app_type: "regular_web", callbacks: ["com.acme.cms://callback"] },
    ],
  },
  "refresh tokens expire": {
    accepted: [
      { refresh_token: refreshToken },
      { refresh_token: { ...refreshToken, rotation_type: "non-rotating" } },
    ],
    refused: [
      {
        refresh_token: {
          rotation_type: "non-rotating",
          expiration_type: "non-expiring",
          infinite_idle_token_lifetime: false,
        },
      },
    ],
  },
  "refresh tokens that are not used expire": {
    accepted: [
      {
        refresh_token: {
          ...refreshToken,
          infinite_token_lifetime: true,
          infinite_idle_token_lifetime: false,
        },
      },
    ],
    refused: [{ refresh_token: { ...refreshToken, infinite_idle_token_lifetime: true } }],
  },
  "tokens are signed with RS256": {
    accepted: [{ jwt_configuration: { alg: "RS256", lifetime_in_seconds: 60 } }, { jwt_configuration: {} }],
    refused: [{ jwt_configuration: { alg: "HS256" } }, { jwt_configuration: { alg: "PS256" } }],
  },
  "private_key_jwt is the only authentication method with credentials": {
    accepted: [{ client_authentication_methods: { private_key_jwt: { credentials: [] } } }],
    refused: [
      { client_authentication_methods: { tls_client_auth: { credentials: [] } } },
      { client_authentication_methods: { self_signed_tls_client_auth: { credentials: [] } } },
    ],
  },
  "cross-origin authentication is off": {
    accepted: [{ cross_origin_authentication: false }],
    refused: [{ cross_origin_authentication: true }],
  },
  "only the supported properties are set": {
    accepted: [
      {
        description: "Content of Acme",
        logo_uri: "https://acme.example/logo.png",
        client_metadata: { partner: "acme-cms" },
        redirection_policy: "allow_always",
        require_proof_of_possession: true,
        organization_usage: "deny",
        oidc_conformant: true,
      },
    ],
    refused: [
      { addons: { samlp: {} } },
      { oidc_logout: { backchannel_logout_urls: ["https://acme.example/logout"] } },
      { require_pushed_authorization_requests: true },
      { signed_request_object: { required: true } },
      { allowed_logout_urls: ["https://acme.example"] },
      { mobile: { ios: { team_id: "A" } } },
    ],
  },
};

test("every rule for strict applications is tried both ways, and names Auth0's page", () => {
  expect(Object.keys(CASES).sort()).toEqual(STRICT_CLIENT.map(({ rule }) => rule).sort());
  for (const { source } of STRICT_CLIENT) expect(source).toMatch(/^https:/);
});

const rows = Object.entries(CASES).flatMap(([rule, { accepted, refused }]) => [
  ...accepted.map((sent) => ({ rule, sent, status: 201 })),
  ...refused.map((sent) => ({ rule, sent, status: 400 })),
]);

describe("a strict application", () => {
  test.for(rows)("$rule: $sent is a $status", async ({ sent, status }) => {
    const { call, tenant } = newTenant();
    const { body, status: actual } = await call("POST", "/clients", { ...STRICT_PARTNER, ...sent });
    expect([actual, body.message]).toEqual([status, status === 201 ? undefined : expect.any(String)]);
    const kept = tenant.store.list("client", { name: STRICT_PARTNER.name });
    expect(kept).toHaveLength(status === 201 ? 1 : 0);
  });

  test.for(rows.filter(({ status }) => status === 400))("cannot become so: $sent", async ({ sent }) => {
    const { call } = newTenant();
    const before = await create(call, "/clients", STRICT_PARTNER);
    expect((await call("PATCH", `/clients/${before.client_id}`, sent)).status).toBe(400);
    const { body } = await call("GET", `/clients/${before.client_id}`);
    expect({ ...body, encrypted: true }).toEqual(before);
  });

  test.for(rows.filter(({ status, rule }) => status === 400 && !rule.includes("credentials")))(
    "is what these rules are about, a first-party application may: $sent",
    async ({ sent }) => {
      const { call } = newTenant();
      const { body } = await call("POST", "/clients", { name: "Our app", ...sent });
      expect(body.message ?? "").not.toMatch(/strict mode/);
    },
  );
});
