import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import {
  ANA,
  AUDIENCE,
  authorizeUrl,
  BEN,
  codeForm,
  partnerWorld,
  proofKey,
  read,
  refreshWith,
  signIn,
  tokensOf,
} from "../support/oauth.ts";
import { deploy } from "./support/actions.ts";

const strict = { client: { redirection_policy: "allow_always" } };

describe("a post-login Action", () => {
  const ACCOUNT = `
    if (event.resource_server?.identifier === "${AUDIENCE}") {
      api.accessToken.setCustomClaim("https://acme.example/account", event.user.app_metadata.account);
    }`;

  test("puts the user's account into access tokens, at sign-in and at refresh", async () => {
    const world = await partnerWorld();
    await deploy(world, "post-login", [ACCOUNT]);
    const ana = await tokensOf(world);
    expect(read(ana.access_token).claims["https://acme.example/account"]).toBe("first");
    const again = await refreshWith(world, ana.refresh_token);
    expect(read(again.body.access_token).claims["https://acme.example/account"]).toBe("first");
    const ben = await tokensOf(world, {}, undefined, BEN);
    expect(read(ben.access_token).claims["https://acme.example/account"]).toBe("second");
  });

  test("decides about one person: who signs in as somebody else meanwhile is decided about anew", async () => {
    const world = await partnerWorld();
    await deploy(world, "post-login", [ACCOUNT]);
    const { verifier, challenge } = proofKey();
    const browser = newBrowser(world.app);
    await browser.visit(authorizeUrl(world, { code_challenge: challenge }));
    const consent = await browser.submit(ANA);
    expect(consent.url.pathname).toBe("/u/consent");
    await browser.visit(authorizeUrl(world, { prompt: "login" }));
    await browser.submit(BEN);
    const state = String(consent.url.searchParams.get("state"));
    await browser.visit(`/authorize/resume?state=${state}`);
    const { url } = await browser.submit({ action: "accept" });
    const { body } = await world.token({
      ...codeForm(url.searchParams, verifier),
      ...world.credentials,
    });
    const { claims } = read(body.access_token);
    expect([claims.sub, claims["https://acme.example/account"]]).toEqual(["auth0|ben", "second"]);
  });

  test("sees the request, the application, the connection and its own secrets", async () => {
    const world = await partnerWorld({ client: { client_metadata: { partner: "acme-cms" } } });
    await deploy(
      world,
      "post-login",
      [`api.accessToken.setCustomClaim("seen", JSON.stringify(event))`],
      [{ name: "KEY", value: "unlocks" }],
    );
    const { access_token } = await tokensOf(world);
    expect(JSON.parse(String(read(access_token).claims.seen))).toMatchObject({
      client: { client_id: world.client.client_id, name: "Acme CMS", metadata: { partner: "acme-cms" } },
      connection: { name: "Username-Password-Authentication", strategy: "auth0" },
      resource_server: { identifier: AUDIENCE },
      transaction: {
        protocol: "oidc-basic-profile",
        requested_scopes: ["read:contacts", "offline_access"],
      },
      user: { user_id: "auth0|ana", email: "ana@first.example", app_metadata: { account: "first" } },
      secrets: { KEY: "unlocks" },
      request: { query: { audience: AUDIENCE } },
    });
    expect(read(access_token).claims.seen).not.toContain("password");
  });

  test("runs in the order of the bindings", async () => {
    const world = await partnerWorld();
    const set = (value: string) => `api.accessToken.setCustomClaim("order", "${value}")`;
    await deploy(world, "post-login", [set("first"), set("second")]);
    expect(read((await tokensOf(world)).access_token).claims.order).toBe("second");
  });

  test("runs as it was deployed, not as it was edited since, and not once it is unbound", async () => {
    const world = await partnerWorld();
    await deploy(world, "post-login", [`api.accessToken.setCustomClaim("version", 1)`]);
    const [action] = (await world.call("GET", "/actions/actions")).body.actions;
    await world.call("PATCH", `/actions/actions/${action.id}`, { code: "throw new Error('draft')" });
    expect(read((await tokensOf(world)).access_token).claims.version).toBe(1);
    await world.call("PATCH", "/actions/triggers/post-login/bindings", { bindings: [] });
    expect(read((await tokensOf(world)).access_token).claims).not.toHaveProperty("version");
  });

  test("cannot set the tenant's own claims", async () => {
    const world = await partnerWorld();
    await deploy(world, "post-login", [
      `api.accessToken.setCustomClaim("sub", "auth0|ben").accessToken.setCustomClaim("scope", "all");
       api.accessToken.setCustomClaim("permissions", ["all"]).accessToken.setCustomClaim("gty", "password")`,
    ]);
    const { claims } = read((await tokensOf(world)).access_token);
    expect(Object.keys(claims).sort()).toEqual(["aud", "azp", "exp", "iat", "iss", "scope", "sub"]);
    expect([claims.sub, claims.scope]).toEqual(["auth0|ana", "read:contacts offline_access"]);
  });

  test("changes the scopes of the access token", async () => {
    const world = await partnerWorld({ grant: { scope: ["read:contacts", "write:contacts"] } });
    await deploy(world, "post-login", [
      `api.accessToken.removeScope("write:contacts"); api.accessToken.addScope("export:contacts")`,
    ]);
    const scope = "read:contacts write:contacts offline_access";
    const { access_token, refresh_token } = await tokensOf(world, { scope });
    const expected = "read:contacts offline_access export:contacts";
    expect(read(access_token).claims.scope).toBe(expected);
    expect((await refreshWith(world, refresh_token)).body.scope).toBe(expected);
  });

  test("that takes a scope away takes it off the consent page", async () => {
    const world = await partnerWorld({ grant: { scope: ["read:contacts", "write:contacts"] } });
    await deploy(world, "post-login", [`api.accessToken.removeScope("write:contacts")`]);
    await tokensOf(world, { scope: "read:contacts write:contacts" });
    expect((await world.call("GET", "/grants")).body).toMatchObject([{ scope: ["read:contacts"] }]);
  });

  test("denies access with a reason", async () => {
    const world = await partnerWorld(strict);
    await deploy(world, "post-login", [`api.access.deny("Only on weekdays")`]);
    const back = await signIn(world);
    expect([back.get("error"), back.get("error_description")]).toEqual(["access_denied", "Only on weekdays"]);
  });

  test("that denies access later stops the refresh tokens, too", async () => {
    const world = await partnerWorld();
    const { refresh_token } = await tokensOf(world);
    await deploy(world, "post-login", [`api.access.deny("Not any more")`]);
    const { status, body } = await refreshWith(world, refresh_token);
    expect([status, body]).toEqual([403, { error: "access_denied", error_description: "Not any more" }]);
  });
});

