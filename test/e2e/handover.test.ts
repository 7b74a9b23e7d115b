// The examples of the guides run as they are printed: against a tenant that was deployed for real, and our API.
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ServerType, serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { protectedApi } from "../../demo/api/api.ts";
import { area, ItemStore } from "../../demo/api/items.ts";
import type { Routes } from "../../demo/api/paths.ts";
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import type { Run } from "../../local/run.ts";
import { newBrowser } from "../emulator/support/browser.ts";
import { ANA } from "../emulator/support/oauth.ts";
import { runCommand } from "../support/command.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { Local, REPOSITORY } from "../support/local.ts";

const { apis, partners, tenant: described } = exampleWorkspace();
const api = apis.get("contacts")?.value;

let local: Local;
let run: Run;
let tenant: Emulator;
let server: ServerType;
let release: () => void;
let ended: Promise<void>;
let keyFile: string;

/** Replaces the first key of the partner that signs its assertions: the example's private half is nobody's. */
function giveKey(): void {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  keyFile = join(local.root, "private-key.pem");
  writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const pem = String(publicKey.export({ type: "spki", format: "pem" })).trim();
  local.edit("partners/ember-mail.yaml", (text) =>
    text.replace(/-----BEGIN[\s\S]*?END PUBLIC KEY-----/, pem.replaceAll("\n", "\n          ")),
  );
}

/** A second API for Acme CMS: a sign-in and a refresh token of one is good for that one only. */
const INVOICES = "https://api.our-app.example/invoices";

function giveInvoices(): void {
  const ofContacts = local.read("apis/contacts.yaml");
  const head = ofContacts
    .slice(0, ofContacts.indexOf("scopes:"))
    .replace("name: Contacts", "name: Invoices")
    .replace("https://api.our-app.example/contacts", INVOICES);
  const scopes = `scopes:
  read:invoices:
    description: See your invoices
    sensitivity: low
routes:
  GET /invoices: [read:invoices]
`;
  local.write("apis/invoices.yaml", `dpop: allowed\n${head}${scopes}`);
  local.edit("partners/acme-cms.yaml", (text) =>
    text.replace(
      "grants:\n",
      `grants:
  - api: invoices
    subject_type: user
    scopes: [read:invoices]
    reason: Shows invoices beside the contacts
`,
    ),
  );
}

const BOUND = "bound-books";

/** A partner whose tokens are bound to a key of its own, at the API that binds them. */
function giveBoundPartner(): void {
  const ofAcme = local.read("partners/acme-cms.yaml");
  local.write(
    `partners/${BOUND}.yaml`,
    `${ofAcme
      .slice(0, ofAcme.indexOf("grants:"))
      .replace("name: Acme CMS", "name: Bound Books")
      .replace("application:", "application:\n  require_proof_of_possession: true")}grants:
  - api: invoices
    subject_type: user
    scopes: [read:invoices]
    reason: Shows invoices
  - api: invoices
    subject_type: client
    scopes: [read:invoices]
    reason: Counts invoices at night
stacks:
  local:
    callbacks: [http://localhost:3399/callback]
    enable_url: http://localhost:3399/enable
`,
  );
}

function serveApi(): void {
  const contacts = apiAt("contacts", api?.identifier ?? "", api?.routes ?? {});
  const invoices = apiAt("invoices", INVOICES, { "GET /invoices": ["read:invoices"] });
  const fetch = (request: Request) =>
    (new URL(request.url).pathname === "/invoices" ? invoices : contacts).fetch(request);
  server = serve({ fetch, port: 0, hostname: "localhost" });
}

function apiAt(realm: string, audience: string, routes: Routes) {
  const store = new ItemStore((of) =>
    of === area.account("first") ? [{ path: `/${realm}/frida`, fields: { name: "Frida" } }] : [],
  );
  return protectedApi({
    realm,
    routes,
    store,
    programScopes: [...partners.values()]
      .flatMap(({ value }) => value.grants)
      .flatMap((grant) => (grant.subject_type === "client" ? grant.scopes : []))
      .concat("read:invoices"),
    tokens: {
      issuer: tenant.issuer,
      audience,
      accountClaim: described?.value.account?.claim ?? "",
      clients: Object.values(run.outcome?.clientIds ?? {}),
    },
  });
}

beforeAll(async () => {
  local = await Local.deployed();
  giveKey();
  giveInvoices();
  giveBoundPartner();
  const { promise, resolve } = Promise.withResolvers<void>();
  release = resolve;
  await new Promise<void>((ready, fail) => {
    ended = local.deploy(async (result, emulator) => {
      run = result;
      tenant = emulator;
      ready();
      await promise;
    });
    ended.catch(fail);
  });
  serveApi();
  await once(server, "listening");
});

afterAll(async () => {
  server?.close();
  release?.();
  await ended;
  local?.remove();
});

