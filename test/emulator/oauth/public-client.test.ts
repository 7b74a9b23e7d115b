import * as oauth from "openid-client";
import { expect, test } from "vitest";
import { ANA } from "../support/oauth.ts";
import { servePartner, useServed } from "../support/served.ts";
import { CONTACTS } from "../support/tenant.ts";

const served = useServed();
const CALLBACK = "http://localhost:3301/callback";

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
  expect(served.tenant.issuer).toBe(`${served.tenant.httpUrl}/`);
  const { id, secret } = await servePartner(served.tenant, CALLBACK);
  const config = await oauth.discovery(new URL(served.tenant.issuer), id, secret, undefined, {
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
