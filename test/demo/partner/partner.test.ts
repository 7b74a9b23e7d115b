import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Item } from "../../../demo/api/items.ts";
import { type Acme, RETURN_ADDRESS, startAcme } from "../support/acme.ts";
import { contactsOf } from "../support/api.ts";
import { CookieBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { AUDIENCE } from "../support/issuer.ts";

let acme: Acme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.close());

/** Enables Acme CMS up to where the browser would be sent back to our app. */
async function enable(browser: CookieBrowser = acme.browser): Promise<string> {
  const start = await browser.go(`${acme.baseUrl}/enable?return_to=${encodeURIComponent(RETURN_ADDRESS)}`);
  const consent = await browser.go(start.headers.get("location") ?? "");
  const back = await browser.go(consent.headers.get("location") ?? "");
  return back.headers.get("location") ?? `${back.status} ${await back.text()}`;
}

const home = async (browser = acme.browser) => (await browser.visit(`${acme.baseUrl}/`)).text;
const editOf = (item: Item | undefined) =>
  `${acme.baseUrl}/edit?${new URLSearchParams({ api: AUDIENCE, path: `/contacts/${item?.id}` })}`;
/** A form as the page sends it. */
const formOf = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`field.${key}`, value]));
const apiCalls = () => acme.api.log.length;

