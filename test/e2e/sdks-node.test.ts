// Auth0's own SDKs for APIs and machines, unmodified and with their defaults.
import { once } from "node:events";
import { createRequire } from "node:module";
import { AuthClient } from "@auth0/auth0-auth-js";
import { ManagementClient } from "auth0";
import { AuthenticationClient } from "auth0/legacy";
import { describe, expect, test } from "vitest";
import { STRICT_PARTNER } from "../emulator/support/tenant.ts";
import { AUDIENCE, useSdkTenant } from "./support/sdk-tenant.ts";

// Published as CommonJS, without types.
const require = createRequire(import.meta.url);
const sdk = useSdkTenant();

/** A partner's application that may read contacts without a user. */
async function machine() {
  const partner = await sdk.call<{ client_id: string; client_secret: string }>("POST", "clients", {
    ...STRICT_PARTNER,
    grant_types: ["client_credentials"],
  });
  const { client_id, client_secret } = partner;
  const grant = { client_id, audience: AUDIENCE, subject_type: "client", scope: ["read:contacts"] };
  await sdk.call("POST", "client-grants", grant);
  return { domain: sdk.domain, clientId: client_id, clientSecret: client_secret };
}

async function machineToken(): Promise<string> {
  const client = new AuthClient(await machine());
  return (await client.getTokenByClientCredentials({ audience: AUDIENCE })).accessToken;
}

test("@auth0/auth0-auth-js gets a token without a user", async () => {
  expect((await machineToken()).split(".")).toHaveLength(3);
});

describe("auth0", () => {
  test("gets a token without a user, and says what went wrong where it gets none", async () => {
    const client = new AuthenticationClient(await machine());
    const { data } = await client.oauth.clientCredentialsGrant({ audience: AUDIENCE });
    expect(data).toMatchObject({ token_type: "Bearer", expires_in: 86_400 });
    await expect(
      client.oauth.clientCredentialsGrant({ audience: "https://other.example" }),
    ).rejects.toMatchObject({
      error: "access_denied",
      error_description: "Service not enabled within domain: https://other.example",
    });
  });

  test("manages the tenant with a token of its own", async () => {
    const management = new ManagementClient({
      domain: sdk.domain,
      clientId: "localManagementClient00000000000",
      clientSecret: "local-management-secret",
    });
    const made = await management.clients.create({ name: "Fieldbook", app_type: "regular_web" });
    expect(await management.clients.get(String(made.client_id))).toMatchObject({ name: "Fieldbook" });
    const names: unknown[] = [];
    for await (const { name } of await management.clients.list()) names.push(name);
    expect(names).toContain("Fieldbook");
    await management.clients.delete(String(made.client_id));
    await expect(management.clients.get(String(made.client_id))).rejects.toMatchObject({ statusCode: 404 });
  });
});

test("express-oauth2-jwt-bearer lets in who has the scope", async () => {
  const [express, { auth, requiredScopes }] = [require("express"), require("express-oauth2-jwt-bearer")];
  const app = express();
  app.use(auth({ issuerBaseURL: `https://${sdk.domain}`, audience: AUDIENCE }));
  for (const scope of ["read:contacts", "write:contacts"]) {
    app.get(`/${scope}`, requiredScopes(scope), (_: object, response: { send: (text: string) => void }) =>
      response.send("ok"),
    );
  }
  const server = app.listen(0, "localhost");
  await once(server, "listening");
  const status = async (path: string, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`http://localhost:${server.address().port}/${path}`, { headers })).status;
  };
  const token = await machineToken();
  expect(await status("read:contacts", token)).toBe(200);
  expect(await status("write:contacts", token)).toBe(403);
  expect(await status("read:contacts")).toBe(401);
  expect(await status("read:contacts", `${token.slice(0, -4)}AAAA`)).toBe(401);
  server.close();
});
