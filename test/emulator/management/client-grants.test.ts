import { beforeEach, describe, expect, test } from "vitest";
import { CLIENT_GRANT } from "../../../emulator/management/client-grant-rules.ts";
import { type Call, CONTACTS, create, newTenant, STRICT_PARTNER } from "../support/tenant.ts";

const SYSTEM = "https://tenant.example/api/v2/";
const APPLICATIONS = {
  partner: { ...STRICT_PARTNER, token_endpoint_auth_method: "client_secret_post" },
  publicPartner: { ...STRICT_PARTNER, app_type: "spa", token_endpoint_auth_method: "none" },
  ours: { name: "Our app" },
  form: { name: "Form", app_type: "express_configuration" },
};
type Owner = keyof typeof APPLICATIONS | "everybody";

interface Try {
  readonly of: Owner;
  readonly sent: object;
}

let call: Call;
beforeEach(async () => {
  call = newTenant().call;
  await create(call, "/resource-servers", CONTACTS);
});

async function grant({ of, sent }: Try) {
  const owner =
    of === "everybody"
      ? { default_for: "third_party_clients" }
      : { client_id: (await create(call, "/clients", APPLICATIONS[of])).client_id };
  return call("POST", "/client-grants", { ...owner, audience: CONTACTS.identifier, scope: [], ...sent });
}

/** For each rule, grants that obey it and grants that break it. */
const CASES: Record<string, { accepted: Try[]; refused: Try[] }> = {
  "strict third-party applications are never granted a system API": {
    accepted: [
      { of: "partner", sent: { subject_type: "user" } },
      { of: "ours", sent: { audience: SYSTEM } },
    ],
    refused: [
      { of: "partner", sent: { audience: SYSTEM } },
      { of: "partner", sent: { audience: SYSTEM, subject_type: "user" } },
      { of: "everybody", sent: { audience: SYSTEM, subject_type: "user" } },
    ],
  },
  "strict third-party applications are authorized organization by organization": {
    accepted: [
      { of: "partner", sent: { organization_usage: "require", allow_any_organization: false } },
      { of: "ours", sent: { organization_usage: "allow", allow_any_organization: true } },
    ],
    refused: [{ of: "partner", sent: { organization_usage: "allow", allow_any_organization: true } }],
  },
  "applications that only configure others are granted nothing": {
    accepted: [{ of: "ours", sent: {} }],
    refused: [{ of: "form", sent: {} }],
  },
  "a grant for client credentials belongs to an application that can authenticate": {
    accepted: [
      { of: "partner", sent: { subject_type: "client" } },
      { of: "publicPartner", sent: { subject_type: "user" } },
    ],
    refused: [
      { of: "publicPartner", sent: { subject_type: "client" } },
      { of: "publicPartner", sent: {} },
    ],
  },
  "organizations are a matter of client credentials": {
    accepted: [{ of: "ours", sent: { subject_type: "client", organization_usage: "deny" } }],
    refused: [{ of: "ours", sent: { subject_type: "user", organization_usage: "deny" } }],
  },
};

test("every rule for grants is tried both ways", () => {
  expect(Object.keys(CASES).sort()).toEqual(CLIENT_GRANT.map(({ rule }) => rule).sort());
});

describe.for(Object.entries(CASES))("%s", ([, { accepted, refused }]) => {
  test.for(accepted)("accepts %o", async (row) => {
    expect((await grant(row)).status).toBe(201);
  });
  test.for(refused)("refuses %o", async (row) => {
    expect((await grant(row)).status).toBe(400);
  });
});

