import { describe, expect, test } from "vitest";
import { ANY_CLIENT } from "../../../emulator/management/client-rules.ts";
import { create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

interface Try {
  readonly sent: object;
  /** Where the settings are changed rather than new. */
  readonly before?: object;
  readonly tenant?: { permissiveAvailable: boolean };
}

const permissive = { name: "Old partner", is_first_party: false, third_party_security_mode: "permissive" };
const own = { name: "Our app" };
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, "v"]));
const idle = (seconds: number) => ({
  rotation_type: "rotating",
  expiration_type: "expiring",
  token_lifetime: 3_600,
  idle_token_lifetime: seconds,
});

/** For each rule, requests that obey it and requests that break it. */
const CASES: Record<string, { accepted: Try[]; refused: Try[] }> = {
  "ownership never changes": {
    accepted: [
      { before: STRICT_PARTNER, sent: { is_first_party: false } },
      { before: own, sent: { is_first_party: true } },
    ],
    refused: [
      { before: STRICT_PARTNER, sent: { is_first_party: true } },
      { before: own, sent: { is_first_party: false } },
    ],
  },
  "the security mode never changes": {
    accepted: [{ before: STRICT_PARTNER, sent: { third_party_security_mode: "strict" } }],
    refused: [
      { before: STRICT_PARTNER, sent: { third_party_security_mode: "permissive" } },
      { before: permissive, sent: { third_party_security_mode: "strict" } },
    ],
  },
  "only third-party applications have a security mode": {
    accepted: [{ sent: STRICT_PARTNER }],
    refused: [{ sent: { ...own, third_party_security_mode: "strict" } }],
  },
  "permissive mode needs a tenant that had third-party applications before April 2026": {
    accepted: [{ sent: permissive }, { sent: STRICT_PARTNER, tenant: { permissiveAvailable: false } }],
    refused: [{ sent: permissive, tenant: { permissiveAvailable: false } }],
  },
  "only strict third-party applications have a redirection policy": {
    accepted: [{ sent: { ...STRICT_PARTNER, redirection_policy: "open_redirect_protection" } }],
    refused: [
      { sent: { ...own, redirection_policy: "allow_always" } },
      { sent: { ...permissive, redirection_policy: "allow_always" } },
    ],
  },
  "grant types are ones that Auth0 knows": {
    accepted: [
      { sent: { ...own, grant_types: ["password", "urn:ietf:params:oauth:grant-type:device_code"] } },
    ],
    refused: [{ sent: { ...own, grant_types: ["code"] } }],
  },
  "client_credentials needs an application that can authenticate": {
    accepted: [
      {
        sent: {
          ...own,
          grant_types: ["client_credentials"],
          token_endpoint_auth_method: "client_secret_basic",
        },
      },
    ],
    refused: [
      { sent: { ...own, grant_types: ["client_credentials"], token_endpoint_auth_method: "none" } },
      {
        before: { ...own, grant_types: ["client_credentials"] },
        sent: { token_endpoint_auth_method: "none" },
      },
    ],
  },
  "credentials and a token endpoint authentication method exclude each other": {
    accepted: [
      {
        before: {
          ...own,
          token_endpoint_auth_method: "client_secret_post",
          jwt_configuration: { alg: "RS256" },
        },
        sent: {
          client_authentication_methods: { private_key_jwt: { credentials: [] } },
          token_endpoint_auth_method: null,
        },
      },
    ],
    refused: [
      {
        before: {
          ...own,
          token_endpoint_auth_method: "client_secret_post",
          jwt_configuration: { alg: "RS256" },
        },
        sent: { client_authentication_methods: { private_key_jwt: { credentials: [] } } },
      },
    ],
  },
  "an application with credentials signs with RS256": {
    accepted: [
      {
        sent: {
          ...own,
          jwt_configuration: { alg: "RS256" },
          client_authentication_methods: { private_key_jwt: { credentials: [] } },
        },
      },
    ],
    refused: [
      {
        sent: {
          ...own,
          jwt_configuration: { alg: "HS256" },
          client_authentication_methods: { private_key_jwt: { credentials: [] } },
        },
      },
      { sent: { ...own, client_authentication_methods: { private_key_jwt: { credentials: [] } } } },
    ],
  },
  "only an application that represents an API names one": {
    accepted: [
      { sent: { ...own, app_type: "resource_server", resource_server_identifier: "https://api.example" } },
    ],
    refused: [{ sent: { ...own, app_type: "spa", resource_server_identifier: "https://api.example" } }],
  },
  "metadata has at most 10 keys": {
    accepted: [{ sent: { ...own, client_metadata: many(10) } }],
    refused: [
      { sent: { ...own, client_metadata: many(11) } },
      { before: { ...own, client_metadata: many(10) }, sent: { client_metadata: { another: "v" } } },
    ],
  },
  "rotating refresh tokens expire": {
    accepted: [
      { sent: { ...own, refresh_token: { rotation_type: "rotating", expiration_type: "expiring" } } },
    ],
    refused: [
      { sent: { ...own, refresh_token: { rotation_type: "rotating", expiration_type: "non-expiring" } } },
    ],
  },
  "an idle refresh token expires before its absolute lifetime": {
    accepted: [{ sent: { ...own, refresh_token: idle(3_599) } }],
    refused: [{ sent: { ...own, refresh_token: idle(3_600) } }],
  },
};

test("every rule for applications is tried both ways", () => {
  expect(Object.keys(CASES).sort()).toEqual(ANY_CLIENT.map(({ rule }) => rule).sort());
});

async function attempt({ sent, before, tenant }: Try): Promise<number> {
  const { call } = newTenant(tenant);
  if (before === undefined) return (await call("POST", "/clients", sent)).status;
  const { client_id } = await create(call, "/clients", before);
  return (await call("PATCH", `/clients/${client_id}`, sent)).status;
}

describe.for(Object.entries(CASES))("%s", ([, { accepted, refused }]) => {
  test.for(accepted)("accepts %o", async (row) => {
    expect(await attempt(row)).toBe(row.before === undefined ? 201 : 200);
  });
  test.for(refused)("refuses %o", async (row) => {
    expect(await attempt(row)).toBe(400);
  });
});

test("a default organization exists and names the flows it is for", async () => {
  const { call } = newTenant();
  const { id } = await create(call, "/organizations", { name: "first" });
  const flows = ["client_credentials"];
  const attempts = [
    { organization_id: id, flows },
    { organization_id: id },
    { flows },
    { organization_id: "org_none", flows },
  ];
  const statuses: number[] = [];
  for (const default_organization of attempts) {
    statuses.push((await call("POST", "/clients", { ...own, default_organization })).status);
  }
  expect(statuses).toEqual([201, 400, 400, 400]);
});
