import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { ApiLogEntry, ApiOptions } from "../../../demo/api/api.ts";
import { startDemo } from "../../../demo/demo.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { COMPANY } from "../../support/company.ts";
import { freePort } from "../../support/free-port.ts";
import { seedContacts } from "./api.ts";
import { ACCOUNT_CLAIM } from "./issuer.ts";

interface DeclaredApi {
  readonly name: string;
  readonly identifier: string;
  readonly scopes: Record<string, { description: string }>;
  readonly routes: ApiOptions["routes"];
}
const declared = parse(readFileSync(join(COMPANY, "apis/contacts.yaml"), "utf8")) as DeclaredApi;

export const ANA = { email: "ana@first.example", password: "ana-local-password" };
export const BEN = { email: "ben@second.example", password: "ben-local-password" };

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Calls the tenant's Management API as a deployment does. */
const managementOf =
  (emulator: Emulator): Call =>
  async (method, path, body) => {
    const response = await fetch(`${emulator.httpUrl}/api/v2${path}`, {
      method,
      headers: { authorization: "Bearer local", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };

async function createApi(call: Call, tokenSeconds: number): Promise<void> {
  await call("POST", "/resource-servers", {
    name: declared.name,
    identifier: declared.identifier,
    scopes: Object.entries(declared.scopes).map(([value, { description }]) => ({ value, description })),
    allow_offline_access: true,
    token_lifetime: tokenSeconds,
    token_lifetime_for_web: tokenSeconds,
    subject_type_authorization: {
      user: { policy: "require_client_grant" },
      client: { policy: "require_client_grant" },
    },
  });
}

/** Puts the account of every user into their access tokens. */
async function createAccountAction(call: Call): Promise<void> {
  const { id } = await call<{ id: string }>("POST", "/actions/actions", {
    name: "account",
    supported_triggers: [{ id: "post-login", version: "v3" }],
    runtime: "node22",
    code: `exports.onExecutePostLogin = async (event, api) => {
      api.accessToken.setCustomClaim("${ACCOUNT_CLAIM}", event.user.app_metadata.account);
    };`,
  });
  await call("POST", `/actions/actions/${id}/deploy`);
  const bindings = [{ ref: { type: "action_id", value: id }, display_name: "account" }];
  await call("PATCH", "/actions/triggers/post-login/bindings", { bindings });
}

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
}

const OUR_API = "urn:our-app";

async function createOurApp(call: Call, url: string): Promise<Client> {
  const client = await call<Client>("POST", "/clients", {
    name: "Our app",
    app_type: "spa",
    is_first_party: true,
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "none",
    callbacks: [`${url}/callback`],
    web_origins: [url],
    allowed_logout_urls: [`${url}/`],
  });
  await call("POST", "/resource-servers", { name: "Our app", identifier: OUR_API });
  const [database] = await call<{ id: string }[]>("GET", "/connections?strategy=auth0");
  const enabled = [{ client_id: client.client_id, status: true }];
  await call("PATCH", `/connections/${database?.id}/clients`, enabled);
  return client;
}

/** A partner as its file would make it; returns how to change what it may do. */
async function createAcme(call: Call, url: string) {
  const client = await call<Client>("POST", "/clients", {
    name: "Acme CMS",
    app_type: "regular_web",
    is_first_party: false,
    third_party_security_mode: "strict",
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "client_secret_post",
    callbacks: [`${url}/callback`],
  });
  const { id } = await call<{ id: string }>("POST", "/client-grants", {
    client_id: client.client_id,
    audience: declared.identifier,
    subject_type: "user",
    scope: SCOPES,
  });
  const narrow = async (...scope: string[]) => await call("PATCH", `/client-grants/${id}`, { scope });
  return { client, narrow };
}

const ACCOUNTS = { "auth0|ana": "first", "auth0|ben": "second" };
const SCOPES = ["read:contacts", "update:contacts"];

/**
 * The local tenant, filled as a deployment fills it, and the demo as its clients.
 *
 * @param asksFor scopes that Acme CMS asks for; what is added later is asked for from then on
 * @param accounts whom our app knows, by the ID of the user
 */
export async function startStory({
  tokenSeconds = 3600,
  asksFor = [...SCOPES],
  accounts = ACCOUNTS as Readonly<Record<string, string>>,
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), "story-"));
  const emulator = await startEmulator({
    httpsPort: 0,
    httpPort: 0,
    issuer: "http",
    data: ":memory:",
    certificateDir: folder,
    seed: join(COMPANY, "tenant.yaml"),
  });
  const call = managementOf(emulator);
  const ports = { app: await freePort(), partner: await freePort(), api: await freePort() };
  await createApi(call, tokenSeconds);
  await createAccountAction(call);
  const app = await createOurApp(call, `http://localhost:${ports.app}`);
  const acmeUrl = `http://localhost:${ports.partner}`;
  const { client: acme, narrow } = await createAcme(call, acmeUrl);
  const log: ApiLogEntry[] = [];
  const errors: Error[] = [];
  const demo = await startDemo({
    issuer: emulator.issuer,
    product: "our-app.example",
    ports: { app: ports.app, api: ports.api },
    app: { clientId: app.client_id, audience: OUR_API },
    apis: {
      contacts: {
        ...{ name: declared.name, audience: declared.identifier, routes: declared.routes },
        ...{ accountClaim: ACCOUNT_CLAIM, allowsOfflineAccess: true, seed: seedContacts },
        scopes: Object.fromEntries(
          Object.entries(declared.scopes).map(([scope, { description }]) => [scope, description]),
        ),
      },
    },
    partners: {
      "acme-cms": {
        name: "Acme CMS",
        description: "Keeps the contacts of your website and ours the same",
        client_id: acme.client_id,
        enable_url: `${acmeUrl}/enable`,
        ...{ oidc_scopes: [], consent: "asked", standing: "active" },
        grants: [{ audience: declared.identifier, subject_type: "user", scopes: asksFor }],
        site: {
          ...{ baseUrl: acmeUrl, callbackUrl: `${acmeUrl}/callback`, keepsAccess: true },
          authentication: { method: "client_secret_post", secret: acme.client_secret },
        },
      },
    },
    accountOf: (subject) => accounts[subject],
    managementApi: { url: `${emulator.httpUrl}/api/v2`, token: "local" },
    people: [ANA, BEN],
    encryptionKey: randomBytes(32),
    syncEveryMs: 300,
    log: (entry) => log.push(entry),
    onError: (error) => errors.push(error),
  });
  const close = async () => {
    await demo.close();
    await emulator.close();
    rmSync(folder, { recursive: true });
  };
  return { urls: { ...demo.urls, partner: acmeUrl }, emulator, narrow, log, errors, close };
}

export type Story = Awaited<ReturnType<typeof startStory>>;
