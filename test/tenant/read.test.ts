import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { issueToken } from "../../emulator/management/access.ts";
import { ask } from "../../local/verify/ask.ts";
import { UserError } from "../../src/finding.ts";
import { openReadingClient, readingFetch, trustCertificate } from "../../src/tenant/client.ts";
import { credentialsFrom, READ_SCOPES, type TenantCredentials } from "../../src/tenant/credentials.ts";
import { explained } from "../../src/tenant/errors.ts";
import { readTenant } from "../../src/tenant/read.ts";
import { type LocalTenant, localTenant } from "../drift/support/local-tenant.ts";

let local: LocalTenant;

beforeAll(async () => {
  local = await localTenant();
  trustCertificate(local.tenant.certificateFile);
});
afterAll(() => local.close());
afterEach(() => {
  local.tenant.faults.clear();
});

/** Reads the tenant; the error in our words where it cannot be read. */
async function read(access: TenantCredentials, events: string[] = []) {
  const { domain } = local.plan;
  const meter = { calls: 0, onEvent: (event: string) => events.push(event) };
  try {
    const tenant = await readTenant(await openReadingClient(domain, access, meter), local.plan);
    return { tenant, calls: meter.calls };
  } catch (error) {
    const told = explained(error, domain);
    if (!(told instanceof UserError)) throw told;
    return { told: told.message, calls: meter.calls };
  }
}

const tokenWith = (scopes: readonly string[]) => ({ token: issueToken(local.tenant.tenant.store, scopes) });

describe("what reading needs", () => {
  test("the scopes that are named are enough", async () => {
    const { tenant } = await read(tokenWith(READ_SCOPES));
    expect(tenant?.applications.length).toBeGreaterThanOrEqual(7);
  });

  test("they are among those that docs/ci.md asks for", () => {
    const [, listed = ""] = /```text drift\n([\s\S]*?)```/.exec(readFileSync("docs/ci.md", "utf8")) ?? [];
    expect(listed.split("\n")).toEqual(expect.arrayContaining([...READ_SCOPES]));
  });

  test.for(READ_SCOPES)("without %s the error names it", async (scope) => {
    const { told } = await read(tokenWith(READ_SCOPES.filter((other) => other !== scope)));
    expect(told).toContain(`lack the scope ${scope} (403)`);
  });

  test("no secret is read, even by a token that may", async () => {
    const { tenant } = await read({ token: "local" });
    expect(JSON.stringify(tenant?.applications)).not.toContain('client_secret"');
    const { client_secret } = await ask(local.tenant, "GET", `clients/${local.clientIds["acme-cms"]}`);
    expect(client_secret).toBeTruthy();
    expect(JSON.stringify(tenant)).not.toContain(String(client_secret));
  });

  test("a token that the tenant does not know is refused in words", async () => {
    expect((await read({ token: "old" })).told).toMatch(/does not accept the token \(401\): Invalid token/);
  });
});

