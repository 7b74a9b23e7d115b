import { generate, generateSecret } from "otplib";
import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import {
  ANA,
  authorizeUrl,
  BEN,
  loginPage,
  partnerWorld,
  read,
  signIn,
  tokensOf,
  type World,
} from "../support/oauth.ts";

const redirecting = { client: { redirection_policy: "allow_always" } };

describe("the password page", () => {
  test.for([
    { name: "a wrong password", person: { ...ANA, password: "wrong" } },
    { name: "somebody who is not there", person: { ...ANA, username: "nobody@first.example" } },
    { name: "somebody else's password", person: { ...ANA, password: BEN.password } },
  ])("says the same to $name", async ({ person }) => {
    const browser = await loginPage(await partnerWorld());
    const view = await browser.submit(person);
    expect([view.url.pathname, view.status]).toEqual(["/u/login", 400]);
    expect(view.text).toContain("Wrong email or password.");
    expect(view.text).toContain(`value="${person.username}"`);
    expect(view.text).not.toContain(`value="${person.password}"`);
  });

  test("says so to somebody who is blocked", async () => {
    const world = await partnerWorld();
    await world.call("PATCH", "/users/auth0%7Cana", { blocked: true });
    expect((await (await loginPage(world)).submit(ANA)).text).toContain("This account is blocked.");
  });

  test("names the people of the tenant, as long as they are there", async () => {
    const world = await partnerWorld();
    await world.call("DELETE", "/users/auth0%7Cben");
    const page = (await loginPage(world)).view().text;
    expect(page).toContain(ANA.password);
    expect(page).not.toContain(BEN.password);
  });

  test("fills in the hint of the application, escaped", async () => {
    const browser = await loginPage(await partnerWorld(), { login_hint: `"><script>` });
    expect(browser.view().text).toContain(`value="&quot;&gt;&lt;script&gt;"`);
    expect(browser.view().text).not.toContain("<script>");
  });

  test("runs no script, cannot be framed, and is not kept", async () => {
    const { headers, text } = (await loginPage(await partnerWorld())).view();
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(text).toContain(`<html lang="en">`);
    expect(text).not.toMatch(/<script|style=|onclick/);
  });
});

describe("ten failures in a row", () => {
  const fail = async (world: World, times: number) => {
    const browser = await loginPage(world);
    for (let i = 0; i < times; i += 1) await browser.submit({ ...ANA, password: "wrong" });
    return browser;
  };

  test("lock the account, for the right password too, and for nobody else", async () => {
    const world = await partnerWorld();
    const locked = await (await fail(world, 10)).submit(ANA);
    expect(locked.text).toContain("Your account has been blocked after multiple consecutive login attempts.");
    expect((await (await loginPage(world)).submit({ ...ANA, username: "ANA@first.example" })).status).toBe(
      400,
    );
    expect((await (await loginPage(world)).submit(BEN)).url.pathname).toBe("/u/consent");
    await world.call("DELETE", "/user-blocks/auth0%7Cana");
    expect((await (await loginPage(world)).submit(ANA)).url.pathname).toBe("/u/consent");
  });

  test("are needed: nine and a success begin anew", async () => {
    const world = await partnerWorld();
    expect((await (await fail(world, 9)).submit(ANA)).url.pathname).toBe("/u/consent");
    expect((await (await fail(world, 9)).submit(ANA)).url.pathname).toBe("/u/consent");
  });

  test("lock nothing where the connection does not want it", async () => {
    const world = await partnerWorld();
    const [database] = (await world.call("GET", "/connections")).body;
    const options = { ...database.options, brute_force_protection: false };
    await world.call("PATCH", `/connections/${database.id}`, { options });
    expect((await (await fail(world, 10)).submit(ANA)).url.pathname).toBe("/u/consent");
  });
});

