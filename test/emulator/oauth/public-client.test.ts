import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as oauth from "openid-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { LOCAL_TOKEN } from "../../../emulator/management/access.ts";
import { ANA } from "../support/oauth.ts";
import { type Answer, CONTACTS } from "../support/tenant.ts";

const CALLBACK = "http://localhost:3301/callback";

let directory: string;
let emulator: Emulator;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "emulator-oauth-"));
  const data = ":memory:";
  emulator = await startEmulator({ httpsPort: 0, httpPort: 0, data, certificateDir: directory });
});
afterAll(async () => {
  await emulator.close();
  rmSync(directory, { recursive: true });
});

async function create(path: string, body: object): Promise<Answer["body"]> {
  const response = await fetch(`${emulator.httpUrl}/api/v2${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${LOCAL_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** What a person does in a browser between two addresses of the application. */
async function throughTheBrowser(start: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  const go = async (url: URL, body?: URLSearchParams): Promise<URL | { url: URL; page: string }> => {
    if (url.href.startsWith(CALLBACK)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie },
      ...(body !== undefined && { method: "POST", body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = line.split(";")[0]?.split("=") ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    return location === null ? { url, page: await response.text() } : go(new URL(location, url));
  };
  let here = await go(start);
  for (const fields of [
    { ...ANA, connection: "Username-Password-Authentication" },
    { action: "accept" },
  ] as Record<string, string>[]) {
    if (here instanceof URL) return here;
    const state = here.url.searchParams.get("state") ?? "";
    here = await go(new URL(here.url.pathname, here.url), new URLSearchParams({ ...fields, state }));
  }
  if (here instanceof URL) return here;
  throw new Error(`no way out of ${here.url}`);
}

test("a client library that knows nothing of the tenant gets its tokens", async () => {
  expect(emulator.issuer).toBe(`${emulator.httpUrl}/`);
  await create("/resource-servers", { ...CONTACTS, allow_offline_access: true });
  const { client_id, client_secret } = await create("/clients", {
    name: "Acme CMS",
    is_first_party: false,
    app_type: "regular_web",
    callbacks: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
  });
  for (const subject_type of ["user", "client"]) {
    const audience = CONTACTS.identifier;
    await create("/client-grants", { client_id, audience, subject_type, scope: ["read:contacts"] });
  }
  const config = await oauth.discovery(new URL(emulator.issuer), client_id, client_secret, undefined, {
    execute: [oauth.allowInsecureRequests],
  });

  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const start = oauth.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    audience: CONTACTS.identifier,
    scope: "read:contacts offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  });
  const back = await throughTheBrowser(start);
  const tokens = await oauth.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: verifier,
    expectedState: state,
  });
  expect(tokens.scope).toBe("read:contacts offline_access");

  const refreshed = await oauth.refreshTokenGrant(config, String(tokens.refresh_token));
  expect(refreshed.access_token).toEqual(expect.any(String));

  const machine = await oauth.clientCredentialsGrant(config, { audience: CONTACTS.identifier });
  expect(machine.scope).toBe("read:contacts");

  await oauth.tokenRevocation(config, String(tokens.refresh_token));
  await expect(oauth.refreshTokenGrant(config, String(tokens.refresh_token))).rejects.toMatchObject({
    error: "invalid_grant",
  });
});
