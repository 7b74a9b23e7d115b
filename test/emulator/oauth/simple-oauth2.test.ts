// A client library that knows nothing of Auth0 gets tokens over real HTTP, with its ordinary settings.

import { AuthorizationCode, ClientCredentials } from "simple-oauth2";
import { beforeAll, expect, test } from "vitest";
import { tenantApp } from "../../../emulator/emulator.ts";
import { newBrowser } from "../support/browser.ts";
import { ANA, CALLBACK, proofKey, read } from "../support/oauth.ts";
import { servePartner, useServed } from "../support/served.ts";
import { CONTACTS } from "../support/tenant.ts";

const served = useServed();
let client: { id: string; secret: string };
const audience = CONTACTS.identifier;

beforeAll(async () => {
  client = await servePartner(served.tenant, CALLBACK);
});

const auth = () => ({ tokenHost: served.tenant.issuer, tokenPath: "/oauth/token" });

test("client credentials", async () => {
  const { token } = await new ClientCredentials({ client, auth: auth() }).getToken({ audience } as never);
  expect(read(String(token.access_token)).claims).toMatchObject({
    iss: served.tenant.issuer,
    aud: audience,
    gty: "client-credentials",
    scope: "read:contacts",
  });
});

test("authorization code with PKCE and refresh", async () => {
  const library = new AuthorizationCode({
    client,
    auth: { ...auth(), authorizePath: "/authorize" },
  });
  const { verifier, challenge } = proofKey();
  const address = library.authorizeURL({
    redirect_uri: CALLBACK,
    scope: "read:contacts offline_access",
    state: "opaque",
    audience,
    code_challenge: challenge,
    code_challenge_method: "S256",
  } as never);
  const browser = newBrowser(tenantApp(served.tenant.tenant), served.tenant.issuer);
  await browser.visit(address);
  await browser.submit(ANA);
  const { url } = await browser.submit({ action: "accept" });
  expect(url.searchParams.get("state")).toBe("opaque");
  const code = url.searchParams.get("code") ?? "";
  const first = await library.getToken({ code, redirect_uri: CALLBACK, code_verifier: verifier } as never);
  expect(read(String(first.token.access_token)).claims).toMatchObject({ aud: audience, azp: client.id });
  const second = await first.refresh();
  expect(second.token).toMatchObject({
    token_type: "Bearer",
    scope: expect.stringContaining("read:contacts"),
  });
});
