// Two local tenants on this machine, of two repositories: browsers send what one of them keeps to the other as well.
import { expect, test } from "vitest";
import type { Emulator } from "../../../emulator/emulator.ts";
import { CookieBrowser } from "../../demo/support/browser.ts";
import { ANA } from "../support/oauth.ts";
import { servePartner, useServed } from "../support/served.ts";
import { CONTACTS } from "../support/tenant.ts";

const [one, other] = [useServed(), useServed()];
const CALLBACK = "http://localhost:3301/callback";

/** Where a browser that wants to enable a partner is led. */
async function enablingAt({ issuer }: Emulator, id: string, browser: CookieBrowser) {
  const asked = new URLSearchParams({
    ...{ client_id: id, response_type: "code", redirect_uri: CALLBACK, audience: CONTACTS.identifier },
    ...{ scope: "read:contacts", code_challenge: "a".repeat(43), code_challenge_method: "S256", state: "s" },
  });
  return new URL((await browser.visit(`${issuer}authorize?${asked}`)).url);
}

test("anyone who signs in to one stays signed in to the other", async () => {
  const browser = new CookieBrowser();
  const ids = [await servePartner(one.tenant, CALLBACK), await servePartner(other.tenant, CALLBACK)] as const;
  for (const [tenant, { id }] of [
    [one.tenant, ids[0]],
    [other.tenant, ids[1]],
  ] as const) {
    const login = await enablingAt(tenant, id, browser);
    expect(login.pathname).toBe("/u/login");
    const state = login.searchParams.get("state") ?? "";
    const connection = "Username-Password-Authentication";
    const { url } = await browser.visit(`${login.origin}/u/login`, { ...ANA, connection, state });
    expect(new URL(url).pathname).toBe("/u/consent");
  }
  expect((await enablingAt(one.tenant, ids[0].id, browser)).pathname).toBe("/u/consent");
});