describe("a credentials-exchange Action", () => {
  const machine = { grant: { subject_type: "client" } };
  const form = { grant_type: "client_credentials", audience: AUDIENCE };

  test("adds claims to tokens without a user", async () => {
    const world = await partnerWorld(machine);
    await deploy(world, "credentials-exchange", [
      `api.accessToken.setCustomClaim("https://acme.example/for", event.client.name + " " + event.accessToken.scope)`,
    ]);
    const { body } = await world.token({ ...form, ...world.credentials });
    expect(read(body.access_token).claims["https://acme.example/for"]).toBe("Acme CMS read:contacts");
  });

  test.for([
    {
      name: "denies with a code and a reason",
      body: `api.access.deny("invalid_scope", "Not this one")`,
      error: { error: "invalid_scope", error_description: "Not this one" },
    },
    {
      name: "that fails denies access",
      body: `throw new Error("secret detail")`,
      error: { error: "access_denied", error_description: "An Action failed." },
    },
  ])("$name", async ({ body, error }) => {
    const world = await partnerWorld(machine);
    await deploy(world, "credentials-exchange", [body]);
    const answer = await world.token({ ...form, ...world.credentials });
    expect([answer.status, answer.body]).toEqual([403, error]);
  });

  test("has no part in the sign-in of users", async () => {
    const world = await partnerWorld();
    await deploy(world, "credentials-exchange", [`api.access.deny("invalid_scope", "Never")`]);
    expect((await tokensOf(world)).access_token).toEqual(expect.any(String));
  });
});
