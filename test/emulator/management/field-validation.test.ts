// What the fields of each kind of object may hold: one wrong value each, and the words that refuse it.
import { beforeEach, describe, expect, test } from "vitest";
import { type Call, CONTACTS, create, newTenant } from "../support/tenant.ts";

let call: Call;
beforeEach(() => {
  call = newTenant().call;
});

const trigger = { id: "post-login", version: "v3" };
const key = { alg: "RSA-OAEP-256", pem: "none" };

/** By path: what is sent beside what is needed anyway, and what the answer says of it. */
const REFUSED: Record<string, { needed: object; cases: [sent: object, message: string][] }> = {
  "/clients": {
    needed: { name: "Our app" },
    cases: [
      [{ compliance_level: "fapi9" }, "No enum match for: fapi9' on property compliance_level"],
      [
        { session_transfer: { enforce_device_binding: "mac" } },
        "No enum match for: mac' on property session_transfer.enforce_device_binding",
      ],
      [{ token_quota: {} }, "Missing required property: client_credentials' on property token_quota"],
      [
        { token_quota: { client_credentials: { per_hour: 0 } } },
        "Value 0 is less than minimum 1' on property token_quota.client_credentials.per_hour",
      ],
      [
        { default_organization: { organization_id: "org_x", flows: ["implicit"] } },
        "No enum match for: implicit' on property default_organization.flows[0]",
      ],
      [
        { organization_discovery_methods: ["phone"] },
        "No enum match for: phone' on property organization_discovery_methods[0]",
      ],
      [
        { token_exchange: { allow_any_profile_of_type: ["any"] } },
        "No enum match for: any' on property token_exchange.allow_any_profile_of_type[0]",
      ],
      [
        { native_social_login: { apple: { enabled: "yes" } } },
        "Expected type boolean but found type string' on property native_social_login.apple.enabled",
      ],
      [
        { mobile: { ios: { team_id: 5 } } },
        "Expected type string but found type integer' on property mobile.ios.team_id",
      ],
      [
        { oidc_logout: { backchannel_logout_urls: "https://a.example" } },
        "Expected type array but found type string' on property oidc_logout.backchannel_logout_urls",
      ],
      [
        {
          refresh_token: {
            rotation_type: "rotating",
            expiration_type: "expiring",
            policies: [{ audience: "a" }],
          },
        },
        "Missing required property: scope' on property refresh_token.policies[0]",
      ],
      [
        { identity_assertion_authorization_grant: {} },
        "Missing required property: active' on property identity_assertion_authorization_grant",
      ],
    ],
  },
  "/resource-servers": {
    needed: { identifier: "https://api.example" },
    cases: [
      [{ signing_alg: "ES256" }, "No enum match for: ES256' on property signing_alg"],
      [{ consent_policy: "always" }, "No enum match for: always' on property consent_policy"],
      [
        { token_encryption: { format: "jwe", encryption_key: key } },
        "No enum match for: jwe' on property token_encryption.format",
      ],
      [
        { proof_of_possession: { mechanism: "dpop", required: true, required_for: "some" } },
        "No enum match for: some' on property proof_of_possession.required_for",
      ],
      [{ scopes: [{ description: "no value" }] }, "Missing required property: value' on property scopes[0]"],
    ],
  },
  "/connections": {
    needed: { name: "people" },
    cases: [
      [{ strategy: "carrier-pigeon" }, "No enum match for: carrier-pigeon' on property strategy"],
      [{}, "Missing required property: strategy'"],
      [
        { strategy: "auth0", authentication: {} },
        "Missing required property: active' on property authentication",
      ],
    ],
  },
  "/actions/actions": {
    needed: { name: "enrich" },
    cases: [
      [
        { supported_triggers: [{ ...trigger, id: "never" }] },
        "No enum match for: never' on property supported_triggers[0].id",
      ],
      [{ supported_triggers: [] }, "Array is too short (0), minimum 1' on property supported_triggers"],
      [{ supported_triggers: [trigger], runtime: "deno" }, "No enum match for: deno' on property runtime"],
    ],
  },
  "/log-streams": {
    needed: { name: "logs" },
    cases: [
      [{ type: "carbon", sink: {} }, "No enum match for: carbon' on property type"],
      [{ type: "http", sink: {} }, "Missing required property: httpEndpoint' on property sink"],
      [
        { type: "datadog", sink: { datadogApiKey: "k", datadogRegion: "moon" } },
        "No enum match for: moon' on property sink.datadogRegion",
      ],
      [
        { type: "segment", sink: {}, filters: [{ type: "category", name: "all" }] },
        "No enum match for: all' on property filters[0].name",
      ],
      [
        { type: "segment", sink: {}, pii_config: { log_fields: ["shoe_size"] } },
        "No enum match for: shoe_size' on property pii_config.log_fields[0]",
      ],
    ],
  },
  "/organizations": {
    needed: { name: "first" },
    cases: [
      [
        { third_party_client_access: "deny" },
        "No enum match for: deny' on property third_party_client_access",
      ],
      [
        { branding: { colors: { primary: 5 } } },
        "Expected type string but found type integer' on property branding.colors.primary",
      ],
      [
        { enabled_connections: [{}] },
        "Missing required property: connection_id' on property enabled_connections[0]",
      ],
    ],
  },
};

