import { beforeEach, describe, expect, test } from "vitest";
import { ENABLEMENT } from "../../../emulator/management/connection-clients.ts";
import { type Call, create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

let call: Call;
beforeEach(() => {
  call = newTenant().call;
});

const PEOPLE = { name: "people", strategy: "auth0" };

describe("a new connection", () => {
  test("to a database gets Auth0's defaults", async () => {
    const body = await create(call, "/connections", PEOPLE);
    expect(body).toMatchObject({
      ...PEOPLE,
      id: expect.stringMatching(/^con_[A-Za-z0-9]{16}$/),
      is_domain_connection: false,
      authentication: { active: true },
      connected_accounts: { active: false },
      enabled_clients: [],
      realms: ["people"],
      options: {
        mfa: { active: true, return_enroll_settings: true },
        passwordPolicy: "good",
        strategy_version: 2,
        brute_force_protection: true,
        authentication_methods: {
          password: { enabled: true, api_behavior: "required" },
          passkey: { enabled: false },
        },
        passkey_options: { challenge_ui: "both" },
      },
    });
    expect(body).not.toHaveProperty("show_as_button");
  });

  test("to a company's identity provider is not a button unless told", async () => {
    expect(await create(call, "/connections", { name: "staff", strategy: "oidc" })).toMatchObject({
      show_as_button: false,
      options: { schema_version: "oidc-V4", attribute_map: { mapping_mode: "bind_all" } },
    });
  });

  test("needs a name of its own", async () => {
    await create(call, "/connections", PEOPLE);
    expect(await call("POST", "/connections", PEOPLE)).toMatchObject({
      status: 409,
      body: { message: "A connection with the same name already exists" },
    });
  });

  const active = { identifier: { active: true } };
  test.for([
    { options: { attributes: { email: active } }, message: undefined },
    {
      options: { attributes: { email: active, phone_number: active } },
      message: "attribute phone_number must also be required on signup",
    },
    {
      options: { attributes: { phone_number: { ...active, signup: { status: "required" } } } },
      message: undefined,
    },
    {
      options: { attributes: { email: { identifier: { active: false } } } },
      message: "attributes must contain one active identifier",
    },
    {
      options: { attributes: { email: { ...active, unique: false } } },
      message: undefined,
    },
    {
      options: { attributes: { email: active }, validation: {} },
      message: "Cannot set both options.attributes and options.validation",
    },
    {
      options: { attributes: { email: active }, requires_username: true },
      message: "Cannot set both options.attributes and options.requires_username",
    },
  ])("with $options: $message", async ({ options, message }) => {
    const { status, body } = await call("POST", "/connections", { ...PEOPLE, options });
    expect([status, body.message]).toEqual([message === undefined ? 201 : 400, message]);
  });
});

test("what a provider says of itself is kept as it was sent", async () => {
  const oidc_metadata = {
    issuer: "https://staff.example",
    end_session_endpoint: "https://staff.example/out",
  };
  const options = { issuer: "https://other.example", oidc_metadata };
  const body = await create(call, "/connections", { name: "staff", strategy: "oidc", options });
  expect(body.options.oidc_metadata).toEqual(oidc_metadata);
});

test("an application's connections are those that it is enabled for", async () => {
  const { client_id } = await create(call, "/clients", { name: "Our app" });
  const { id } = await create(call, "/connections", { ...PEOPLE, enabled_clients: [client_id] });
  const { body } = await call("GET", `/clients/${client_id}/connections?strategy=auth0&fields=name`);
  expect(body).toMatchObject({ connections: [{ id, name: "people" }] });
  const others = (await call("GET", `/clients/${client_id}/connections?strategy=oidc`)).body;
  expect(others).toEqual({ connections: [] });
  expect((await call("GET", "/clients/none/connections")).status).toBe(404);
});

test("a database cannot ask for access across apps", async () => {
  const sent = { ...PEOPLE, cross_app_access_requesting_app: { active: true } };
  expect(await call("POST", "/connections", sent)).toMatchObject({
    status: 400,
    body: { errorCode: "operation_not_supported" },
  });
});

describe("changing a connection", () => {
  test("adds no email that others may have too", async () => {
    const { id } = await create(call, "/connections", PEOPLE);
    const email = { identifier: { active: false }, unique: false };
    const attributes = { email, username: { identifier: { active: true } } };
    expect(await call("PATCH", `/connections/${id}`, { options: { attributes } })).toMatchObject({
      status: 400,
      body: { message: "cannot add non-unique email attribute" },
    });
  });

  test("replaces all options but those that Auth0 computes", async () => {
    const { id } = await create(call, "/connections", { ...PEOPLE, options: { disable_signup: true } });
    const { status, body } = await call("PATCH", `/connections/${id}`, { options: { import_mode: true } });
    expect(status).toBe(200);
    expect(Object.keys(body.options).sort()).toEqual([
      "authentication_methods",
      "brute_force_protection",
      "import_mode",
      "passkey_options",
    ]);
  });

  test("keeps everything else that is not sent", async () => {
    const { id } = await create(call, "/connections", { ...PEOPLE, metadata: { a: "b" } });
    const { body } = await call("PATCH", `/connections/${id}`, { is_domain_connection: true });
    expect(body).toMatchObject({
      is_domain_connection: true,
      metadata: { a: "b" },
      options: { passwordPolicy: "good" },
    });
  });

  test.for([{ name: "other" }, { strategy: "oidc" }])("refuses %o", async (sent) => {
    const { id } = await create(call, "/connections", PEOPLE);
    expect((await call("PATCH", `/connections/${id}`, sent)).status).toBe(400);
  });

  test("never shows the configuration of its scripts", async () => {
    const { body } = await call("POST", "/connections", {
      ...PEOPLE,
      options: { configuration: { key: "secret" } },
    });
    expect(body.options.configuration).toEqual({ key: expect.stringMatching(/^[A-Za-z0-9+/]{128}$/) });
  });
});

test("a connection limited to some fields still shows what it is", async () => {
  const { id } = await create(call, "/connections", PEOPLE);
  expect((await call("GET", `/connections/${id}?fields=strategy,name&include_fields=true`)).body).toEqual({
    id,
    ...PEOPLE,
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
  });
});

test("deleting a connection is accepted with the time, and again without", async () => {
  const { id } = await create(call, "/connections", PEOPLE);
  const first = await call("DELETE", `/connections/${id}`);
  expect(first).toMatchObject({ status: 202, body: { deleted_at: expect.stringMatching(/Z$/) } });
  expect((await call("DELETE", `/connections/${id}`)).status).toBe(204);
  expect(await call("GET", `/connections/${id}`)).toMatchObject({
    status: 404,
    body: { message: "The connection does not exist", errorCode: "inexistent_connection" },
  });
});

describe("the applications of a connection", () => {
  let path: string;
  beforeEach(async () => {
    path = `/connections/${(await create(call, "/connections", PEOPLE)).id}/clients`;
  });
  const newClient = async (sent: object = { name: "Our app" }) =>
    (await create(call, "/clients", sent)).client_id;
  const enabled = async (query = "") => (await call("GET", `${path}${query}`)).body;

  test("are listed without regard to case, page by page", async () => {
    const ids = [await newClient(), await newClient(), await newClient()];
    await call(
      "PATCH",
      path,
      ids.map((client_id) => ({ client_id, status: true })),
    );
    const sorted = ids
      .toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
      .map((client_id) => ({ client_id }));
    expect(await enabled()).toEqual({ clients: sorted });
    const { clients, next } = await enabled("?take=2");
    expect(clients).toEqual(sorted.slice(0, 2));
    expect(await enabled(`?take=2&from=${next}`)).toEqual({ clients: sorted.slice(2) });
  });

  test("are enabled and disabled as often as one likes", async () => {
    const client_id = await newClient();
    for (const status of [true, true]) {
      expect(await call("PATCH", path, [{ client_id, status }])).toMatchObject({
        status: 204,
        body: undefined,
      });
    }
    expect(await enabled()).toEqual({ clients: [{ client_id }] });
    for (const status of [false, false]) await call("PATCH", path, [{ client_id, status }]);
    expect(await enabled()).toEqual({ clients: [] });
  });

  test.for([
    { name: "nothing", changes: 0, status: 400 },
    { name: "50 changes", changes: 50, status: 204 },
    { name: "51 changes", changes: 51, status: 400 },
  ])("change by $name: $status", async ({ changes, status }) => {
    const sent = Array.from({ length: changes }, (_, i) => ({ client_id: `none${i}`, status: false }));
    expect((await call("PATCH", path, sent)).status).toBe(status);
  });

  test("change all together or not at all", async () => {
    const client_id = await newClient();
    const sent = [client_id, "none"].map((id) => ({ client_id: id, status: true }));
    expect((await call("PATCH", path, sent)).status).toBe(400);
    expect(await enabled()).toEqual({ clients: [] });
  });

  test("include strict partners only at domain level", async () => {
    expect(ENABLEMENT).toHaveLength(1);
    const client_id = await newClient(STRICT_PARTNER);
    expect((await call("PATCH", path, [{ client_id, status: true }])).status).toBe(400);
    await call("PATCH", path.replace("/clients", ""), { is_domain_connection: true });
    expect((await call("PATCH", path, [{ client_id, status: true }])).status).toBe(204);
  });

  test("can be set with the connection as well", async () => {
    const [a, b] = [await newClient(), await newClient()];
    const connection = path.replace("/clients", "");
    await call("PATCH", connection, { enabled_clients: [a, b] });
    const { body } = await call("PATCH", connection, { enabled_clients: [b] });
    expect(body.enabled_clients).toEqual([b]);
  });
});
