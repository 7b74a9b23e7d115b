import { beforeEach, describe, expect, test } from "vitest";
import { type Call, CONTACTS, create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

let call: Call;
beforeEach(() => {
  call = newTenant().call;
});

const secret = expect.stringMatching(/^[\w-]{64}$/);
const own = {
  tenant: "local",
  global: false,
  callback_url_template: false,
  cross_origin_auth: false,
  is_token_endpoint_ip_header_trusted: false,
  sso_disabled: false,
  cross_origin_authentication: false,
  custom_login_page_on: true,
  client_secret: secret,
  signing_keys: [expect.objectContaining({ subject: "/CN=localhost" })],
};
const forever = {
  rotation_type: "non-rotating",
  expiration_type: "non-expiring",
  leeway: 0,
  infinite_token_lifetime: true,
  infinite_idle_token_lifetime: true,
};

describe("a new application", () => {
  test("that asks for nothing is first-party and may do almost everything", async () => {
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    expect(client_id).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await call("GET", `/clients/${client_id}`)).body).toEqual({
      ...own,
      client_id,
      name: "Our app",
      is_first_party: true,
      oidc_conformant: false,
      grant_types: ["authorization_code", "implicit", "refresh_token", "client_credentials"],
      jwt_configuration: { secret_encoded: false, lifetime_in_seconds: 36_000 },
      refresh_token: { ...forever, token_lifetime: 2_592_000, idle_token_lifetime: 1_296_000 },
    });
  });

  test("of a partner in strict mode gets little, and a prefix", async () => {
    const { client_id } = await create(call, "/clients", STRICT_PARTNER);
    expect(client_id).toMatch(/^tpc_[A-Za-z0-9]{22}$/);
    expect((await call("GET", `/clients/${client_id}`)).body).toEqual({
      ...own,
      ...STRICT_PARTNER,
      client_id,
      oidc_conformant: true,
      grant_types: ["authorization_code"],
      redirection_policy: "open_redirect_protection",
      jwt_configuration: { secret_encoded: false, alg: "RS256", lifetime_in_seconds: 3_600 },
      refresh_token: {
        ...forever,
        expiration_type: "expiring",
        infinite_idle_token_lifetime: false,
        token_lifetime: 31_557_600,
        idle_token_lifetime: 2_592_000,
      },
    });
  });

  test.for([
    {
      name: "that runs in a browser, in strict mode, rotates its refresh tokens",
      sent: { ...STRICT_PARTNER, app_type: "spa", token_endpoint_auth_method: "none" },
      expected: {
        refresh_token: {
          rotation_type: "rotating",
          expiration_type: "expiring",
          infinite_token_lifetime: false,
        },
      },
    },
    {
      name: "without a secret gets no client credentials",
      sent: { name: "Our app", app_type: "spa", token_endpoint_auth_method: "none" },
      expected: { grant_types: ["authorization_code", "implicit", "refresh_token"] },
    },
    {
      name: "with a secret in the body keeps refresh tokens for a year",
      sent: { name: "Our app", token_endpoint_auth_method: "client_secret_post" },
      expected: { refresh_token: { token_lifetime: 31_557_600, idle_token_lifetime: 2_592_000 } },
    },
    {
      name: "that configures its tokens gets no default lifetime",
      sent: { name: "Our app", jwt_configuration: { alg: "RS256" } },
      expected: { jwt_configuration: { secret_encoded: false, alg: "RS256" } },
    },
    {
      name: "that limits its refresh tokens gets finite ones",
      sent: {
        ...STRICT_PARTNER,
        refresh_token: {
          rotation_type: "rotating",
          expiration_type: "expiring",
          token_lifetime: 7_200,
          idle_token_lifetime: 3_600,
        },
      },
      expected: {
        refresh_token: {
          infinite_token_lifetime: false,
          infinite_idle_token_lifetime: false,
          token_lifetime: 7_200,
        },
      },
    },
    {
      name: "in permissive mode has an ordinary id and no redirection policy",
      sent: { name: "Old partner", is_first_party: false, third_party_security_mode: "permissive" },
      expected: { client_id: expect.stringMatching(/^[A-Za-z0-9]{32}$/), oidc_conformant: true },
    },
  ])("$name", async ({ sent, expected }) => {
    expect(await create(call, "/clients", sent)).toMatchObject(expected);
  });

  test.for([
    { name: "is strict today", options: {}, mode: "strict" },
    {
      name: "was permissive before",
      options: { defaultSecurityMode: "permissive" as const },
      mode: "permissive",
    },
  ])("of a partner that names no mode $name", async ({ options, mode }) => {
    const { call } = newTenant(options);
    const body = await create(call, "/clients", { name: "Acme CMS", is_first_party: false });
    expect(body.third_party_security_mode).toBe(mode);
  });
});

