// Where people go when they sign out, and when they are asked first.
import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import { authorizeUrl, CALLBACK, partnerWorld, tokensOf, type World } from "../support/oauth.ts";

const OURS = {
  is_first_party: true,
  third_party_security_mode: undefined,
  grant_types: ["authorization_code"],
  allowed_logout_urls: [
    "https://our-app.example/bye",
    "https://*.our-app.example",
    "https://our-app.example/x?y=1",
  ],
};
const OIDC = { scope: "openid read:contacts" };
const q = encodeURIComponent;

const world = () => partnerWorld({ client: OURS });
const isSignedIn = async (at: World, browser: ReturnType<typeof newBrowser>) =>
  (await browser.visit(authorizeUrl(at, { scope: "read:contacts" }))).url.pathname !== "/u/login";

describe("/v2/logout", () => {
  test.for([
    { name: "no address: the application's first", returnTo: undefined, to: "https://our-app.example/bye" },
    { name: "a query", returnTo: "https://our-app.example/bye?a=b", to: "https://our-app.example/bye?a=b" },
    {
      name: "capitals in the host",
      returnTo: "HTTPS://Our-App.example/bye",
      to: "https://our-app.example/bye",
    },
    { name: "a placeholder", returnTo: "https://eu.our-app.example", to: "https://eu.our-app.example/" },
  ])("goes to a listed address: $name", async ({ returnTo, to }) => {
    const at = await world();
    const target = returnTo === undefined ? "" : `&returnTo=${q(returnTo)}`;
    const { url } = await newBrowser(at.app).visit(`/v2/logout?client_id=${at.client.client_id}${target}`);
    expect(url.href).toBe(to);
  });

  test.for([
    "https://our-app.example/Bye",
    "https://our-app.example.evil.example/bye",
    "http://our-app.example/bye",
    "https://a.b.our-app.example",
    "https://wildcard.evil.example",
  ])("goes nowhere else: %s", async (returnTo) => {
    const at = await world();
    const path = `/v2/logout?client_id=${at.client.client_id}&returnTo=${q(returnTo)}`;
    expect((await newBrowser(at.app).visit(path)).status).toBe(400);
  });

  test("has the tenant's own list without an application", async () => {
    const at = await world();
    const path = `/v2/logout?returnTo=${q("https://tenant-wide.example/")}`;
    expect((await newBrowser(at.app).visit(path)).status).toBe(400);
    await at.call("PATCH", "/tenants/settings", { allowed_logout_urls: ["https://tenant-wide.example"] });
    expect((await newBrowser(at.app).visit(path)).url.href).toBe("https://tenant-wide.example/");
  });

  test("leads a strict application nowhere", async () => {
    const at = await partnerWorld();
    const { client_id } = at.client;
    const browser = newBrowser(at.app);
    expect((await browser.visit(`/v2/logout?client_id=${client_id}`)).text).toContain("You are signed out");
    const path = `/v2/logout?client_id=${client_id}&returnTo=${q(CALLBACK)}`;
    expect((await browser.visit(path)).status).toBe(400);
  });
});

describe("/oidc/logout", () => {
  const leave = ({ client }: World) =>
    `/oidc/logout?client_id=${client.client_id}&post_logout_redirect_uri=${q("https://our-app.example/bye")}`;

  test("asks first without a hint, and signs out when told to", async () => {
    const at = await world();
    const browser = newBrowser(at.app);
    await tokensOf(at, OIDC, browser);
    expect((await browser.visit(leave(at))).text).toContain("Do you want to sign out?");
    expect(await isSignedIn(at, browser)).toBe(true);
    await browser.visit(leave(at));
    expect((await browser.submit({ action: "accept" })).url.href).toBe("https://our-app.example/bye");
    expect(await isSignedIn(at, browser)).toBe(false);
  });

  test("asks where the hint is of another session", async () => {
    const at = await world();
    const { id_token } = await tokensOf(at, OIDC);
    const browser = newBrowser(at.app);
    await tokensOf(at, OIDC, browser);
    expect((await browser.visit(`${leave(at)}&id_token_hint=${id_token}`)).text).toContain("Do you want");
    expect((await browser.visit(`${leave(at)}&logout_hint=other`)).text).toContain("Do you want");
  });

  test("takes a hint that has expired", async () => {
    const at = await world();
    const browser = newBrowser(at.app);
    const { id_token } = await tokensOf(at, OIDC, browser);
    const later = Date.now() + 2 * 36_000_000;
    at.tenant.now = () => later;
    const { url } = await browser.visit(`${leave(at)}&id_token_hint=${id_token}`);
    expect(url.href).toBe("https://our-app.example/bye");
  });

  test("refuses hints that contradict each other", async () => {
    const at = await world();
    const { id_token } = await tokensOf(at, OIDC);
    for (const more of ["&logout_hint=other", "&client_id=other"]) {
      const path = `/oidc/logout?id_token_hint=${id_token}${more}`;
      expect((await newBrowser(at.app).visit(path)).status).toBe(400);
    }
  });

  test("compares the query too", async () => {
    const at = await world();
    const { id_token } = await tokensOf(at, OIDC);
    const visit = async (target: string) => {
      const path = `/oidc/logout?id_token_hint=${id_token}&post_logout_redirect_uri=${q(target)}`;
      return (await newBrowser(at.app).visit(path)).url.href;
    };
    expect(await visit("https://our-app.example/x?y=1")).toBe("https://our-app.example/x?y=1");
    expect(await visit("https://our-app.example/x?y=2")).toContain("/oidc/logout");
  });
});