describe("a machine's credentials", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const machine = async (authentication: object): Promise<Record<string, string>> => {
    const client = await ask<Record<string, string>>(local.tenant, "POST", "clients", {
      name: "Drift",
      app_type: "non_interactive",
      grant_types: ["client_credentials"],
      jwt_configuration: { alg: "RS256" },
      ...authentication,
    });
    await ask(local.tenant, "POST", "client-grants", {
      client_id: client.client_id,
      audience: `https://${local.plan.domain}/api/v2/`,
      scope: READ_SCOPES,
    });
    return client;
  };

  test("a secret", async () => {
    const { client_id = "", client_secret = "" } = await machine({
      token_endpoint_auth_method: "client_secret_post",
    });
    const env = { AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret };
    expect((await read(credentialsFrom(env, "d"))).tenant).toBeDefined();
    const { told } = await read(credentialsFrom({ ...env, AUTH0_CLIENT_SECRET: "wrong" }, "d"));
    expect(told).toMatch(/gives no token for its Management API \(40[13]\)/);
    expect(told).not.toContain("wrong");
  });

  test.for(["pkcs8", "pkcs1"] as const)("a private key as %s", async (type) => {
    const pem = String(publicKey.export({ type: "spki", format: "pem" }));
    const credentials = [{ name: "drift", credential_type: "public_key", alg: "RS256", pem }];
    const { client_id = "" } = await machine({
      client_authentication_methods: { private_key_jwt: { credentials } },
    });
    const env = {
      AUTH0_CLIENT_ID: client_id,
      AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: String(privateKey.export({ type, format: "pem" })),
      AUTH0_CLIENT_ASSERTION_SIGNING_ALG: "RS256",
    };
    expect((await read(credentialsFrom(env, "d"))).tenant).toBeDefined();
  });

  test.for([
    {
      name: "a token before everything",
      env: { AUTH0_API_TOKEN: "t", AUTH0_CLIENT_ID: "i", AUTH0_CLIENT_SECRET: "s" },
      access: { token: "t" },
    },
    {
      name: "a secret",
      env: { AUTH0_CLIENT_ID: "i", AUTH0_CLIENT_SECRET: "s" },
      access: { clientId: "i", clientSecret: "s" },
    },
  ])("of several, $name", ({ env, access }) => {
    expect(credentialsFrom(env, "d")).toEqual(access);
  });

  test.for([{}, { AUTH0_CLIENT_ID: "i" }, { AUTH0_CLIENT_SECRET: "s" }, { AUTH0_API_TOKEN: "" }])(
    "%o is none",
    (env) => {
      expect(() => credentialsFrom(env, "our-app.auth0.example")).toThrow(
        /no credentials for the Management API of our-app/,
      );
    },
  );
});

describe("the rate limit", () => {
  test("is waited for, and repeated calls are counted", async () => {
    local.tenant.faults.add({ times: 2, action: { status: 429 } });
    const events: string[] = [];
    const { tenant, calls } = await read({ token: "local" }, events);
    expect(tenant).toBeDefined();
    expect({ calls, waits: events.filter((event) => event === "wait").length }).toEqual({
      calls: 16,
      waits: 2,
    });
  });

  test("is not waited for endlessly", async () => {
    local.tenant.faults.add({ times: 1000, action: { status: 429 } });
    const { told, calls } = await read({ token: "local" });
    expect(told).toMatch(/still refuses calls after 5 waits \(429\)/);
    expect(calls).toBe(6);
  });
});

describe("on the wire", () => {
  const meter = { calls: 0, onEvent: () => undefined };
  const send = readingFetch("our-app.auth0.example", meter);

  test.for([
    { method: "POST", url: "https://our-app.auth0.example/api/v2/clients" },
    { method: "PATCH", url: "https://our-app.auth0.example/api/v2/clients/x" },
    { method: "DELETE", url: "https://our-app.auth0.example/api/v2/client-grants/x" },
    { method: "PUT", url: "https://our-app.auth0.example/oauth/token" },
    { method: "GET", url: "https://our-app.auth0.example/userinfo" },
    { method: "GET", url: "https://elsewhere.example/api/v2/clients" },
    { method: "GET", url: "http://our-app.auth0.example/api/v2/clients" },
  ])("$method $url is refused before it is sent", async ({ method, url }) => {
    await expect(send(url, { method })).rejects.toThrow("this program only reads our-app.auth0.example");
    expect(meter.calls).toBe(0);
  });
});

describe("whether an organization may use a grant", () => {
  const MACHINE = { name: "Machine", app_type: "non_interactive", grant_types: ["client_credentials"] };
  const used = async (more: object) => {
    const audience = local.plan.apis.contacts?.resourceServer.identifier;
    const { client_id } = await ask<{ client_id: string }>(local.tenant, "POST", "clients", MACHINE);
    const grant = { client_id, audience, scope: ["read:contacts"], subject_type: "client", ...more };
    const { id } = await ask<{ id: string }>(local.tenant, "POST", "client-grants", grant);
    const { tenant } = await read({ token: "local" });
    await ask(local.tenant, "DELETE", `clients/${client_id}`);
    return tenant?.organizationGrants.get(id);
  };
  test.for([
    [{}, undefined],
    [{ organization_usage: "deny" }, undefined],
    [{ organization_usage: "allow" }, false],
    [{ organization_usage: "require" }, false],
    [{ organization_usage: "require", allow_any_organization: true }, true],
  ] as const)("%o", async ([more, is]) => {
    expect(await used(more)).toBe(is);
  });
});
