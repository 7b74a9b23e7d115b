import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import {
  AUDIENCE,
  afterLogin,
  authorizeUrl,
  BEN,
  CALLBACK,
  codeForm,
  partnerWorld,
  proofKey,
  read,
  refreshWith,
  signIn,
  tokensOf,
} from "../support/oauth.ts";
import { create } from "../support/tenant.ts";

const BOTH = ["read:contacts", "write:contacts"];
const redirecting = { redirection_policy: "allow_always" };

describe("a decision", () => {
  test("to accept is remembered, and readable", async () => {
    const world = await partnerWorld();
    await signIn(world);
    expect((await world.call("GET", "/grants")).body).toEqual([
      {
        id: expect.any(String),
        clientID: world.client.client_id,
        user_id: "auth0|ana",
        audience: AUDIENCE,
        scope: ["read:contacts", "offline_access"],
      },
    ]);
    expect((await afterLogin(world)).url.href).toContain(`${CALLBACK}?code=`);
  });

  test("to decline is shown to the person, and not to the partner", async () => {
    const world = await partnerWorld();
    const browser = newBrowser(world.app);
    await afterLogin(world, {}, browser);
    const view = await browser.submit({ action: "decline" });
    expect([view.url.pathname, view.status]).toEqual(["/u/consent", 400]);
    expect(view.text).toContain("User did not authorize the request");
    expect((await world.call("GET", "/grants")).body).toEqual([]);
  });

  test("to decline goes to a partner that may be told", async () => {
    const world = await partnerWorld({ client: redirecting });
    const browser = newBrowser(world.app);
    await afterLogin(world, {}, browser);
    const { url } = await browser.submit({ action: "decline" });
    expect(Object.fromEntries(url.searchParams)).toEqual({
      error: "access_denied",
      error_description: "User did not authorize the request",
      state: "opaque",
    });
  });

  test("is asked for again when the partner asks for more, and then covers both", async () => {
    const world = await partnerWorld({ grant: { scope: BOTH } });
    await signIn(world);
    const more = { scope: "read:contacts write:contacts offline_access" };
    const browser = newBrowser(world.app);
    expect((await afterLogin(world, more, browser)).url.pathname).toBe("/u/consent");
    await browser.submit({ action: "accept" });
    expect((await afterLogin(world, more)).url.searchParams.has("code")).toBe(true);
    expect((await afterLogin(world)).url.searchParams.has("code")).toBe(true);
  });

  test("is not asked for when the partner asks for what it is not granted", async () => {
    const world = await partnerWorld();
    await signIn(world);
    const view = await afterLogin(world, { scope: "read:contacts write:contacts offline_access" });
    expect(view.url.searchParams.has("code")).toBe(true);
  });

  test("is missing when nobody may be asked", async () => {
    const world = await partnerWorld({ client: redirecting });
    const browser = newBrowser(world.app);
    await signIn(world, { scope: "read:contacts" }, browser);
    const { url } = await browser.visit(authorizeUrl(world, { prompt: "none" }));
    expect(url.searchParams.get("error")).toBe("consent_required");
  });

  test("is asked for whenever the application wants it", async () => {
    const world = await partnerWorld();
    await signIn(world);
    const browser = newBrowser(world.app);
    expect((await afterLogin(world, { prompt: "consent" }, browser)).url.pathname).toBe("/u/consent");
    expect((await browser.submit({ action: "accept" })).url.searchParams.has("code")).toBe(true);
  });

  test("covers what was shown, and nothing that was granted meanwhile", async () => {
    const world = await partnerWorld();
    const browser = newBrowser(world.app);
    const { verifier, challenge } = proofKey();
    const both = { scope: "read:contacts write:contacts", code_challenge: challenge };
    await afterLogin(world, both, browser);
    await world.call("PATCH", `/client-grants/${world.grantId}`, { scope: BOTH });
    const { url } = await browser.submit({ action: "accept" });
    const { body } = await world.token({
      ...codeForm(url.searchParams, verifier),
      ...world.credentials,
    });
    expect(body.scope).toBe("read:contacts");
    expect((await world.call("GET", "/grants")).body).toMatchObject([{ scope: ["read:contacts"] }]);
    expect((await afterLogin(world, both)).url.pathname).toBe("/u/consent");
  });

  test("waits for the second factor", async () => {
    const world = await partnerWorld();
    await world.call("POST", "/users/auth0%7Cana/authentication-methods", {
      type: "totp",
      name: "Phone",
      totp_secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    });
    const browser = newBrowser(world.app);
    const { url } = await afterLogin(world, {}, browser);
    const state = String(url.searchParams.get("state"));
    expect((await browser.visit(`/u/consent?state=${state}`)).status).toBe(400);
    expect((await browser.post("/u/consent", { state, action: "accept" })).status).toBe(400);
    expect((await world.call("GET", "/grants")).body).toEqual([]);
  });
});

