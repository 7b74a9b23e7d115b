import type { JWTPayload } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../support/free-port.ts";
import { CookieBrowser } from "../support/browser.ts";
import { startTestDemo, type TestDemo } from "../support/demo.ts";
import { eventually } from "../support/eventually.ts";

let running: TestDemo;
let browser: CookieBrowser;
beforeEach(async () => {
  running = await startTestDemo();
  browser = new CookieBrowser();
});
afterEach(() => running.close());

/** Calls our app's API as its page does, for Ana or with other claims. */
async function call(path: string, method = "GET", claims: JWTPayload = {}) {
  const { urls, tenant } = running;
  const response = await fetch(`${urls.app}${path}`, {
    method,
    headers: { authorization: `Bearer ${await tenant.ourToken(claims)}`, origin: urls.app },
  });
  return { status: response.status, text: await response.text() };
}
const integrations = async (claims: JWTPayload = {}) => (await call("/api/integrations", "GET", claims)).text;
const disable = (claims: JWTPayload = {}) => call("/api/integrations/acme-cms/disable", "POST", claims);
/** Enables Acme CMS as the page's link does, and comes back. */
async function enable() {
  const [, link = ""] = /href="([^"]*)" aria-label="Enable Acme CMS"/.exec(await integrations()) ?? [];
  return await browser.visit(link.replaceAll("&amp;", "&"));
}

