import { beforeEach, describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import {
  ANA,
  authorizeUrl,
  partnerWorld,
  read,
  refreshWith,
  signIn,
  tokensOf,
  type World,
} from "../support/oauth.ts";
import { create } from "../support/tenant.ts";

let world: World;
let organization: string;
let path: string;

/** An organization with the tenant's database, to which Ana belongs. */
async function organizationNamed(name: string, more: object = {}) {
  const { id } = await create(world.call, "/organizations", {
    ...{ name, display_name: name.toUpperCase(), third_party_client_access: "allow" },
    ...more,
  });
  const [database] = (await world.call("GET", "/connections")).body;
  await create(world.call, `/organizations/${id}/enabled_connections`, { connection_id: database.id });
  await create(world.call, `/organizations/${id}/members`, { members: ["auth0|ana"] });
  return String(id);
}

async function begin(change: Parameters<typeof partnerWorld>[0] = {}) {
  world = await partnerWorld({ ...change, client: { redirection_policy: "allow_always", ...change.client } });
  organization = await organizationNamed("first");
  path = `/organizations/${organization}`;
}
beforeEach(() => begin());

const refusal = async (changes: Record<string, string | undefined> = { organization }) => {
  const back = await signIn(world, changes);
  return [back.get("error"), back.get("error_description")];
};

test("its members' tokens name it, those from a refresh too", async () => {
  const tokens = await tokensOf(world, { organization });
  expect(read(tokens.access_token).claims).toMatchObject({ org_id: organization, sub: "auth0|ana" });
  expect(read(tokens.access_token).claims).not.toHaveProperty("org_name");
  const refreshed = (await refreshWith(world, tokens.refresh_token)).body;
  expect(read(refreshed.access_token).claims).toMatchObject({ org_id: organization });
  expect(read((await tokensOf(world)).access_token).claims).not.toHaveProperty("org_id");
});

test("its name counts where the tenant says so, and is in the tokens", async () => {
  const message = "authorization request parameter organization must be an organization id";
  expect(await refusal({ organization: "first" })).toEqual(["invalid_request", message]);
  await world.call("PATCH", "/tenants/settings", { allow_organization_name_in_authentication_api: true });
  const { access_token } = await tokensOf(world, { organization: "first" });
  expect(read(access_token).claims).toMatchObject({ org_id: organization, org_name: "first" });
});

describe("is refused", () => {
  const invalid = () => ["invalid_request", `parameter organization is invalid: ${organization}`];

  test("where there is none of that ID", async () => {
    expect(await refusal({ organization: "org_0000000000000000" })).toEqual([
      "invalid_request",
      "parameter organization is invalid: org_0000000000000000",
    ]);
  });

  test("where it does not let third-party applications in", async () => {
    await world.call("PATCH", path, { third_party_client_access: "block" });
    expect(await refusal()).toEqual(invalid());
  });

  test("where its list of applications says otherwise than its policy", async () => {
    await world.call("PATCH", path, { is_app_entitlement_active: true });
    expect(await refusal()).toEqual([null, null]);
    const { client_id } = world.client;
    const clients = [{ client_id, use_for_member_access: false }];
    await create(world.call, `${path}/clients`, { clients });
    expect(await refusal()).toEqual(invalid());
    await world.call("PATCH", path, { third_party_client_access: "block" });
    await world.call("PATCH", `${path}/clients/${client_id}`, { use_for_member_access: true });
    expect(await refusal()).toEqual([null, null]);
  });

  test("where no connection is both its own and at domain level", async () => {
    const [database] = (await world.call("GET", "/connections")).body;
    await world.call("PATCH", `/connections/${database.id}`, { is_domain_connection: false });
    expect((await refusal())[0]).toBe("invalid_request");
    await world.call("PATCH", `/connections/${database.id}`, { is_domain_connection: true });
    await world.call("DELETE", `${path}/enabled_connections/${database.id}`);
    expect((await refusal())[0]).toBe("invalid_request");
  });

  test.for([
    { usage: "deny", sent: true, message: "parameter organization is not allowed for this client" },
    { usage: "require", sent: false, message: "parameter organization is required for this client" },
  ])("where the application's usage is $usage", async ({ usage, sent, message }) => {
    await begin({ client: { organization_usage: usage } });
    expect(await refusal(sent ? { organization } : {})).toEqual(["invalid_request", message]);
  });

  test("for first-party applications that have not allowed it, and for permissive ones", async () => {
    for (const client of [{ is_first_party: true }, { third_party_security_mode: "permissive" }]) {
      const own = { third_party_security_mode: undefined, redirection_policy: undefined, ...client };
      await begin({ client: own });
      expect((await refusal())[1]).toBe("parameter organization is not allowed for this client");
    }
  });
});

test("who is not a member gets in only by a connection that makes members", async () => {
  await world.call("DELETE", `${path}/members`, { members: ["auth0|ana"] });
  const message = `user auth0|ana is not part of the ${organization} organization`;
  expect(await refusal()).toEqual(["access_denied", message]);
  const [database] = (await world.call("GET", "/connections")).body;
  const connection = `${path}/enabled_connections/${database.id}`;
  await world.call("PATCH", connection, { assign_membership_on_login: true });
  expect(await refusal()).toEqual([null, null]);
  expect((await world.call("GET", `${path}/members`)).body).toMatchObject([{ user_id: "auth0|ana" }]);
});

test("consent counts for one organization, and is revoked for one", async () => {
  const other = await organizationNamed("second");
  const browser = newBrowser(world.app);
  const tokens = await tokensOf(world, { organization }, browser);
  const page = await browser.visit(authorizeUrl(world, { organization: other }));
  expect(page.url.pathname).toBe("/u/consent");
  expect(page.text).toContain("SECOND");
  await browser.submit({ action: "accept" });
  const elsewhere = await tokensOf(world, { organization: other }, browser);

  const { body: grants } = await world.call("GET", "/grants?user_id=auth0%7Cana");
  expect(grants).toMatchObject([{ organization_id: organization }, { organization_id: other }]);
  await world.call("DELETE", `/grants/${grants[0].id}`);
  expect((await refreshWith(world, tokens.refresh_token)).status).toBe(403);
  expect((await refreshWith(world, elsewhere.refresh_token)).status).toBe(200);
  expect((await browser.visit(authorizeUrl(world, { organization }))).url.pathname).toBe("/u/consent");
});

test("an organization that is deleted takes its tokens and consents along", async () => {
  const { refresh_token } = await tokensOf(world, { organization });
  await world.call("DELETE", path);
  expect((await refreshWith(world, refresh_token)).status).toBe(403);
  expect((await world.call("GET", "/grants")).body).toEqual([]);
});

describe("people choose one after they have signed in", () => {
  const asking = (organization_usage: string) =>
    begin({ client: { organization_usage, organization_require_behavior: "post_login_prompt" } });
  const atPicker = async () => {
    const browser = newBrowser(world.app);
    await browser.visit(authorizeUrl(world));
    const view = await browser.submit(ANA);
    expect(view.url.pathname).toBe("/u/organization");
    return browser;
  };

  test("where the application is for members only", async () => {
    await asking("require");
    const browser = await atPicker();
    expect(browser.view().text).not.toContain("Personal account");
    const foreign = { organization: "org_0000000000000000" };
    const state = browser.view().url.searchParams.get("state") ?? "";
    expect((await browser.post("/u/organization", { state, ...foreign })).status).toBe(400);
    expect((await browser.post("/u/organization", { state, organization: "" })).status).toBe(400);
    const consent = await browser.post("/u/organization", { state, organization });
    expect([consent.url.pathname, consent.text.includes("FIRST")]).toEqual(["/u/consent", true]);
    const back = await browser.submit({ action: "accept" });
    expect(back.url.searchParams.get("code")).not.toBeNull();
    const { body } = await world.call("GET", "/grants");
    expect(body).toMatchObject([{ organization_id: organization }]);
  });

  test("or none, where it is for individuals too", async () => {
    await asking("allow");
    const browser = await atPicker();
    const state = browser.view().url.searchParams.get("state") ?? "";
    await browser.post("/u/organization", { state, organization: "" });
    await browser.submit({ action: "accept" });
    expect((await world.call("GET", "/grants")).body[0]).not.toHaveProperty("organization_id");
  });

  test("and get nowhere as members of nothing, or of what lets no partner in", async () => {
    await asking("require");
    await world.call("PATCH", path, { third_party_client_access: "block" });
    const message = "client requires organization membership, but user does not belong to any organization";
    expect(await refusal({})).toEqual(["invalid_request", message]);
    expect((await refusal({ prompt: "none" }))[0]).toBe("login_required");
  });
});

test("Actions learn of it", async () => {
  const { id } = await create(world.call, "/actions/actions", {
    name: "organization",
    supported_triggers: [{ id: "post-login", version: "v3" }],
    code: "exports.onExecutePostLogin = async (event, api) => { api.accessToken.setCustomClaim('o', event.organization.name); };",
  });
  await world.call("POST", `/actions/actions/${id}/deploy`);
  const bindings = [{ ref: { type: "action_id", value: id }, display_name: "o" }];
  await world.call("PATCH", "/actions/triggers/post-login/bindings", { bindings });
  const { access_token } = await tokensOf(world, { organization }, undefined, ANA);
  expect(read(access_token).claims.o).toBe("first");
});
