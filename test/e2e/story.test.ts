import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startChromium } from "../demo/support/chromium.ts";
import { eventually } from "../demo/support/eventually.ts";
import { ANA, BEN, type Story, startStory } from "../demo/support/story.ts";

let browser: Browser;
let story: Story;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await story.close();
});

/** A person with a browser of their own. */
async function openBrowser(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(120_000);
  return await context.newPage();
}

async function signIn(page: Page, { email, password } = ANA): Promise<void> {
  await page.goto(story.urls.app);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  // On an address of this machine nobody can tell our app from another one: the tenant asks.
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("heading", { name: "Integrations" }).waitFor();
}

/** From our app's page through the partner to the tenant's question. */
async function askToEnable(page: Page): Promise<void> {
  await page.goto(`${story.urls.app}/integrations`);
  await page.getByRole("link", { name: "Enable Acme CMS" }).click();
  await page.getByRole("heading", { name: "Authorize Acme CMS" }).waitFor();
}

async function enable(page: Page): Promise<void> {
  await askToEnable(page);
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("button", { name: "Disable Acme CMS" }).waitFor();
}

async function edit(page: Page, from: string, to: string): Promise<void> {
  await page.goto(story.urls.partner);
  await page.getByRole("link", { name: `Edit ${from}` }).click();
  await page.getByLabel("Name").fill(to);
  await page.getByRole("button", { name: "Save" }).click();
}

const tokenAnswers = () => story.emulator.requests.filter(({ path }) => path === "/oauth/token").length;

describe("the six steps", () => {
  test("in a page that Auth0's SDK signs people in to", async () => {
    story = await startStory();
    const page = await openBrowser();
    await signIn(page);
    await askToEnable(page);
    await page.getByText("See your contacts").waitFor();
    await page.getByText("Change your contacts").waitFor();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText("You have allowed it to").waitFor();
    expect(page.url()).toBe(`${story.urls.app}/integrations`);

    const watching = await page.context().newPage();
    await watching.goto(`${story.urls.app}/data`);
    await edit(page, "Grace Garden", "Grace Gardener");
    await watching.getByRole("row", { name: /Grace Gardener.*Acme CMS/ }).waitFor();

    await page.goto(`${story.urls.app}/integrations`);
    await page.getByRole("button", { name: "Disable Acme CMS" }).click();
    await page.getByText("Acme CMS is disabled").waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
    await page.goto(story.urls.partner);
    await page.getByText("our-app.example no longer lets Acme CMS in").waitFor();
    const { length } = story.log;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(story.log).toHaveLength(length);
    expect(story.errors).toEqual([]);
  });
});