describe("changing an application", () => {
  const before = {
    name: "Our app",
    description: "Contacts of our customers",
    callbacks: ["https://app.example/callback"],
    client_metadata: { team: "core", tier: "1" },
    initiate_login_uri: "https://app.example/login",
    jwt_configuration: { alg: "RS256", lifetime_in_seconds: 600 },
    mobile: { ios: { team_id: "A" } },
    token_quota: { client_credentials: { per_day: 10 } },
    oidc_logout: { backchannel_logout_urls: ["https://app.example/logout"] },
    addons: { wsfed: {} },
  };
  test.for([
    {
      name: "keeps what is not sent",
      sent: { name: "New" },
      after: {
        ...before,
        name: "New",
        jwt_configuration: { ...before.jwt_configuration, secret_encoded: false },
      },
    },
    { name: "replaces lists as a whole", sent: { callbacks: [] }, after: { callbacks: [] } },
    { name: "keeps an empty description", sent: { description: "" }, after: { description: "" } },
    {
      name: "removes an empty login address",
      sent: { initiate_login_uri: "" },
      after: { initiate_login_uri: undefined },
    },
    {
      name: "merges metadata",
      sent: { client_metadata: { tier: "2", owner: "ana" } },
      after: { client_metadata: { team: "core", tier: "2", owner: "ana" } },
    },
    {
      name: "removes metadata set to null",
      sent: { client_metadata: { team: null } },
      after: { client_metadata: { tier: "1" } },
    },
    {
      name: "leaves empty metadata behind",
      sent: { client_metadata: { team: null, tier: null } },
      after: { client_metadata: {} },
    },
    {
      name: "merges token settings",
      sent: { jwt_configuration: { lifetime_in_seconds: 60 } },
      after: { jwt_configuration: { secret_encoded: false, alg: "RS256", lifetime_in_seconds: 60 } },
    },
    {
      name: "merges mobile settings by platform",
      sent: { mobile: { android: { app_package_name: "b" } } },
      after: { mobile: { ios: { team_id: "A" }, android: { app_package_name: "b" } } },
    },
    { name: "replaces add-ons", sent: { addons: { samlp: {} } }, after: { addons: { samlp: {} } } },
    { name: "removes what is set to null", sent: { token_quota: null }, after: { token_quota: undefined } },
    {
      name: "removes back-channel logout under its old name",
      sent: { oidc_backchannel_logout: null },
      after: { oidc_logout: undefined, oidc_backchannel_logout: undefined },
    },
    {
      name: "shows back-channel logout under both names",
      sent: { oidc_logout: { backchannel_logout_urls: ["https://b.example"] } },
      after: { oidc_backchannel_logout: { backchannel_logout_urls: ["https://b.example"] } },
    },
    {
      name: "resets refresh tokens set to null",
      sent: { refresh_token: null },
      after: { refresh_token: { ...forever, token_lifetime: 2_592_000, idle_token_lifetime: 1_296_000 } },
    },
  ])("$name", async ({ sent, after }) => {
    const { client_id } = await create(call, "/clients", before);
    const { status, body } = await call("PATCH", `/clients/${client_id}`, sent);
    expect(status).toBe(200);
    for (const [key, value] of Object.entries(after)) expect(body[key]).toEqual(value);
    expect((await call("GET", `/clients/${client_id}`)).body).toEqual(body);
  });
});

describe("deleting an application", () => {
  test("takes away its grants, its credentials and its connections", async () => {
    await create(call, "/resource-servers", CONTACTS);
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    const grant = await create(call, "/client-grants", {
      client_id,
      audience: CONTACTS.identifier,
      scope: [],
    });
    const connection = await create(call, "/connections", { name: "people", strategy: "auth0" });
    await call("PATCH", `/connections/${connection.id}/clients`, [{ client_id, status: true }]);
    expect((await call("DELETE", `/clients/${client_id}`)).status).toBe(204);
    expect((await call("GET", `/client-grants/${grant.id}`)).status).toBe(404);
    expect((await call("GET", `/connections/${connection.id}/clients`)).body).toEqual({ clients: [] });
    expect((await call("GET", `/clients/${client_id}/credentials`)).status).toBe(404);
  });

  test("twice is fine, but a deleted application is gone", async () => {
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    expect((await call("DELETE", `/clients/${client_id}`)).status).toBe(204);
    expect((await call("DELETE", `/clients/${client_id}`)).status).toBe(204);
    expect(await call("GET", `/clients/${client_id}`)).toMatchObject({
      status: 404,
      body: { message: "The client does not exist", errorCode: "inexistent_client" },
    });
  });
});

describe("reading applications", () => {
  test("can be limited to some fields, or to all but some", async () => {
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    const only = await call("GET", `/clients/${client_id}?fields=client_id,name&include_fields=true`);
    expect(only.body).toEqual({ tenant: "local", client_id, name: "Our app" });
    const without = await call("GET", `/clients/${client_id}?fields=client_secret&include_fields=false`);
    expect(without.body).not.toHaveProperty("client_secret");
    expect(without.body).toMatchObject({ name: "Our app" });
  });

  test.for([
    { query: "is_first_party=false", names: ["Acme CMS"] },
    { query: "app_type=spa", names: ["Our app"] },
    { query: "app_type=spa,regular_web", names: ["Our app", "Acme CMS"] },
    { query: "external_client_id=https://acme.example/client.json", names: [] },
    { query: "is_global=true", names: [] },
  ])("can be filtered by $query", async ({ query, names }) => {
    await create(call, "/clients", { name: "Our app", app_type: "spa" });
    await create(call, "/clients", STRICT_PARTNER);
    const { body } = await call("GET", `/clients?${query}`);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(names);
  });
});
