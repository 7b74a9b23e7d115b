import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { area } from "../../../demo/api/items.ts";
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

const signIn = async (who = browser) => await who.visit(`${running.urls.app}/sign-in`);
const integrations = async () => (await browser.visit(`${running.urls.app}/integrations`)).text;
/** Enables Acme CMS as the page's link does, and comes back. */
async function enable() {
  const [, link = ""] = /href="([^"]*)" aria-label="Enable Acme CMS"/.exec(await integrations()) ?? [];
  return await browser.visit(link.replaceAll("&amp;", "&"));
}

describe("signing in", () => {
  test("asks for who it is and no more, with PKCE, state and nonce", async () => {
    const response = await browser.go(`${running.urls.app}/sign-in`);
    const { searchParams } = new URL(response.headers.get("location") ?? "");
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: "our-app",
      scope: "openid profile email",
      code_challenge_method: "S256",
      nonce: expect.any(String),
      state: expect.any(String),
    });
    expect(searchParams.has("audience")).toBe(false);
  });

  test("leads to the integrations, under a new cookie", async () => {
    const before = (await browser.go(`${running.urls.app}/sign-in`)).headers.getSetCookie();
    const page = await signIn();
    expect(page.url).toBe(`${running.urls.app}/integrations`);
    expect(page.text).toContain("auth0|ana");
    const stale = before[0]?.split(";")[0] ?? "";
    const response = await fetch(`${running.urls.app}/integrations`, {
      headers: { cookie: stale },
      redirect: "manual",
    });
    expect(response.headers.get("location")).toBe("/");
  });

  test.for(["/integrations", "/data"])("is needed for %s", async (path) => {
    expect((await browser.visit(`${running.urls.app}${path}`)).url).toBe(`${running.urls.app}/`);
  });

  test("of somebody without an account is refused in words", async () => {
    running.tenant.state.user = { sub: "auth0|eve", account: "none" };
    expect(await signIn()).toMatchObject({
      status: 400,
      text: expect.stringContaining("you belong to no account"),
    });
  });

  test.for(["code=abc&state=xyz", "error=access_denied&state=xyz", ""])(
    "with the made-up answer %j is refused",
    async (query) => {
      await browser.go(`${running.urls.app}/sign-in`);
      const answer = await browser.visit(`${running.urls.app}/callback?${query}`);
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("Not signed in") });
      expect(running.tenant.tokenRequests).toEqual([]);
    },
  );

  test("stays as it is when somebody sends its browser to a made-up answer", async () => {
    await signIn();
    await browser.go(`${running.urls.app}/sign-in`);
    await browser.go(`${running.urls.app}/callback?error=access_denied&state=xyz`);
    expect((await browser.visit(`${running.urls.app}/data`)).text).toContain("Grace Garden");
  });

  test("ends with a form, here and in the tenant", async () => {
    await signIn();
    const response = await browser.go(`${running.urls.app}/sign-out`, {});
    const url = new URL(response.headers.get("location") ?? "");
    expect(url.pathname).toBe("/oidc/logout");
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe(`${running.urls.app}/`);
    expect((await browser.visit(`${running.urls.app}/data`)).url).toBe(`${running.urls.app}/`);
  });
});