describe("our app's pages", () => {
  test.for(["/", "/sign-in", "/callback", "/data", "/integrations", "/nothing"])(
    "%s holds nothing of anybody, and what the SDK must know",
    async (path) => {
      const { text } = await browser.visit(`${running.urls.app}${path}`);
      expect(text).not.toMatch(/Grace|auth0\|ana|Acme CMS/);
      const [, meta = ""] = /<meta name="auth0" content="([^"]*)"/.exec(text) ?? [];
      expect(JSON.parse(meta.replaceAll("&quot;", '"'))).toEqual({
        domain: running.tenant.url.slice(0, -1),
        clientId: "our-app",
        audience: "urn:our-app",
      });
      expect(text).toContain('<script type="module" src="/app.js">');
    },
  );

  test("show navigation and account to nobody before the browser knows who it is", async () => {
    const { text, status } = await browser.visit(`${running.urls.app}/nothing`);
    expect(status).toBe(404);
    expect(text).toMatch(/<nav aria-label="Main" hidden>/);
    expect(text).toMatch(/<div class="account" hidden>/);
  });

  test("say to a browser without scripts that they need them", async () => {
    for (const path of ["/", "/data", "/integrations"])
      expect((await browser.visit(`${running.urls.app}${path}`)).text).toMatch(
        /<noscript>.*needs JavaScript/,
      );
  });

  test("serve Auth0's SDK as it is published, and let scripts reach the tenant and nothing else", async () => {
    const sdk = await fetch(`${running.urls.app}/auth0-spa-js.js`);
    expect(sdk.headers.get("content-type")).toMatch("text/javascript");
    expect(await sdk.text()).toContain("createAuth0Client");
    const policy = sdk.headers.get("content-security-policy");
    const tenant = running.tenant.url.slice(0, -1);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ${tenant};`);
    expect(policy).toContain(`frame-src ${tenant}`);
    expect(policy).toContain("script-src 'self';");
  });
});

describe("our app's API", () => {
  test("knows the account of who calls", async () => {
    expect(await call("/api/me")).toEqual({ status: 200, text: '{"account":"first"}' });
  });

  test("has the account's contacts and no others", async () => {
    const { text } = await call("/api/data");
    expect(text).toContain("Grace Garden");
    expect(text).not.toContain("Iris Inn");
  });

  test("shows what a partner changed, and which one", async () => {
    await enable();
    const home = await browser.visit(`${running.urls.acme}/`);
    const [, path = ""] = /href="([^"]+)" aria-label="Edit Grace Garden"/.exec(home.text) ?? [];
    await browser.go(`${running.urls.acme}${path.replaceAll("&amp;", "&")}`, {
      "field.name": "Grace Gardener",
      "field.email": "g@g.example",
      "field.phone": "",
    });
    await eventually(async () => {
      const { text } = await call("/api/data");
      expect(text).toContain("Grace Gardener");
      expect(text).toContain("Acme CMS, ");
    });
  });

  test.for<{ name: string; claims: JWTPayload; status: number; says: string }>([
    {
      name: "somebody without an account",
      claims: { sub: "auth0|eve" },
      status: 403,
      says: "you belong to no account",
    },
    {
      name: "another application's token for the same API",
      claims: { azp: "tpc_acme" },
      status: 401,
      says: "not known",
    },
    {
      name: "a token for another API",
      claims: { aud: "https://api.our-app.example/contacts" },
      status: 401,
      says: "for another API",
    },
    {
      name: "a program",
      claims: { sub: "our-app@clients", gty: "client-credentials" },
      status: 403,
      says: "not a program's",
    },
    {
      name: "a token of another issuer",
      claims: { iss: "http://else/" },
      status: 401,
      says: "another issuer",
    },
    { name: "a token that has expired", claims: { exp: 1 }, status: 401, says: "expired" },
  ])("refuses $name, everywhere", async ({ claims, status, says }) => {
    for (const path of ["/api/me", "/api/data", "/api/integrations"])
      expect(await call(path, "GET", claims)).toEqual({ status, text: expect.stringContaining(says) });
    expect((await disable(claims)).status).toBe(status);
  });

  test("refuses who brings no token", async () => {
    for (const path of ["/api/me", "/api/data", "/api/integrations", "/api/nothing"])
      expect((await fetch(`${running.urls.app}${path}`)).status).toBe(401);
    const url = `${running.urls.app}/api/integrations/acme-cms/disable`;
    expect((await fetch(url, { method: "POST", headers: { origin: running.urls.app } })).status).toBe(401);
  });

  test("has no other routes", async () => {
    expect((await call("/api/nothing")).status).toBe(404);
    expect((await call("/api/integrations/nobody/disable", "POST")).status).toBe(404);
  });
});

describe("integrations", () => {
  test("are enabled through the partner and back", async () => {
    const page = await enable();
    expect(page.url).toBe(`${running.urls.app}/integrations`);
    expect(await integrations()).toContain("Disable Acme CMS");
  });

  test("are disabled at once, though the partner's token has not expired", async () => {
    await enable();
    const { text } = await disable();
    expect(text).toContain("Acme CMS is disabled");
    expect(text).toContain("Enable Acme CMS");
    expect(running.tenant.grants.size).toBe(0);
    await eventually(async () =>
      expect((await browser.visit(`${running.urls.acme}/`)).text).toContain(
        "our-app.example no longer lets Acme CMS in",
      ),
    );
    expect(await integrations()).not.toContain("Acme CMS is disabled");
  });

  test("of another user stay as they are", async () => {
    await enable();
    await disable({ sub: "auth0|ben" });
    expect(running.tenant.grants.size).toBe(1);
  });
});

test("while the Management API is away, the page says what it does not know, and disabling fails loudly", async () => {
  await running.close();
  running = await startTestDemo({ managementApi: { url: "http://localhost:1/api/v2", token: "management" } });
  expect(await integrations()).toContain("We cannot tell right now which integrations you have enabled");
  expect((await disable()).status).toBe(500);
  expect(running.errors).toHaveLength(2);
});

test("a taken port stops the start and leaves nothing running", async () => {
  const port = Number(new URL(running.urls.app).port);
  const ports = { app: port, api: await freePort() };
  await expect(startTestDemo({ ports })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await expect(fetch(`http://localhost:${ports.api}/`)).rejects.toThrow("fetch failed");
});
