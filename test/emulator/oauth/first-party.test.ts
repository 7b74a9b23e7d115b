import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ISSUER, newBrowser } from "../support/browser.ts";
import {
  AUDIENCE,
  authorizeUrl,
  partnerWorld,
  read,
  signIn,
  tokensOf,
  type World,
} from "../support/oauth.ts";

const OURS = {
  is_first_party: true,
  third_party_security_mode: undefined,
  grant_types: ["authorization_code", "refresh_token", "implicit"],
  allowed_logout_urls: ["https://our-app.example/bye"],
};
const permissive = { third_party_security_mode: "permissive", grant_types: OURS.grant_types };
const OIDC = { scope: "openid profile email read:contacts" };

const userinfo = async ({ app }: World, token: string) => {
  const response = await app.request(`${ISSUER}userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
};

test.for([{ prompt: "login" }, { max_age: "3600" }])(
  "an ID token says when the person signed in where it is asked for: %o",
  async (request) => {
    const world = await partnerWorld({ client: OURS });
    const { id_token } = await tokensOf(world, { ...OIDC, ...request });
    expect(read(id_token).claims.auth_time).toEqual(expect.any(Number));
  },
);

test.for([
  { name: "the query", init: {}, query: true },
  { name: "a form", init: { method: "POST" }, query: false },
])("/userinfo takes the token from $name", async ({ init, query }) => {
  const world = await partnerWorld({ client: OURS });
  const { access_token } = await tokensOf(world, OIDC);
  const sent = new URLSearchParams({ access_token });
  const response = await world.app.request(`${ISSUER}userinfo${query ? `?${sent}` : ""}`, {
    ...init,
    ...(!query && { body: sent }),
  });
  expect(await response.json()).toMatchObject({ sub: "auth0|ana" });
});

describe("who the user is", () => {
  test.for([
    { name: "ours", client: OURS },
    { name: "a permissive application", client: permissive },
  ])("is told to $name", async ({ client }) => {
    const world = await partnerWorld({ client });
    const tokens = await tokensOf(world, { ...OIDC, nonce: "once" });
    expect(tokens.scope).toBe(OIDC.scope);
    const { claims } = read(tokens.id_token);
    expect(claims).toMatchObject({
      iss: ISSUER,
      aud: world.client.client_id,
      sub: "auth0|ana",
      nonce: "once",
      name: "Ana",
      email: "ana@first.example",
      email_verified: true,
      sid: expect.any(String),
    });
    expect(claims).not.toHaveProperty("auth_time");
    expect(Number(claims.exp) - Number(claims.iat)).toBe(36_000);
    expect(read(tokens.access_token).claims.aud).toEqual([AUDIENCE, `${ISSUER}userinfo`]);
    expect(await userinfo(world, tokens.access_token)).toMatchObject({
      status: 200,
      body: { sub: "auth0|ana", name: "Ana", email: "ana@first.example" },
    });
  });

  test("is not told to a strict application, however it asks", async () => {
    const world = await partnerWorld();
    const tokens = await tokensOf(world, OIDC);
    expect(tokens).not.toHaveProperty("id_token");
    expect(tokens.scope).toBe("read:contacts");
    expect(read(tokens.access_token).claims.aud).toBe(AUDIENCE);
    expect((await userinfo(world, tokens.access_token)).status).toBe(401);
  });

  test("is told as far as the scopes go", async () => {
    const world = await partnerWorld({ client: OURS });
    const tokens = await tokensOf(world, { scope: "openid email" });
    expect(read(tokens.id_token).claims).not.toHaveProperty("name");
    expect((await userinfo(world, tokens.access_token)).body).toEqual({
      sub: "auth0|ana",
      email: "ana@first.example",
      email_verified: true,
    });
  });

  test("is told without an API, with a token that says nothing", async () => {
    const world = await partnerWorld({ client: OURS });
    const tokens = await tokensOf(world, { audience: undefined, scope: "openid profile" });
    expect(tokens.access_token.split(".")).toHaveLength(1);
    expect((await userinfo(world, tokens.access_token)).body).toMatchObject({ name: "Ana" });
    const now = Date.now();
    world.tenant.now = () => now + 86_401_000;
    expect((await userinfo(world, tokens.access_token)).status).toBe(401);
  });

  test.for(["", "none", "a.b.c"])("is not told to a bearer of %o", async (token) => {
    expect((await userinfo(await partnerWorld(), token)).status).toBe(401);
  });
});

describe("tokens that go straight to a browser", () => {
  test("come in the fragment and live shorter", async () => {
    const world = await partnerWorld({ client: OURS, server: { token_lifetime_for_web: 300 } });
    const browser = newBrowser(world.app);
    await signIn(world, { response_type: "id_token token", nonce: "n", ...OIDC }, browser);
    const { url } = browser.view();
    expect(url.search).toBe("");
    const values = new URLSearchParams(url.hash.slice(1));
    expect([values.get("state"), values.get("expires_in"), values.get("token_type")]).toEqual([
      "opaque",
      "300",
      "Bearer",
    ]);
    const { claims } = read(String(values.get("access_token")));
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
    expect(read(String(values.get("id_token"))).claims.nonce).toBe("n");
    expect(values.has("refresh_token")).toBe(false);
  });
});

describe("the default audience of the tenant", () => {
  test("counts where the application names none", async () => {
    const world = await partnerWorld();
    await world.call("PATCH", "/tenants/settings", { default_audience: AUDIENCE });
    const { access_token } = await tokensOf(world, { audience: undefined });
    expect(read(access_token).claims.aud).toBe(AUDIENCE);
  });

  test("can be named as a resource where the tenant says so", async () => {
    const world = await partnerWorld();
    const request = { audience: undefined, resource: AUDIENCE };
    const view = await newBrowser(world.app).visit(authorizeUrl(world, request));
    expect(view.text).toContain("Missing required parameter: audience");
    await world.call("PATCH", "/tenants/settings", { resource_parameter_profile: "compatibility" });
    expect(read((await tokensOf(world, request)).access_token).claims.aud).toBe(AUDIENCE);
  });
});

describe("signing out", () => {
  const BYE = "https://our-app.example/bye";

  test.for<{ name: string; path: (world: World, idToken: string) => string; to: string }>([
    {
      name: "/v2/logout",
      path: ({ client }) => `/v2/logout?client_id=${client.client_id}&returnTo=${encodeURIComponent(BYE)}`,
      to: BYE,
    },
    {
      name: "/oidc/logout with the application and the session",
      path: ({ client }, hint) =>
        `/oidc/logout?client_id=${client.client_id}&logout_hint=${read(hint).claims.sid}&state=s&post_logout_redirect_uri=${encodeURIComponent(BYE)}`,
      to: `${BYE}?state=s`,
    },
    {
      name: "/oidc/logout with a hint",
      path: (_, hint) =>
        `/oidc/logout?id_token_hint=${hint}&post_logout_redirect_uri=${encodeURIComponent(BYE)}`,
      to: BYE,
    },
  ])("$name ends the session and returns", async ({ path, to }) => {
    const world = await partnerWorld({ client: OURS });
    const browser = newBrowser(world.app);
    const { id_token } = await tokensOf(world, OIDC, browser);
    const { url } = await browser.visit(path(world, id_token));
    expect(url.href).toBe(to);
    expect((await browser.visit(authorizeUrl(world))).url.pathname).toBe("/u/login");
  });

  test("returns to no address that is not listed", async () => {
    const world = await partnerWorld({ client: OURS });
    const browser = newBrowser(world.app);
    await signIn(world, {}, browser);
    const { client_id } = world.client;
    const view = await browser.visit(`/v2/logout?client_id=${client_id}&returnTo=https://evil.example`);
    expect([view.status, view.url.pathname]).toEqual([400, "/v2/logout"]);
    expect((await browser.visit("/v2/logout")).text).toContain("You are signed out");
    expect((await browser.visit(`/v2/logout?returnTo=${BYE}`)).status).toBe(400);
  });

  test("ends no refresh token: synchronization goes on", async () => {
    const world = await partnerWorld();
    const browser = newBrowser(world.app);
    const { refresh_token } = await tokensOf(world, {}, browser);
    await browser.visit("/v2/logout");
    const answer = await world.token({ grant_type: "refresh_token", refresh_token, ...world.credentials });
    expect(answer.status).toBe(200);
  });
});