test("our app's page renews its token silently, and signing out ends the tenant's session too", async () => {
  story = await startStory();
  const page = await openBrowser();
  await signIn(page);
  const asked = (path: string) => story.emulator.requests.filter((request) => request.path === path).length;
  const [tokens, logins] = [asked("/oauth/token"), asked("/u/login")];
  // The token was in the page's memory only.
  await page.reload();
  await page.getByText("Signed in as Ana Account: first").waitFor();
  await page.getByRole("link", { name: "Enable Acme CMS" }).waitFor();
  expect([asked("/oauth/token"), asked("/u/login")]).toEqual([tokens + 1, logins]);

  const other = await page.context().newPage();
  // An answer of before, which the browser's history may have.
  await other.goto(`${story.urls.app}/callback?code=abc&state=xyz`);
  await other.waitForURL(`${story.urls.app}/integrations`);
  await other.goto(`${story.urls.app}/data`);
  await other.getByRole("row", { name: /Grace Garden/ }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await other.getByRole("heading", { name: "Signed out" }).waitFor();
  expect(await other.getByText("Grace Garden").count()).toBe(0);
  expect(await other.getByText("Signed in as").isVisible()).toBe(false);
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await page.goto(`${story.urls.app}/integrations`);
  await page.waitForURL(`${story.urls.app}/`);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Password").waitFor();
  expect(story.errors).toEqual([]);
});

test("somebody whom our app does not know is told so, and can sign out", async () => {
  story = await startStory({ accounts: { "auth0|ben": "second" } });
  const page = await openBrowser();
  await page.goto(`${story.urls.app}/sign-in`);
  await page.getByLabel("Email address").fill(ANA.email);
  await page.getByLabel("Password").fill(ANA.password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByText("you belong to no account of our app").waitFor();
  expect(await page.getByRole("link", { name: "Your data" }).count()).toBe(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
});

test("an answer that belongs to no sign-in of this browser signs nobody in", async () => {
  story = await startStory();
  const page = await openBrowser();
  await page.goto(`${story.urls.app}/callback?code=abc&state=xyz`);
  await page.getByRole("heading", { name: "Not signed in" }).waitFor();
  expect(tokenAnswers()).toBe(0);
});

test("the partner's website works without scripts", async () => {
  story = await startStory();
  const page = await openBrowser({ javaScriptEnabled: false });
  await page.goto(`${story.urls.partner}/enable`);
  await page.getByLabel("Email address").fill(ANA.email);
  await page.getByLabel("Password").fill(ANA.password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.goto(story.urls.partner);
  await page.getByText("Grace Garden").waitFor();
});

describe("consent", () => {
  test("is asked for once, and again after it was revoked", async () => {
    story = await startStory();
    const page = await openBrowser();
    await signIn(page);
    await enable(page);
    await page.goto(`${story.urls.partner}/enable`);
    await page.getByText("Connected").waitFor();
    await page.goto(`${story.urls.app}/integrations`);
    await page.getByRole("button", { name: "Disable Acme CMS" }).click();
    await enable(page);
    await page.goto(story.urls.partner);
    await page.getByRole("button", { name: "Disconnect from our-app.example" }).click();
    await page.getByText("Not connected").waitFor();
  });

  test("is asked for again when the partner wants more", async () => {
    const asksFor = ["read:contacts"];
    story = await startStory({ asksFor });
    const page = await openBrowser();
    await signIn(page);
    await enable(page);
    expect(await page.getByText("Change your contacts").count()).toBe(0);
    asksFor.push("update:contacts");
    await page.goto(`${story.urls.partner}/enable`);
    await page.getByText("Change your contacts").waitFor();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("link", { name: "Edit Grace Garden" }).waitFor();
  });

  test("that is declined connects nothing", async () => {
    story = await startStory();
    const page = await openBrowser();
    await signIn(page);
    await askToEnable(page);
    await page.getByRole("button", { name: "Decline" }).click();
    // Strict partners do not get the browser back with an error: the tenant shows it.
    await page.getByRole("button", { name: "Decline" }).waitFor({ state: "detached" });
    await page.getByRole("heading").first().waitFor();
    expect(page.url()).toContain(story.emulator.issuer);
    await page.goto(`${story.urls.app}/integrations`);
    await page.getByRole("link", { name: "Enable Acme CMS" }).waitFor();
    await page.goto(story.urls.partner);
    await page.getByText("Not connected").waitFor();
    expect(story.log).toEqual([]);
  });
});

describe("accounts and time", () => {
  test("two people enable the same partner, and neither sees anything of the other", async () => {
    story = await startStory();
    const [ana, ben] = [await openBrowser(), await openBrowser()];
    await signIn(ana, ANA);
    await signIn(ben, BEN);
    await enable(ana);
    await enable(ben);
    await ana.goto(story.urls.partner);
    await ben.goto(story.urls.partner);
    await ana.getByText("Grace Garden").waitFor();
    await ben.getByText("Iris Inn").waitFor();
    expect(await ana.content()).not.toContain("Iris Inn");
    expect(await ben.content()).not.toContain("Grace Garden");
    await ben.goto(`${story.urls.app}/integrations`);
    await ben.getByRole("button", { name: "Disable Acme CMS" }).click();
    await edit(ana, "Hal Harbour", "Hal Haven");
    await ana.goto(`${story.urls.app}/data`);
    await ana.getByText("Hal Haven").waitFor();
  });

  test("syncing goes on after sign-out and after access tokens expired", async () => {
    story = await startStory({ tokenSeconds: 2 });
    const page = await openBrowser();
    await signIn(page);
    await enable(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    const before = tokenAnswers();
    await eventually(() => expect(tokenAnswers()).toBeGreaterThan(before + 2));
    expect(story.log.at(-1)).toMatchObject({ path: "/contacts", status: 200, subject: "auth0|ana" });
  });

  test("a grant that is narrowed takes effect with the next token, without touching the partner", async () => {
    story = await startStory({ tokenSeconds: 2 });
    const page = await openBrowser();
    await signIn(page);
    await enable(page);
    await story.narrow("read:contacts");
    await page.goto(story.urls.partner);
    await page.getByText("Acme CMS may read here, not change anything.").waitFor();
    await page.getByText("Grace Garden").waitFor();
  });
});

test("the first stop of a keyboard leads past the navigation", async () => {
  story = await startStory();
  const page = await openBrowser();
  for (const url of [story.urls.app, story.urls.partner]) {
    await page.goto(url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate("document.activeElement?.id")).toBe("content");
  }
});