describe.for(Object.entries(REFUSED))("POST %s", ([path, { needed, cases }]) => {
  test.for(cases)("%j", async ([sent, message]) => {
    expect(await call("POST", path, { ...needed, ...sent })).toMatchObject({
      status: 400,
      body: { errorCode: "invalid_body", message: expect.stringContaining(message) },
    });
  });
});

test("a changed sink must be whole, as a new one", async () => {
  const sink = { splunkDomain: "logs.example", splunkPort: "8088", splunkToken: "t", splunkSecure: true };
  const { id } = await create(call, "/log-streams", { name: "logs", type: "splunk", sink });
  const { status, body } = await call("PATCH", `/log-streams/${id}`, { sink: { splunkDomain: "x" } });
  expect([status, body.message]).toEqual([
    400,
    "Payload validation error: 'Missing required property: splunkPort' on property sink.",
  ]);
});

test("null takes a grant's scopes away, and leaves a connection's options as they are", async () => {
  await create(call, "/resource-servers", CONTACTS);
  const { client_id } = await create(call, "/clients", { name: "Our app" });
  const grant = { client_id, audience: CONTACTS.identifier, scope: ["read:contacts"] };
  const { id } = await create(call, "/client-grants", grant);
  const all = { scope: null, allow_all_scopes: true };
  expect((await call("PATCH", `/client-grants/${id}`, all)).body).not.toHaveProperty("scope");
  const none = { allow_all_scopes: null, scope: [] };
  expect((await call("PATCH", `/client-grants/${id}`, none)).body).toMatchObject({ scope: [] });
  const [database] = (await call("GET", "/connections")).body;
  const { body } = await call("PATCH", `/connections/${database.id}`, {
    options: null,
    enabled_clients: null,
  });
  expect(body.options).toEqual(database.options);
});

test("an organization is made with its connections, sorted on request, and told to its members", async () => {
  const [database] = (await call("GET", "/connections")).body;
  const enabled_connections = [{ connection_id: database.id, assign_membership_on_login: true }];
  const { id } = await create(call, "/organizations", { name: "second", enabled_connections });
  await create(call, "/organizations", { name: "first" });
  expect((await call("GET", `/organizations/${id}/enabled_connections`)).body).toMatchObject([
    { connection_id: database.id, assign_membership_on_login: true, show_as_button: true },
  ]);
  const names = async (sort: string) =>
    (await call("GET", `/organizations?sort=${sort}`)).body.map(({ name }: { name: string }) => name);
  expect([await names("name:1"), await names("name:-1")]).toEqual([
    ["first", "second"],
    ["second", "first"],
  ]);
  expect((await call("GET", "/organizations?sort=size")).status).toBe(400);
  await create(call, `/organizations/${id}/members`, { members: ["auth0|ana"] });
  expect((await call("GET", "/users/auth0%7Cana/organizations")).body).toMatchObject([{ id }]);
});

test("actions are listed by whether they are deployed", async () => {
  const names = async (deployed: boolean) =>
    (await call("GET", `/actions/actions?deployed=${deployed}`)).body.actions.map(
      ({ name }: { name: string }) => name,
    );
  for (const name of ["one", "two"]) {
    await create(call, "/actions/actions", { name, supported_triggers: [trigger], code: "" });
  }
  const [{ id }] = (await call("GET", "/actions/actions?actionName=one")).body.actions;
  await call("POST", `/actions/actions/${id}/deploy`);
  expect([await names(true), await names(false)]).toEqual([["one"], ["two"]]);
});

test("fields are chosen by yes or no", async () => {
  const { client_id } = await create(call, "/clients", { name: "Our app" });
  const path = `/clients/${client_id}?fields=name`;
  expect((await call("GET", `${path}&include_fields=true`)).body).toEqual({
    tenant: "local",
    name: "Our app",
  });
  expect((await call("GET", `${path}&include_fields=false`)).body).not.toHaveProperty("name");
  expect((await call("GET", `${path}&include_fields=maybe`)).status).toBe(400);
});

test("a token that is not the tenant's is refused in the words of Auth0's server", async () => {
  expect(await call("GET", "/clients", undefined, "somebody-else's")).toMatchObject({
    status: 401,
    body: {
      ...{ statusCode: 401, error: "Unauthorized", message: "Invalid token" },
      attributes: { error: "Invalid token" },
    },
  });
});