test("the keys have a certificate, always the same", async () => {
  const { app } = await partnerWorld();
  const ask = async () => {
    const response = await app.request(`${ISSUER}.well-known/jwks.json`);
    const { keys } = (await response.json()) as {
      keys: [{ n: string; e: string; x5t: string; x5c: string[] }];
    };
    return keys[0];
  };
  const key = await ask();
  const certificate = new X509Certificate(Buffer.from(key.x5c[0] ?? "", "base64"));
  expect(certificate.publicKey.export({ format: "jwk" })).toMatchObject({ n: key.n, e: key.e });
  expect(key.x5t).toBe(createHash("sha1").update(certificate.raw).digest("base64url"));
  expect(await ask()).toEqual(key);
});

test.for(["openid-configuration", "oauth-authorization-server"])(
  "%s names the endpoints at the issuer",
  async (name) => {
    const { app } = await partnerWorld();
    const found = await app.request(`${ISSUER}.well-known/${name}`);
    expect(await found.json()).toMatchObject({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}authorize`,
      token_endpoint: `${ISSUER}oauth/token`,
      jwks_uri: `${ISSUER}.well-known/jwks.json`,
    });
  },
);

test("the style is served, and light as well as dark", async () => {
  const { app } = await partnerWorld();
  const style = await app.request(`${ISSUER}u/style.css`);
  expect([style.headers.get("content-type"), await style.text()]).toEqual([
    "text/css",
    expect.stringContaining("light-dark("),
  ]);
});