describe("the page of the user's data", () => {
  test("has the account's contacts and no others", async () => {
    await signIn();
    const { text } = await browser.visit(`${running.urls.app}/data`);
    expect(text).toContain("Grace Garden");
    expect(text).not.toContain("Iris Inn");
  });

  test("works without a script, and tells a browser with one", async () => {
    await signIn();
    const { text } = await browser.visit(`${running.urls.app}/data`);
    expect(text).toContain('<noscript><meta http-equiv="refresh"');
    expect(text).toContain('data-live="/data/events"');
  });

  test("sends its part once, and again when a partner changed something", async () => {
    await signIn();
    await enable();
    const response = await browser.go(`${running.urls.app}/data/events`);
    const reader = (response.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    let seen = "";
    const until = async (text: string) => {
      while (!seen.includes(text)) seen += (await reader.read()).value ?? "";
    };
    await until("Grace Garden");
    const home = await browser.visit(`${running.urls.acme}/`);
    const [, path = ""] = /href="([^"]+)" aria-label="Edit Grace Garden"/.exec(home.text) ?? [];
    await browser.go(`${running.urls.acme}${path.replaceAll("&amp;", "&")}`, {
      "field.name": "Grace Gardener",
      "field.email": "g@g.example",
      "field.phone": "",
    });
    await until("Grace Gardener");
    expect(seen).toContain("Acme CMS, ");
    await reader.cancel();
  });

  test("stops sending when its person signs out", async () => {
    await signIn();
    const response = await browser.go(`${running.urls.app}/data/events`);
    await browser.go(`${running.urls.app}/sign-out`, {});
    const store = running.demo.stores.contacts ?? expect.fail("no contacts");
    store.create(area.account("first"), "/contacts", { name: "Too Late" }, "tpc_acme");
    expect(await response.text()).not.toContain("Too Late");
  });

  test("sends nothing to somebody who is not signed in", async () => {
    expect((await browser.go(`${running.urls.app}/data/events`)).status).toBe(401);
  });
});

describe("a page that does not exist", () => {
  test("has the navigation and the account of who is signed in", async () => {
    await signIn();
    const { status, text } = await browser.visit(`${running.urls.app}/nothing`);
    expect(status).toBe(404);
    for (const shown of ['href="/data"', 'href="/integrations"', "Account: first", "Sign out"])
      expect(text).toContain(shown);
  });

  test("leads nowhere but home for anybody else", async () => {
    const { text } = await browser.visit(`${running.urls.app}/nothing`);
    expect(text).not.toContain("<nav");
    expect(text).toContain('href="/"');
  });
});

describe("integrations", () => {
  test("are enabled through the partner and back", async () => {
    await signIn();
    const page = await enable();
    expect(page.url).toBe(`${running.urls.app}/integrations`);
    expect(page.text).toContain("Disable Acme CMS");
  });

  test("are disabled at once, though the partner's token has not expired", async () => {
    await signIn();
    await enable();
    const page = await browser.visit(`${running.urls.app}/integrations/acme-cms/disable`, {});
    expect(page.text).toContain("Acme CMS is disabled");
    expect(page.text).toContain("Enable Acme CMS");
    expect(running.tenant.grants.size).toBe(0);
    await eventually(async () =>
      expect((await browser.visit(`${running.urls.acme}/`)).text).toContain("Disabled in our-app.example"),
    );
    expect(await integrations()).not.toContain("Acme CMS is disabled");
  });

  test("of another user stay as they are", async () => {
    await signIn();
    await enable();
    running.tenant.state.user = { sub: "auth0|ben", account: "second" };
    const other = new CookieBrowser();
    await signIn(other);
    await other.go(`${running.urls.app}/integrations/acme-cms/disable`, {});
    expect(running.tenant.grants.size).toBe(1);
  });

  test("cannot be disabled by a form of another website, or by nobody", async () => {
    await signIn();
    await enable();
    const url = `${running.urls.app}/integrations/acme-cms/disable`;
    const foreign = {
      method: "POST",
      headers: { origin: running.urls.acme },
      body: new URLSearchParams({}),
    };
    expect((await fetch(url, foreign)).status).toBe(403);
    await new CookieBrowser().go(url, {});
    expect(running.tenant.grants.size).toBe(1);
    expect((await browser.go(`${running.urls.app}/integrations/nobody/disable`, {})).status).toBe(404);
  });
});

test("while the Management API is away, the page says what it does not know, and disabling fails loudly", async () => {
  await running.close();
  running = await startTestDemo({ managementApi: { url: "http://localhost:1/api/v2", token: "management" } });
  await signIn();
  expect(await integrations()).toContain("We cannot tell right now which integrations you have enabled");
  expect((await browser.go(`${running.urls.app}/integrations/acme-cms/disable`, {})).status).toBe(500);
  expect(running.errors).toHaveLength(3);
});

test("a taken port stops the start and leaves nothing running", async () => {
  const port = Number(new URL(running.urls.app).port);
  const ports = { app: port, api: await freePort() };
  await expect(startTestDemo({ ports })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await expect(fetch(`http://localhost:${ports.api}/`)).rejects.toThrow("fetch failed");
});