/** What the partner has in its environment: nothing else reaches its program. */
async function environment(clientId: string): Promise<Record<string, string>> {
  const response = await tenantApp(tenant.tenant).request(`/api/v2/clients/${clientId}`, {
    headers: { authorization: "Bearer local" },
  });
  const { client_secret } = (await response.json()) as { client_secret?: string };
  return {
    PATH: process.env.PATH ?? "",
    API_URL: `http://localhost:${(server.address() as AddressInfo).port}`,
    PRIVATE_KEY_FILE: keyFile,
    ...(client_secret !== undefined && { CLIENT_SECRET: client_secret }),
  };
}

/** Signs Ana in at the address and allows everything; where the browser ends. */
async function consent(address: string): Promise<URL> {
  const browser = newBrowser(tenantApp(tenant.tenant), tenant.issuer);
  let view = await browser.visit(address);
  if (view.url.pathname === "/u/login") view = await browser.submit(ANA);
  if (view.url.pathname === "/u/consent") view = await browser.submit({ action: "accept" });
  expect(view.url.searchParams.get("code"), `${view.url} ${view.text}`).not.toBeNull();
  return view.url;
}

/** Runs a program. It gets `answer` of the address that it prints, if it prints one; the last line is the result. */
async function follow(
  command: readonly string[],
  env: Record<string, string>,
  answer: (address: string) => Promise<string>,
): Promise<unknown> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const closed = once(child, "close");
  let last = "";
  for await (const line of createInterface(child.stdout)) {
    last = line;
    if (line.startsWith(`${tenant.issuer}authorize?`)) child.stdin.end(`${await answer(line)}\n`);
  }
  const [code] = await closed;
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return JSON.parse(last);
}

/** Calls the functions of a printed module as its comments say. */
const DRIVER = `
import { createInterface } from "node:readline/promises";
import * as example from "./example.mjs";
let token;
if (example.begin) {
  const { url, kept } = await example.begin();
  console.log(url.href);
  const [address] = await Array.fromAsync(createInterface(process.stdin));
  let tokens = await example.finish(address, kept);
  if (example.refresh) tokens = await example.refresh(tokens.refresh_token);
  token = tokens.access_token;
}
console.log(JSON.stringify(await example.callApi(token)));
`;

/** The contacts that a user's token opens, or the changes that a machine's does. */
const EXPECTED = {
  contacts: {
    user: { contacts: [expect.objectContaining({ name: "Frida" })] },
    machine: { "contact-changes": expect.any(Array) },
  },
  invoices: {
    user: { invoices: [expect.objectContaining({ name: "Frida" })] },
    machine: { invoices: expect.any(Array) },
  },
} as const;

const declared = [...partners.values()].flatMap(({ id, value }) =>
  value.stacks.local
    ? [...new Set(value.grants.map(({ subject_type }) => subject_type))].map((subject) => ({
        id,
        kind: subject === "user" ? ("user" as const) : ("machine" as const),
        of: "contacts" as const,
      }))
    : [],
);

const ofInvoices = { id: "acme-cms", kind: "user", of: "invoices" } as const;

const bound = (["user", "machine"] as const).map((kind) => ({
  ...{ id: BOUND, kind, of: "invoices" as const },
}));

describe.for([...declared, ofInvoices, ...bound])("$id, $kind, $of", ({ id, kind, of }) => {
  async function example(language: string): Promise<{ text: string; env: Record<string, string> }> {
    const clientId = run.outcome?.clientIds[id] ?? "";
    const { exit, out } = await runCommand([
      ...["handover", id, "--stack", "local", "--client-id", clientId, "--root", local.root],
    ]);
    expect(exit).toBe(0);
    const blocks = [...out.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].filter(([, name]) => name === language);
    const isMachine = (text: string) =>
      !text.includes("authorize?") && !text.includes("buildAuthorizationUrl");
    const found = blocks
      .map(([, , text = ""]) => text)
      .find((text) => isMachine(text) === (kind === "machine") && text.includes(of.slice(0, -1)));
    if (found === undefined) throw new Error(`no ${language} example for ${kind}`);
    return { text: found, env: await environment(clientId) };
  }

  // Proofs of possession are a library's work.
  if (id !== BOUND)
    test("curl", async () => {
      const { text, env } = await example("sh");
      const answer = async (address: string) => (await consent(address)).searchParams.get("code") ?? "";
      expect(await follow(["sh", "-c", text], env, answer)).toEqual(EXPECTED[of][kind]);
    });

  test("Node.js", async () => {
    const { text, env } = await example("js");
    const folder = join(local.root, "developers", id, kind, of);
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "example.mjs"), text);
    writeFileSync(join(folder, "driver.mjs"), DRIVER);
    const answer = async (address: string) => (await consent(address)).href;
    expect(await follow([process.execPath, join(folder, "driver.mjs")], env, answer)).toEqual(
      EXPECTED[of][kind],
    );
  });
});