describe("whether a person is asked", () => {
  const skip = { skip_consent_for_verifiable_first_party_clients: true };
  const ours = (callback = CALLBACK) => ({
    is_first_party: true,
    third_party_security_mode: undefined,
    grant_types: ["authorization_code", "refresh_token"],
    callbacks: [callback],
  });
  const permissive = { third_party_security_mode: "permissive" };

  test.for([
    { name: "a strict application, always", client: {}, server: skip, asked: true },
    { name: "a permissive application, always", client: permissive, server: skip, asked: true },
    { name: "ours, at an API that trusts it: not", client: ours(), server: skip, asked: false },
    { name: "ours, at an API that does not", client: ours(), server: {}, asked: true },
    ...["http://localhost:3300/callback", "http://127.0.0.1:3300/callback", "com.our-app://callback"].map(
      (callback) => ({ name: `ours at ${callback}`, client: ours(callback), server: skip, asked: true }),
    ),
    {
      name: "ours at http://app.localhost:3300/callback: not",
      client: ours("http://app.localhost:3300/callback"),
      server: skip,
      asked: false,
    },
  ])("$name", async ({ client, server, asked }) => {
    const world = await partnerWorld({ client, server });
    const [redirect_uri] = world.client.callbacks as string[];
    const { url } = await afterLogin(world, { redirect_uri });
    expect(url.pathname === "/u/consent").toBe(asked);
    expect(url.searchParams.has("code")).toBe(!asked);
  });

  test("a trusted application has no consent that could be withdrawn, and refreshes", async () => {
    const world = await partnerWorld({ client: ours(), server: skip });
    const { refresh_token } = await tokensOf(world);
    expect((await world.call("GET", "/grants")).body).toEqual([]);
    expect((await refreshWith(world, refresh_token)).status).toBe(200);
  });
});

describe("user grants in the Management API", () => {
  async function grantWorld() {
    const world = await partnerWorld();
    const ana = await tokensOf(world);
    const ben = await tokensOf(world, {}, undefined, BEN);
    const works = async ({ refresh_token }: { refresh_token: string }) =>
      (await refreshWith(world, refresh_token)).status === 200;
    return { ...world, ana, ben, works };
  }

  test("are filtered by person, application and API", async () => {
    const { call, client } = await grantWorld();
    const count = async (query: object) =>
      (await call("GET", `/grants?${new URLSearchParams(Object.entries(query))}`)).body.length;
    expect(await count({})).toBe(2);
    expect(await count({ user_id: "auth0|ana" })).toBe(1);
    expect(await count({ client_id: client.client_id, audience: AUDIENCE })).toBe(2);
    expect(await count({ client_id: "other" })).toBe(0);
    expect(await count({ audience: "https://other.example" })).toBe(0);
  });

  test("end one by one, with the refresh tokens that rest on them", async () => {
    const { call, ana, ben, works } = await grantWorld();
    const [grant] = (await call("GET", "/grants?user_id=auth0%7Cana")).body;
    expect((await call("DELETE", `/grants/${grant.id}`)).status).toBe(204);
    expect([await works(ana), await works(ben)]).toEqual([false, true]);
  });

  test("end for one person, and not for everybody", async () => {
    const { call, ana, ben, works } = await grantWorld();
    expect((await call("DELETE", "/grants")).status).toBe(404);
    expect((await call("DELETE", "/grants?user_id=auth0%7Cben")).status).toBe(204);
    expect([await works(ana), await works(ben)]).toEqual([true, false]);
  });

  test("that have ended are asked for again, and old tokens stay dead", async () => {
    const world = await grantWorld();
    await world.call("DELETE", "/grants?user_id=auth0%7Cana");
    expect((await afterLogin(world)).url.pathname).toBe("/u/consent");
    const renewed = await tokensOf(world);
    expect([await world.works(world.ana), await world.works(renewed)]).toEqual([false, true]);
  });

  test("end with the application and with the person", async () => {
    const { call, client } = await grantWorld();
    await call("DELETE", "/users/auth0%7Cana");
    expect((await call("GET", "/grants")).body).toHaveLength(1);
    await call("DELETE", `/clients/${client.client_id}`);
    expect((await call("GET", "/grants")).body).toEqual([]);
  });

  test("belong to one API each", async () => {
    const world = await partnerWorld();
    const audience = "https://api.acme.example/notes";
    await create(world.call, "/resource-servers", {
      identifier: audience,
      scopes: [{ value: "read:contacts" }],
    });
    const { client_id } = world.client;
    const grant = { client_id, audience, subject_type: "user", scope: ["read:contacts"] };
    await create(world.call, "/client-grants", grant);
    await signIn(world);
    expect((await afterLogin(world, { audience })).url.pathname).toBe("/u/consent");
    const { access_token } = await tokensOf(world, { audience });
    expect(read(access_token).claims.aud).toBe(audience);
  });
});
