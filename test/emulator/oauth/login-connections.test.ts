// Which connections a sign-in offers.
import { describe, expect, test } from "vitest";
import { ANA, authorizeUrl, loginPage, partnerWorld } from "../support/oauth.ts";

const OURS = { client: { is_first_party: true, third_party_security_mode: undefined } };

describe("connections", () => {
  const staff = { name: "staff", strategy: "oidc", display_name: "Our staff" };
  const google = { name: "google-oauth2", strategy: "google-oauth2" };

  async function connectionWorld(change: Parameters<typeof partnerWorld>[0] = {}) {
    const world = await partnerWorld(change);
    const { body: domain } = await world.call("POST", "/connections", {
      ...google,
      is_domain_connection: true,
    });
    const { body: ours } = await world.call("POST", "/connections", staff);
    return { ...world, domain, ours };
  }

  test("of a third-party application are those at domain level, whatever is enabled", async () => {
    const page = (await loginPage(await connectionWorld())).view().text;
    expect(page).toContain("Continue with Google");
    expect(page).not.toContain("Our staff");
  });

  test("of our application are those that are enabled, whatever is at domain level", async () => {
    const world = await connectionWorld(OURS);
    const { client_id } = world.client;
    await world.call("PATCH", `/connections/${world.ours.id}/clients`, [{ client_id, status: true }]);
    const page = (await loginPage(world)).view().text;
    expect(page).toContain("Continue with Our staff");
    expect(page).not.toContain("Google");
  });

  test("that are not offered cannot be used by hand", async () => {
    const world = await connectionWorld();
    const browser = await loginPage(world);
    const state = String(browser.view().url.searchParams.get("state"));
    const refused = await browser.post("/u/login", { state, connection: "staff" });
    expect([refused.status, refused.url.pathname]).toEqual([400, "/u/login"]);
    const around = await browser.post("/u/identity-provider", {
      state,
      connection: "staff",
      email: "eve@evil.example",
    });
    expect(around.status).toBe(400);
    const database = await browser.post("/u/identity-provider", {
      state,
      connection: "Username-Password-Authentication",
      email: ANA.username,
    });
    expect(database.status).toBe(400);
  });

  test("that are switched off are not offered", async () => {
    const world = await connectionWorld();
    await world.call("PATCH", `/connections/${world.domain.id}`, { authentication: { active: false } });
    expect((await loginPage(world)).view().text).not.toContain("Google");
  });

  test("may be chosen by the application among those it has", async () => {
    const world = await connectionWorld();
    expect((await loginPage(world, { connection: "google-oauth2" })).view().text).not.toContain("Password");
    expect((await loginPage(world, { connection: "staff" })).view().text).toContain("Password");
  });

  test("to another identity provider make a user at the first sign-in and find it again", async () => {
    const world = await connectionWorld();
    const google = async () => {
      const browser = await loginPage(world);
      await browser.submit({ connection: "google-oauth2" });
      expect(browser.view().url.pathname).toBe("/u/identity-provider");
      return browser.submit({ email: "cleo@mail.example", name: "Cleo" });
    };
    expect((await google()).url.pathname).toBe("/u/consent");
    await google();
    const users = (await world.call("GET", "/users-by-email?email=cleo@mail.example")).body;
    expect(users).toMatchObject([{ name: "Cleo", user_id: expect.stringMatching(/^google-oauth2\|\d+$/) }]);
  });

  test("to another identity provider need an email address", async () => {
    const browser = await loginPage(await connectionWorld());
    await browser.submit({ connection: "google-oauth2" });
    expect((await browser.submit({ email: "nobody" })).text).toContain("This is not an email address.");
  });

  test("decide whether a session of another application counts", async () => {
    const ours = await connectionWorld(OURS);
    const { client_id } = ours.client;
    await ours.call("PATCH", `/connections/${ours.ours.id}/clients`, [{ client_id, status: true }]);
    const browser = await loginPage(ours);
    await browser.submit({ connection: "staff" });
    await browser.submit({ email: "eve@our-app.example" });
    const { body: partner } = await ours.call("POST", "/clients", {
      name: "Acme CMS",
      is_first_party: false,
      callbacks: ["https://cms.acme.example/callback"],
    });
    const audience = "https://api.acme.example/contacts";
    await ours.call("POST", "/client-grants", {
      client_id: partner.client_id,
      audience,
      subject_type: "user",
      scope: [],
    });
    const view = await browser.visit(authorizeUrl({ ...ours, client: partner }));
    expect(view.url.pathname).toBe("/u/login");
  });
});
