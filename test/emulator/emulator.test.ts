import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request } from "node:https";
import { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/emulator.ts";
import { type Answer, CONTACTS } from "./support/tenant.ts";

let directory: string;
let running: Emulator[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "emulator-"));
  running = [];
});
afterEach(async () => {
  for (const emulator of running) await emulator.close();
  rmSync(directory, { recursive: true });
});

async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: directory,
    ...options,
  });
  running.push(emulator);
  return emulator;
}

/** Calls the tenant over the network, trusting nothing but its certificate. */
function fetchFrom({ url, certificateFile }: Emulator, method: string, path: string, body?: unknown) {
  return new Promise<{ status: number | undefined; body: Answer["body"] }>((resolve, reject) => {
    const headers = { authorization: "Bearer local", "content-type": "application/json" };
    const ca = readFileSync(certificateFile);
    // The path goes out as it is: a URL object would change its percent-encoding.
    const { hostname, port } = new URL(url);
    const call = request({ hostname, port, method, path: `/api/v2${path}`, headers, ca }, (response) => {
      json(response).then((answer) => resolve({ status: response.statusCode, body: answer }), reject);
    });
    call.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test("calls while it starts wait until it is there", async () => {
  const { promise: answered, resolve } = Promise.withResolvers<unknown>();
  const { listen } = Server.prototype;
  // The first port is open, and before the second is, somebody calls.
  const listening = vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server, ...args) {
    if (listening.mock.calls.length === 1) return Reflect.apply(listen, this, args);
    const { port } = (listening.mock.contexts[0] as Server).address() as { port: number };
    const certificateFile = join(directory, "tenant-certificate.pem");
    const first = { url: `https://localhost:${port}`, certificateFile } as Emulator;
    fetchFrom(first, "GET", "/clients").then(resolve, resolve);
    setTimeout(() => Reflect.apply(listen, this, args), 200);
    return this;
  });
  try {
    await start({ httpPort: 0 });
  } finally {
    listening.mockRestore();
  }
  expect(await answered).toMatchObject({ status: 200 });
});

describe("over HTTPS", () => {
  test("answers anyone who trusts its certificate, and logs the request as it came", async () => {
    const emulator = await start();
    await fetchFrom(emulator, "POST", "/resource-servers", CONTACTS);
    const once = encodeURIComponent(CONTACTS.identifier).replace("%3A", ":");
    const twice = encodeURIComponent(once).replace("%3A", ":");
    for (const reference of [once, twice]) {
      const { status, body } = await fetchFrom(
        emulator,
        "GET",
        `/resource-servers/${reference}?fields=identifier`,
      );
      expect([status, body]).toEqual([200, { identifier: CONTACTS.identifier }]);
    }
    expect(emulator.requests).toEqual([
      { method: "POST", path: "/api/v2/resource-servers", status: 201 },
      { method: "GET", path: `/api/v2/resource-servers/${once}`, status: 200 },
      { method: "GET", path: `/api/v2/resource-servers/${twice}`, status: 200 },
    ]);
  });

  test("refuses a port that is taken, and leaves its data file free", async () => {
    const { port } = await start();
    const data = join(directory, "tenant.sqlite");
    await expect(start({ httpsPort: port, data })).rejects.toMatchObject({ code: "EADDRINUSE", port });
    await start({ data });
  });
});

describe("over HTTP", () => {
  test.for([
    { name: "the https port's origin", issuer: undefined, expected: ({ url }: Emulator) => `${url}/` },
    { name: "its own origin", issuer: "http", expected: ({ httpUrl }: Emulator) => `${httpUrl}/` },
    { name: "any address", issuer: "https://login.example/", expected: () => "https://login.example/" },
  ])("answers on a port of its own, and names $name as the issuer", async ({ issuer, expected }) => {
    const emulator = await start({ httpPort: 0, issuer });
    expect(emulator.issuer).toBe(expected(emulator));
    const found = await fetch(`${emulator.httpUrl}/.well-known/openid-configuration`);
    expect(await found.json()).toMatchObject({
      issuer: emulator.issuer,
      token_endpoint: `${emulator.issuer}oauth/token`,
    });
    const { status } = await fetchFrom(emulator, "GET", "/clients");
    expect(status).toBe(200);
  });

  test("is not there unless it is asked for", async () => {
    const { url, httpUrl, issuer } = await start();
    expect([httpUrl, issuer]).toEqual([undefined, `${url}/`]);
  });

  test("refuses a port that is taken, and leaves its data file and the other port free", async () => {
    const { httpUrl } = await start({ httpPort: 0 });
    const httpPort = Number(new URL(String(httpUrl)).port);
    const data = join(directory, "tenant.sqlite");
    await expect(start({ httpPort, data })).rejects.toMatchObject({ code: "EADDRINUSE", port: httpPort });
    await start({ data });
  });

  test("does not answer to a name that somebody else has made point here", async () => {
    const { httpUrl } = await start({ httpPort: 0 });
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "evil.example", authorization: "Bearer local" };
      plainRequest(`${httpUrl}/api/v2/clients`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(421);
  });

  test("signs with the same key after a restart", async () => {
    const data = join(directory, "tenant.sqlite");
    const keys = async ({ httpUrl }: Emulator) => (await fetch(`${httpUrl}/.well-known/jwks.json`)).json();
    const first = await start({ data, httpPort: 0 });
    const before = await keys(first);
    await first.close();
    expect(await keys(await start({ data, httpPort: 0 }))).toEqual(before);
  });
});

describe("a tenant in a file", () => {
  test("survives a restart on another port, with the Management API at its new address", async () => {
    const data = join(directory, "deep", "tenant.sqlite");
    const first = await start({ data });
    const { body: created } = await fetchFrom(first, "POST", "/clients", { name: "Our app" });
    await first.close();
    const second = await start({ data });
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    const { body } = await fetchFrom(second, "GET", `/clients/${created.client_id}`);
    expect({ ...body, encrypted: true }).toEqual(created);
    const audience = `https://localhost:${second.port}/api/v2/`;
    const { body: apis } = await fetchFrom(second, "GET", "/resource-servers");
    expect(apis).toMatchObject([{ identifier: audience, is_system: true }]);
    const { body: grants } = await fetchFrom(second, "GET", "/client-grants");
    expect(grants).toMatchObject([{ audience }]);
  });

  test("stays as it was created, whatever a later start asks for", async () => {
    const data = join(directory, "tenant.sqlite");
    await (await start({ data, defaultSecurityMode: "permissive" })).close();
    const { tenant } = await start({ data, defaultSecurityMode: "strict" });
    expect(tenant.traits.defaultSecurityMode).toBe("permissive");
  });
});

describe("a seed", () => {
  const write = (text: string) => {
    const seed = join(directory, "tenant.yaml");
    writeFileSync(seed, text);
    return seed;
  };

  test("gives a new tenant its connections, flags and people", async () => {
    const seed = write(`
# other keys are for other readers
account_claim: https://acme.example/account
connections:
  - { name: google-oauth2, strategy: google-oauth2, is_domain_connection: true, description: Google }
  - { name: people, strategy: auth0 }
flags: { use_scope_descriptions_for_consent: true }
offers_permissive_third_party: false
`);
    const emulator = await start({ seed });
    const { body: connections } = await fetchFrom(emulator, "GET", "/connections?fields=name,strategy");
    expect(connections).toMatchObject([
      { name: "google-oauth2", strategy: "google-oauth2", is_domain_connection: true },
      { name: "people", strategy: "auth0", is_domain_connection: false },
    ]);
    const { body: settings } = await fetchFrom(emulator, "GET", "/tenants/settings");
    expect(settings.flags).toMatchObject({ use_scope_descriptions_for_consent: true, enable_sso: true });
    const { body: users } = await fetchFrom(emulator, "GET", "/users");
    expect(users).toMatchObject([
      { identities: [{ connection: "people" }] },
      { identities: [{ connection: "people" }] },
    ]);
    expect(emulator.tenant.traits.permissiveAvailable).toBe(false);
  });

  test("without a database has nobody", async () => {
    const emulator = await start({ seed: write("connections: [{ name: staff, strategy: oidc }]") });
    expect((await fetchFrom(emulator, "GET", "/users")).body).toEqual([]);
  });

  test.for([
    { name: "a missing file", text: undefined, message: /seed file .* cannot be used: ENOENT/ },
    { name: "text that is not YAML", text: "connections: [", message: /seed file .* cannot be used: / },
    {
      name: "a connection without a name",
      text: "connections: [{ strategy: auth0 }]",
      message: /connections\.0\.name: /,
    },
  ])("that is $name stops the start, and the next start begins anew", async ({ text, message }) => {
    const data = join(directory, "tenant.sqlite");
    const seed = text === undefined ? join(directory, "none.yaml") : write(text);
    await expect(start({ data, seed })).rejects.toThrow(message);
    expect((await start({ data })).isNew).toBe(true);
  });
});