describe("a person with an authenticator app", () => {
  async function enrolled() {
    const world = await partnerWorld(redirecting);
    const secret = generateSecret();
    const enrolment = { type: "totp", name: "Phone", totp_secret: secret };
    const { status } = await world.call("POST", "/users/auth0%7Cana/authentication-methods", enrolment);
    expect(status).toBe(201);
    let now = Date.now();
    world.tenant.now = () => now;
    const code = () => generate({ secret, epoch: Math.floor(now / 1000) });
    return { ...world, code, wait: (seconds: number) => (now += seconds * 1000) };
  }

  test("is asked for a code, once for each session", async () => {
    const world = await enrolled();
    const browser = await loginPage(world);
    expect((await browser.submit(ANA)).url.pathname).toBe("/u/mfa-otp-challenge");
    expect((await browser.submit({ code: await world.code() })).url.pathname).toBe("/u/consent");
    await browser.submit({ action: "accept" });
    expect((await browser.visit(authorizeUrl(world))).url.searchParams.has("code")).toBe(true);
  });

  test("cannot go on without one, and cannot use one twice", async () => {
    const world = await enrolled();
    const browser = await loginPage(world);
    await browser.submit(ANA);
    const state = String(browser.view().url.searchParams.get("state"));
    expect((await browser.visit(`/authorize/resume?state=${state}`)).url.pathname).toBe(
      "/u/mfa-otp-challenge",
    );
    for (const wrong of ["000000", "", "12345a"]) {
      expect((await browser.submit({ code: wrong })).text).toContain("The code is not valid.");
    }
    const code = await world.code();
    await browser.submit({ code });
    const again = await loginPage(world);
    await again.submit(ANA);
    expect((await again.submit({ code })).text).toContain("The code is not valid.");
    world.wait(30);
    expect((await again.submit({ code: await world.code() })).url.pathname).toBe("/u/consent");
  });

  test("is locked out by ten wrong codes", async () => {
    const world = await enrolled();
    const browser = await loginPage(world);
    await browser.submit(ANA);
    for (let i = 0; i < 10; i += 1) await browser.submit({ code: "000000" });
    expect((await browser.submit({ code: await world.code() })).text).toContain("Too many wrong codes.");
  });

  test("is hidden in the user document, and not asked any more without the app", async () => {
    const world = await enrolled();
    expect(JSON.stringify((await world.call("GET", "/users/auth0%7Cana")).body)).not.toContain("totp");
    const path = "/users/auth0%7Cana/authentication-methods";
    const { body } = await world.call("GET", path);
    expect(body).toMatchObject([{ type: "totp", name: "Phone", confirmed: true }]);
    expect(JSON.stringify(body)).not.toContain("secret");
    const again = { type: "totp", name: "Other", totp_secret: generateSecret() };
    expect((await world.call("POST", path, again)).status).toBe(409);
    await world.call("DELETE", `${path}/${body[0].id}`);
    expect((await (await loginPage(world)).submit(ANA)).url.pathname).toBe("/u/consent");
  });
});

describe("a session", () => {
  test("ends with its lifetime", async () => {
    const world = await partnerWorld(redirecting);
    const browser = newBrowser(world.app);
    await signIn(world, {}, browser);
    const now = Date.now();
    world.tenant.now = () => now + 168 * 3600 * 1000 + 1000;
    const back = (await browser.visit(authorizeUrl(world, { prompt: "none" }))).url.searchParams;
    expect(back.get("error")).toBe("login_required");
  });

  test.for([
    { name: "prompt=login", request: { prompt: "login" } },
    { name: "max_age", request: { max_age: "60" } },
  ])("is not enough for $name", async ({ request }) => {
    const world = await partnerWorld(redirecting);
    const browser = newBrowser(world.app);
    await signIn(world, {}, browser);
    const now = Date.now();
    world.tenant.now = () => now + 61_000;
    expect((await browser.visit(authorizeUrl(world, request))).url.pathname).toBe("/u/login");
    expect((await browser.submit(ANA)).url.searchParams.has("code")).toBe(true);
  });

  test("that is missing is an error when nobody may be asked", async () => {
    const world = await partnerWorld(redirecting);
    const view = await newBrowser(world.app).visit(authorizeUrl(world, { prompt: "none" }));
    expect(view.url.searchParams.get("error")).toBe("login_required");
  });

  test("gives tokens in silence when all is decided", async () => {
    const world = await partnerWorld(redirecting);
    const browser = newBrowser(world.app);
    await signIn(world, {}, browser);
    const tokens = await tokensOf(world, { prompt: "none" }, browser);
    expect(read(tokens.access_token).claims.sub).toBe("auth0|ana");
  });
});

describe("a page of a sign-in", () => {
  test.for(["/u/login", "/u/consent", "/u/mfa-otp-challenge", "/u/identity-provider", "/authorize/resume"])(
    "%s works only in the browser that began",
    async (path) => {
      const world = await partnerWorld();
      const browser = await loginPage(world);
      await browser.submit(ANA);
      const state = String(browser.view().url.searchParams.get("state"));
      const other = newBrowser(world.app);
      await other.visit(authorizeUrl(world));
      const view = await other.visit(`${path}?state=${state}`);
      expect([view.status, view.text]).toEqual([400, expect.stringContaining("another browser")]);
    },
  );

  test("takes no decision from another browser, nor for an invented state", async () => {
    const world = await partnerWorld();
    const browser = await loginPage(world);
    await browser.submit(ANA);
    const state = String(browser.view().url.searchParams.get("state"));
    const other = newBrowser(world.app);
    await signIn(world, {}, other, BEN);
    for (const sent of [state, "invented"]) {
      for (const path of ["/u/consent", "/u/login", "/u/mfa-otp-challenge"]) {
        expect((await other.post(path, { state: sent, action: "accept" })).status).toBe(400);
      }
    }
    expect((await world.call("GET", "/grants?user_id=auth0%7Cana")).body).toEqual([]);
  });

  test("cannot be used to consent before somebody has signed in", async () => {
    const world = await partnerWorld();
    const browser = await loginPage(world);
    const state = String(browser.view().url.searchParams.get("state"));
    expect((await browser.post("/u/consent", { state, action: "accept" })).status).toBe(400);
  });
});