describe("a grant", () => {
  test("shows what was asked for, and is for client credentials unless told", async () => {
    const { body } = await grant({ of: "ours", sent: { scope: ["write:contacts", "read:contacts"] } });
    expect(body).toEqual({
      id: expect.stringMatching(/^cgr_[A-Za-z0-9]{16}$/),
      client_id: expect.any(String),
      audience: CONTACTS.identifier,
      scope: ["write:contacts", "read:contacts"],
      subject_type: "client",
    });
    expect((await call("GET", `/client-grants/${body.id}`)).body).toEqual(body);
  });

  test("exists once for an application, an API and a kind of subject", async () => {
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    const sent = { client_id, audience: CONTACTS.identifier, scope: [], subject_type: "client" };
    const user = { ...sent, subject_type: "user" };
    await create(call, "/client-grants", sent);
    await create(call, "/client-grants", user);
    expect(await call("POST", "/client-grants", user)).toMatchObject({
      status: 409,
      body: { error: "Conflict" },
    });
    const other = await create(call, "/clients", { name: "Our app" });
    await create(call, "/client-grants", { ...user, client_id: other.client_id });
  });

  test("for everybody exists once too", async () => {
    const sent = { subject_type: "user" };
    expect((await grant({ of: "everybody", sent })).status).toBe(201);
    expect((await grant({ of: "everybody", sent })).status).toBe(409);
  });

  test.for([
    { name: "an application that does not exist", sent: { client_id: "none" }, status: 404 },
    { name: "an API that does not exist", sent: { audience: "https://none.example" }, status: 404 },
    { name: "an owner and everybody", sent: { default_for: "third_party_clients" }, status: 400 },
    { name: "no owner", sent: { client_id: undefined }, status: 400 },
    { name: "no scopes", sent: { scope: undefined }, status: 400 },
  ])("is refused for $name", async ({ sent, status }) => {
    const { client_id } = await create(call, "/clients", { name: "Our app" });
    const body = { client_id, audience: CONTACTS.identifier, scope: [], ...sent };
    expect((await call("POST", "/client-grants", body)).status).toBe(status);
  });

  test("may list scopes that the API does not define", async () => {
    expect((await grant({ of: "ours", sent: { scope: ["delete:everything"] } })).status).toBe(201);
  });

  test("of all scopes lists none, and lists again when told", async () => {
    const { body } = await grant({ of: "ours", sent: { scope: ["read:contacts"] } });
    const path = `/client-grants/${body.id}`;
    const all = await call("PATCH", path, { allow_all_scopes: true });
    expect(all.body).toMatchObject({ allow_all_scopes: true });
    expect(all.body).not.toHaveProperty("scope");
    const none = await call("PATCH", path, { allow_all_scopes: false, scope: [] });
    expect(none.body).toMatchObject({ allow_all_scopes: false, scope: [] });
  });

  test("never changes owner, API or subject", async () => {
    const { body } = await grant({ of: "ours", sent: {} });
    for (const sent of [{ client_id: "x" }, { audience: "x" }, { subject_type: "user" }]) {
      expect((await call("PATCH", `/client-grants/${body.id}`, sent)).status).toBe(400);
    }
  });

  test("that is deleted twice is gone once", async () => {
    const { body } = await grant({ of: "ours", sent: {} });
    const path = `/client-grants/${body.id}`;
    expect([(await call("DELETE", path)).status, (await call("DELETE", path)).status]).toEqual([204, 204]);
    expect(await call("GET", path)).toMatchObject({
      status: 404,
      body: { errorCode: "inexistent_client_grant" },
    });
  });
});

test("grants are found by application, API and kind of subject", async () => {
  const { body: ours } = await grant({ of: "ours", sent: {} });
  const { body: partners } = await grant({ of: "partner", sent: { subject_type: "user" } });
  const found = async (query: string) =>
    (await call("GET", `/client-grants?${query}`)).body.map(({ id }: { id: string }) => id);
  expect(await found(`client_id=${ours.client_id}`)).toEqual([ours.id]);
  expect(await found(`audience=${encodeURIComponent(CONTACTS.identifier)}`)).toEqual([ours.id, partners.id]);
  expect(await found(`audience=${encodeURIComponent(CONTACTS.identifier)}&subject_type=user`)).toEqual([
    partners.id,
  ]);
  expect(await found("allow_any_organization=true")).toEqual([]);
});
