// Auth0's own SDKs for browsers and websites, unmodified and with their defaults, in a real browser.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startChromium } from "../demo/support/chromium.ts";
import { ANA } from "../emulator/support/oauth.ts";
import { startPage } from "./support/sdk-modules.ts";
import { AUDIENCE, useSdkTenant } from "./support/sdk-tenant.ts";

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
    const ready = () => page.waitForFunction("window.client !== undefined");
    const user = () => page.evaluate("client.getUser()");

    await page.goto(website.origin);
    await ready();
    expect(await user()).toBeUndefined();
    await page.evaluate("void client.loginWithRedirect()");
    await signIn();
    await page.waitForURL(`${website.origin}/`);
    await ready();
    expect(await user()).toMatchObject({ sub: "auth0|ana", email: "ana@first.example" });

    const renewed = await page.evaluate(
      `Promise.all(["on", "off"].map((cacheMode) => client.getTokenSilently({ cacheMode, detailedResponse: true })))`,
    );
    const [first, second] = renewed as { access_token: string; scope?: string }[];
    expect(second?.access_token.split(".")).toHaveLength(3);
    expect(second?.access_token).not.toBe(first?.access_token);

    // The memory is gone with the page, the session at the tenant is not.
    if (!rotating) {
      await page.reload();
      await ready();
      expect(await user()).toMatchObject({ sub: "auth0|ana" });
    }
    await page.evaluate("void client.logout({ logoutParams: { returnTo: location.origin } })");
    await page.waitForLoadState();
    await ready();
    expect(await user()).toBeUndefined();
    await expect(page.evaluate("client.getTokenSilently()")).rejects.toThrow(
      rotating ? /Missing Refresh Token|Login required/ : /Login required/,
    );
    website.close();
  });
});
