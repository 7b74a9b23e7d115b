// Auth0's own SDKs for browsers and websites, unmodified and with their defaults, in a real browser.
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startChromium } from "../demo/support/chromium.ts";
import { ANA } from "../emulator/support/oauth.ts";
import { startPage } from "./support/sdk-modules.ts";
import { AUDIENCE, useSdkTenant } from "./support/sdk-tenant.ts";

// These are published as CommonJS, without types.
const require = createRequire(import.meta.url);
const sdk = useSdkTenant();
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
});
beforeEach(async () => {
  // People accept the certificate once.
  page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  page.setDefaultTimeout(120_000);
});
afterEach(() => page.context().close());
afterAll(() => browser?.close());

async function signIn(): Promise<void> {
  await page.getByLabel("Email address").fill(ANA.username);
  await page.getByLabel("Password").fill(ANA.password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Accept" }).click();
}

const SPA = { app_type: "spa", token_endpoint_auth_method: "none" };
const urlsOf = (origin: string) => ({
  callbacks: [origin],
  web_origins: [origin],
  allowed_origins: [origin],
  allowed_logout_urls: [origin],
});

describe("@auth0/auth0-spa-js", () => {
  test.for([
    { name: "renewing in a hidden frame, its default", options: "{}", rotating: false },
    { name: "with refresh tokens", options: "{ useRefreshTokens: true }", rotating: true },
  ])("signs in, renews, and signs out: $name", async ({ options, rotating }) => {
    const website = await startPage();
    const refresh_token = { rotation_type: "rotating", expiration_type: "expiring" };
    const { clientId } = await sdk.application({
      name: "Our app",
      ...SPA,
      ...urlsOf(website.origin),
      ...(rotating && { refresh_token }),
    });
    website.run(`
      import { createAuth0Client } from "@auth0/auth0-spa-js";
      const authorizationParams = { redirect_uri: location.origin, audience: "${AUDIENCE}", scope: "openid profile email read:contacts" };
      const client = await createAuth0Client({ domain: "${sdk.domain}", clientId: "${clientId}", authorizationParams, ...${options} });
      if (location.search.includes("code=")) {
        await client.handleRedirectCallback();
        history.replaceState({}, "", "/");
      }
      window.client = client;`);
    // Of the page that is left, `left` remains until the next one has taken its place.
    const leave = (call: string) => page.evaluate(`window.left = true; void client.${call}`);
    const ready = () => page.waitForFunction("window.client !== undefined && window.left === undefined");
    const user = () => page.evaluate("client.getUser()");

    await page.goto(website.origin);
    await ready();
    expect(await user()).toBeUndefined();
    await leave("loginWithRedirect()");
    await signIn();
    await page.waitForURL(`${website.origin}/`);
    await ready();
    expect(await user()).toMatchObject({ sub: "auth0|ana", email: "ana@first.example" });

    const asked = () => sdk.tenant.requests.filter(({ path }) => path === "/oauth/token").length;
    const before = asked();
    const renewed = await page.evaluate(
      `Promise.all(["on", "off"].map((cacheMode) => client.getTokenSilently({ cacheMode, detailedResponse: true })))`,
    );
    const [first, second] = renewed as { access_token: string; scope?: string }[];
    expect(second?.access_token.split(".")).toHaveLength(3);
    expect(first?.access_token.split(".")).toHaveLength(3);
    // One came from memory. Two of one second read the same: a token has no ID of its own.
    expect(asked() - before).toBe(1);

    // The memory is gone with the page, the session at the tenant is not.
    if (!rotating) {
      await page.reload();
      await ready();
      expect(await user()).toMatchObject({ sub: "auth0|ana" });
    }
    await leave("logout({ logoutParams: { returnTo: location.origin } })");
    await ready();
    expect(await user()).toBeUndefined();
    await expect(page.evaluate("client.getTokenSilently()")).rejects.toThrow(
      rotating ? /Missing Refresh Token|Login required/ : /Login required/,
    );
    website.close();
  });
});

test("@auth0/auth0-react signs in, calls for a token, and signs out", async () => {
  const website = await startPage();
  const { clientId } = await sdk.application({ name: "Our app in React", ...SPA, ...urlsOf(website.origin) });
  website.run(`
    import { createElement as h } from "react";
    import { createRoot } from "react-dom/client";
    import { Auth0Provider, useAuth0 } from "@auth0/auth0-react";
    function App() {
      const auth = useAuth0();
      window.auth = auth;
      if (auth.isLoading) return h("p", null, "Loading");
      if (auth.error) return h("p", null, auth.error.message);
      return auth.isAuthenticated
        ? h("button", { onClick: () => auth.logout({ logoutParams: { returnTo: location.origin } }) }, "Sign out " + auth.user.email)
        : h("button", { onClick: () => auth.loginWithRedirect() }, "Sign in");
    }
    const authorizationParams = { redirect_uri: location.origin, audience: "${AUDIENCE}", scope: "openid profile email read:contacts" };
    createRoot(document.getElementById("root")).render(
      h(Auth0Provider, { domain: "${sdk.domain}", clientId: "${clientId}", authorizationParams }, h(App)));`);
  await page.goto(website.origin);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn();
  await page.getByRole("button", { name: "Sign out ana@first.example" }).waitFor();
  const token = await page.evaluate("auth.getAccessTokenSilently({ cacheMode: 'off' })");
  expect(String(token).split(".")).toHaveLength(3);
  await page.getByRole("button", { name: "Sign out ana@first.example" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  website.close();
});

test("express-openid-connect signs in with form_post, and out again", async () => {
  const website = await sdk.website();
  const { clientId } = await sdk.application({
    name: "Our website",
    app_type: "regular_web",
    callbacks: [`${website.origin}/callback`],
    allowed_logout_urls: [website.origin],
  });
  const [express, { auth, requiresAuth }] = [require("express"), require("express-openid-connect")];
  const app = express();
  app.use(
    auth({
      authRequired: false,
      auth0Logout: true,
      baseURL: website.origin,
      clientID: clientId,
      issuerBaseURL: `https://${sdk.domain}`,
      secret: "a long secret that only this website knows",
    }),
  );
  app.get(
    "/",
    (request: { oidc: { isAuthenticated: () => boolean } }, response: { send: (text: string) => void }) =>
      response.send(request.oidc.isAuthenticated() ? "signed in" : "signed out"),
  );
  app.get(
    "/me",
    requiresAuth(),
    (request: { oidc: { user: object } }, response: { json: (body: object) => void }) =>
      response.json(request.oidc.user),
  );
  website.serve(app);
  await page.goto(`${website.origin}/me`);
  await signIn();
  await page.waitForURL(`${website.origin}/me`);
  expect(await page.textContent("body")).toContain("ana@first.example");
  await page.goto(`${website.origin}/logout`);
  await page.waitForURL(`${website.origin}/`);
  expect(await page.textContent("body")).toBe("signed out");
  website.close();
});

test("passport-auth0 signs in, and reads the profile at /userinfo", async () => {
  const website = await sdk.website();
  const application = await sdk.application({
    name: "Our website on Passport",
    app_type: "regular_web",
    callbacks: [`${website.origin}/callback`],
  });
  const [express, session, passport] = ["express", "express-session", "passport"].map((name) =>
    require(name),
  );
  const Strategy = require("passport-auth0");
  passport.use(
    new Strategy(
      {
        domain: sdk.domain,
        clientID: application.clientId,
        ...application,
        callbackURL: `${website.origin}/callback`,
      },
      (
        _access: string,
        _refresh: string,
        _extra: object,
        profile: object,
        done: (error: null, user: object) => void,
      ) => done(null, profile),
    ),
  );
  passport.serializeUser((user: object, done: (error: null, user: object) => void) => done(null, user));
  passport.deserializeUser((user: object, done: (error: null, user: object) => void) => done(null, user));
  const app = express();
  app.use(session({ secret: "only this website knows it", resave: false, saveUninitialized: false }));
  app.use(passport.initialize(), passport.session());
  app.get("/login", passport.authenticate("auth0", { scope: "openid email profile" }));
  app.get("/callback", passport.authenticate("auth0", { successRedirect: "/me" }));
  app.get("/me", (request: { user: object }, response: { json: (body: object) => void }) =>
    response.json(request.user),
  );
  website.serve(app);
  await page.goto(`${website.origin}/login`);
  await signIn();
  await page.waitForURL(`${website.origin}/me`);
  const profile = JSON.parse((await page.textContent("body")) ?? "");
  expect(profile).toMatchObject({
    id: "auth0|ana",
    displayName: "Ana",
    emails: [{ value: "ana@first.example" }],
  });
  website.close();
});
