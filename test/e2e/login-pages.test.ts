// What a person meets at the tenant, in a real browser: second factor, trusted application, declined consent.
import { generate, generateSecret } from "otplib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { startChromium } from "../demo/support/chromium.ts";
import { ANA, BEN, proofKey } from "../emulator/support/oauth.ts";
import { useServed } from "../emulator/support/served.ts";
import { CONTACTS, STRICT_PARTNER } from "../emulator/support/tenant.ts";

const served = useServed();
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  const server = { ...CONTACTS, skip_consent_for_verifiable_first_party_clients: true };
  await call("POST", "resource-servers", server);
});

afterAll(() => browser?.close());

const call = <T>(method: string, path: string, body?: object) => ask<T>(served.tenant, method, path, body);

/** An application with a grant for users; a first-party one is enabled on the database. */
async function application(body: object): Promise<{ clientId: string; callback: string }> {
  const { client_id: clientId, callbacks } = await call<{ client_id: string; callbacks: string[] }>(
    "POST",
    "clients",
    { grant_types: ["authorization_code"], ...body },
  );
  const grant = {
    client_id: clientId,
    audience: CONTACTS.identifier,
    subject_type: "user",
    scope: ["read:contacts"],
  };
  await call("POST", "client-grants", grant);
  const [database] = await call<{ id: string }[]>("GET", "connections?strategy=auth0");
  if ("is_first_party" in body && body.is_first_party)
    await call("PATCH", `connections/${database?.id}/clients`, [{ client_id: clientId, status: true }]);
  return { clientId, callback: callbacks[0] ?? "" };
}

/** A new browser at the login page, and what the partner's site is sent in the end; the site itself is not there. */
async function beginSignIn({ clientId, callback }: { clientId: string; callback: string }) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(120_000);
  const cameBack = page
    .waitForRequest((request) => request.url().startsWith(`${callback}?`))
    .then((request) => new URL(request.url()).searchParams);
  // A person who declines never comes back.
  cameBack.catch(() => undefined);
  const request = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: callback,
    audience: CONTACTS.identifier,
    scope: "read:contacts",
    state: "opaque",
    code_challenge: proofKey().challenge,
    code_challenge_method: "S256",
  });
  await page.goto(`${served.tenant.issuer}authorize?${request}`);
  return { page, cameBack };
}

/** What a keyboard types into. */
const focused = (page: Page) => page.evaluate("document.activeElement?.name ?? ''");

async function logIn(page: Page, { username, password }: typeof ANA): Promise<void> {
  await page.getByLabel("Email address").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

test("a trusted first-party application with a verifiable callback asks for no consent", async () => {
  const fieldbook = await application({
    name: "Fieldbook",
    is_first_party: true,
    app_type: "regular_web",
    callbacks: ["https://fieldbook.example/callback"],
  });
  const { page, cameBack } = await beginSignIn(fieldbook);
  await logIn(page, ANA);
  expect((await cameBack).get("code")).toBeTruthy();
});

test("a partner asks for consent, and learns nothing of a person who declines", async () => {
  const acme = await application(STRICT_PARTNER);
  const { page } = await beginSignIn(acme);
  await expect.poll(() => focused(page)).toBe("username");
  await logIn(page, { ...ANA, password: "wrong" });
  await page.getByRole("alert").waitFor();
  await expect.poll(() => focused(page)).toBe("password");
  await logIn(page, ANA);
  await page.getByRole("heading", { name: "Authorize Acme CMS" }).waitFor();
  await page.getByText("ana@first.example").waitFor();
  await page.getByRole("button", { name: "Decline" }).click();
  // By default errors stay at the tenant.
  await page.getByRole("heading", { name: "Authorize Acme CMS" }).waitFor({ state: "detached" });
  await page.getByRole("heading").first().waitFor();
  expect(page.url()).toContain(served.tenant.issuer);
  expect(page.url()).not.toContain("code=");
});

test("a person with an authenticator app is asked for its code", async () => {
  const secret = generateSecret();
  const enrolment = { type: "totp", name: "Phone", totp_secret: secret };
  await call("POST", "users/auth0%7Cben/authentication-methods", enrolment);
  const acme = await application({ ...STRICT_PARTNER, name: "Acme CMS with a second factor" });
  const { page, cameBack } = await beginSignIn(acme);
  await logIn(page, BEN);
  const code = page.getByLabel(/code/i);
  await code.fill("000000");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await code.fill(await generate({ secret }));
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  expect((await cameBack).get("code")).toBeTruthy();
});
