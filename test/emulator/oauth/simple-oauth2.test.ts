// A client library that knows nothing of Auth0 gets tokens over real HTTP, with its ordinary settings.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuthorizationCode, ClientCredentials } from "simple-oauth2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator, tenantApp } from "../../../emulator/emulator.ts";
import { newBrowser } from "../support/browser.ts";
import { ANA, CALLBACK, proofKey, read } from "../support/oauth.ts";
import { CONTACTS, STRICT_PARTNER } from "../support/tenant.ts";

let tenant: Emulator;
let folder: string;
let client: { id: string; secret: string };
const audience = CONTACTS.identifier;

async function create<T>(kind: string, body: object): Promise<T> {
  const response = await tenantApp(tenant.tenant).request(`/api/v2/${kind}`, {
    method: "POST",
    headers: { authorization: "Bearer local", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as T;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "partner-access-"));
  tenant = await startEmulator({ httpsPort: 0, httpPort: 0, data: ":memory:", certificateDir: folder });
  await create("resource-servers", { ...CONTACTS, allow_offline_access: true });
  const made = await create<{ client_id: string; client_secret: string }>("clients", {
    ...STRICT_PARTNER,
    callbacks: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
  });
  client = { id: made.client_id, secret: made.client_secret };
  for (const subject_type of ["user", "client"])
    await create("client-grants", { client_id: client.id, audience, subject_type, scope: ["read:contacts"] });
});

afterAll(async () => {
  await tenant.close();
  rmSync(folder, { recursive: true });
});

const auth = () => ({ tokenHost: tenant.issuer, tokenPath: "/oauth/token" });

test("client credentials", async () => {
  const { token } = await new ClientCredentials({ client, auth: auth() }).getToken({ audience } as never);
  expect(read(String(token.access_token)).claims).toMatchObject({
    iss: tenant.issuer,
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
  const browser = newBrowser(tenantApp(tenant.tenant), tenant.issuer);
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