describe("enabling", () => {
  test("asks the tenant for a code with PKCE, state, audience and exact callback, and nothing else", async () => {
    const response = await acme.browser.go(`${acme.baseUrl}/enable`);
    const url = new URL(response.headers.get("location") ?? "");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: "tpc_acme",
      response_type: "code",
      redirect_uri: `${acme.baseUrl}/callback`,
      audience: "https://api.our-app.example/contacts",
      scope: "read:contacts update:contacts offline_access",
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
  });

  test("leads back to our app, and the contacts are there", async () => {
    expect(await enable()).toBe(RETURN_ADDRESS);
    expect(await home()).toContain("Grace Garden");
  });

  test.for([
    "https://evil.example/integrations",
    "http://localhost:3300/integrations/",
    "http://localhost:3300/integrations?next=https://evil.example",
    "http://localhost:3300@evil.example/integrations",
    "//localhost:3300/integrations",
    "",
  ])("refuses to send people on to %s", async (address) => {
    const response = await acme.browser.go(`${acme.baseUrl}/enable?return_to=${encodeURIComponent(address)}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("This link is not from our-app.example");
  });

  test("that the user declines connects nothing and says so", async () => {
    acme.tenant.state.consents = false;
    expect(await enable()).toMatch(/^400 .*You did not allow it/s);
    expect(await home()).toContain("Not connected");
  });

  test.for([
    { name: "an answer nobody asked for", query: "code=abc&state=xyz" },
    { name: "an answer without a state", query: "code=abc" },
  ])("refuses $name", async ({ query }) => {
    const response = await acme.browser.go(`${acme.baseUrl}/callback?${query}`);
    expect(response.status).toBe(400);
    expect(acme.tenant.tokenRequests).toEqual([]);
  });

  test("refuses the answer of another browser, and the same answer a second time", async () => {
    const start = await acme.browser.go(`${acme.baseUrl}/enable`);
    const consent = await acme.browser.go(start.headers.get("location") ?? "");
    const answer = consent.headers.get("location") ?? "";
    expect((await new CookieBrowser().go(answer)).status).toBe(400);
    expect((await acme.browser.go(answer)).status).toBe(303);
    expect((await acme.browser.go(answer)).status).toBe(400);
  });

  test("while the tenant is away says so, and works once it is back", async () => {
    acme.tenant.state.tokenStatus = 503;
    expect(await enable()).toMatch(/^502 .*That did not work/s);
    acme.tenant.state.tokenStatus = undefined;
    expect(await enable()).toBe(RETURN_ADDRESS);
  });
});

describe("syncing", () => {
  test("brings an edit to our app within moments, in the background", async () => {
    await enable();
    const [grace] = contactsOf(acme.api.store, "first");
    const form = { name: "Grace Garden", email: "grace@new.example", phone: "+1 555 0199" };
    expect((await acme.browser.go(editOf(grace), formOf(form))).status).toBe(303);
    await eventually(() =>
      expect(contactsOf(acme.api.store, "first")[0]).toMatchObject({ ...form, updated_by: "tpc_acme" }),
    );
    await eventually(async () => expect(await home()).not.toContain("Waits for the next sync"));
  });

  test("shows what our app did not accept", async () => {
    await enable();
    const [grace] = contactsOf(acme.api.store, "first");
    const form = formOf({ name: "Grace", email: "x".repeat(600), phone: "" });
    await acme.browser.go(editOf(grace), form);
    await eventually(async () => expect(await home()).toContain("did not accept your edit of Grace: email:"));
    expect(contactsOf(acme.api.store, "first")[0]).toEqual(grace);
  });

  test("keeps two customers apart", async () => {
    await enable();
    acme.tenant.state.user = { sub: "auth0|ben", account: "second" };
    const other = new CookieBrowser();
    await enable(other);
    expect(await home(other)).toContain("Iris Inn");
    expect(await home(other)).not.toContain("Grace Garden");
    expect(await home()).not.toContain("Iris Inn");
    const [grace] = contactsOf(acme.api.store, "first");
    expect((await other.go(editOf(grace))).status).toBe(404);
  });

  test("needs one token for many requests", async () => {
    await enable();
    await eventually(() => expect(apiCalls()).toBeGreaterThan(10));
    expect(acme.tenant.tokenRequests).toHaveLength(1);
  });

  test("goes on after its access token expired, with each refresh token used once", async () => {
    acme.tenant.state.accessTokenSeconds = 0;
    await enable();
    await eventually(() => expect(acme.tenant.tokenRequests.length).toBeGreaterThan(4));
    const used = acme.tenant.tokenRequests.map((form) => form.refresh_token ?? form.code);
    expect(new Set(used).size).toBe(used.length);
    expect(await home()).toContain("Grace Garden");
  });

  test("stops when the connection was ended, deletes what it had, and starts again after a new consent", async () => {
    acme.tenant.state.accessTokenSeconds = 0;
    await enable();
    acme.tenant.grants.clear();
    await eventually(async () =>
      expect(await home()).toContain("our-app.example no longer lets Acme CMS in"),
    );
    expect(await home()).not.toContain("Grace Garden");
    const { length } = acme.tenant.tokenRequests;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(acme.tenant.tokenRequests).toHaveLength(length);
    expect(await enable()).toBe(RETURN_ADDRESS);
    expect(await home()).toContain("Grace Garden");
  });

  test("waits when the API is away, and says so", async () => {
    await enable();
    await acme.apiServer.close();
    await eventually(async () =>
      expect(await home()).toContain("our-app.example cannot be reached right now"),
    );
  });
});

describe("disconnecting and connecting anew", () => {
  test("revokes the refresh token in the tenant and deletes the contacts", async () => {
    await enable();
    expect(acme.tenant.refreshTokens.size).toBe(1);
    await acme.browser.go(`${acme.baseUrl}/disconnect`, {});
    expect(acme.tenant.refreshTokens.size).toBe(0);
    expect(await home()).toContain("Not connected");
    expect(await home()).not.toContain("Grace Garden");
  });

  test("leaves one refresh token, not two", async () => {
    await enable();
    await enable();
    expect(acme.tenant.refreshTokens.size).toBe(1);
    expect(acme.errors).toEqual([]);
  });

  test("as somebody else shows nothing of before and sends no edit of before", async () => {
    await enable();
    const [grace] = contactsOf(acme.api.store, "first");
    const form = { name: "Grace Moved", email: "g@g.example", phone: "" };
    acme.tenant.state.user = { sub: "auth0|ben", account: "second" };
    await enable();
    expect((await acme.browser.go(editOf(grace), formOf(form))).status).toBe(404);
    await eventually(async () => expect(await home()).toContain("Iris Inn"));
    expect(await home()).not.toContain("Grace");
  });
});

describe("what people can see", () => {
  test("every hop, and no secret", async () => {
    await enable();
    const { text } = await acme.browser.visit(`${acme.baseUrl}/steps`);
    for (const hop of [
      "GET /enable",
      "GET /authorize",
      "GET /callback",
      "POST /oauth/token",
      "GET /contacts",
    ])
      expect(text).toContain(hop);
    const [form = {}] = acme.tenant.tokenRequests;
    for (const secret of [form.code, form.code_verifier, form.client_secret]) {
      expect(secret).toBeTruthy();
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/eyJ[\w-]{20}/);
  });

  test("pages that allow no foreign script, frame or form", async () => {
    const response = await acme.browser.go(`${acme.baseUrl}/`);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
  });

  test("a user's own view, whatever a partner of the same id on another port keeps in the browser", async () => {
    await enable();
    const other = await startAcme();
    try {
      await acme.browser.visit(`${other.baseUrl}/`);
      expect(await home()).toContain("Grace Garden");
    } finally {
      await other.close();
    }
  });

  test("a form of another website changes nothing", async () => {
    await enable();
    const [grace] = contactsOf(acme.api.store, "first");
    const response = await fetch(editOf(grace), {
      method: "POST",
      headers: { origin: "http://localhost:3300" },
      body: new URLSearchParams({ "field.name": "Taken" }),
    });
    expect(response.status).toBe(403);
  });
});
