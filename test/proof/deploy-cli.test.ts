// Auth0's Deploy CLI, unmodified: what it exports of a tenant, it imports again, and there is nothing to change.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { AUDIENCE, useSdkTenant } from "../e2e/support/sdk-tenant.ts";
import { STRICT_PARTNER } from "../emulator/support/tenant.ts";
import { endOf } from "../support/ended.ts";

const sdk = useSdkTenant();
const folder = mkdtempSync(join(tmpdir(), "deploy-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The kinds of objects that the local tenant has. */
const KINDS = [
  "actions",
  "clientGrants",
  "clients",
  "logStreams",
  "organizations",
  "resourceServers",
  "tenant",
  "triggers",
];

/**
 * As a process of its own, like any user's: it reads its own rules for half a minute of processor time, in which it
 * answers nobody. What it prints comes back.
 */
function a0deploy(...args: readonly string[]): Promise<string> {
  const cli = createRequire(import.meta.url).resolve("auth0-deploy-cli/lib/index.js");
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: sdk.tenant.certificateFile,
    AUTH0_DOMAIN: sdk.domain,
    AUTH0_CLIENT_ID: "localManagementClient00000000000",
    AUTH0_CLIENT_SECRET: "local-management-secret",
    AUTH0_INCLUDED_ONLY: JSON.stringify(KINDS),
  };
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  return endOf(child).then(({ code, output }) => {
    if (code !== 0) throw new Error(output);
    return output;
  });
}

/** What the tenant was asked to change since. */
const writesSince = (start: number) =>
  sdk.tenant.requests
    .slice(start)
    .filter(({ method, path }) => method !== "GET" && path.startsWith("/api/v2/"))
    .map(({ method, path, status }) => `${method} ${path.split("/")[3]} ${status}`);

beforeAll(async () => {
  const { client_id } = await sdk.call<{ client_id: string }>("POST", "clients", STRICT_PARTNER);
  const grant = { client_id, audience: AUDIENCE, subject_type: "user", scope: ["read:contacts"] };
  await sdk.call("POST", "client-grants", grant);
  await sdk.call("POST", "organizations", { name: "first", display_name: "First" });
  const { id } = await sdk.call<{ id: string }>("POST", "actions/actions", {
    name: "account",
    supported_triggers: [{ id: "post-login", version: "v3" }],
    code: "exports.onExecutePostLogin = async () => {};",
  });
  await sdk.call("POST", `actions/actions/${id}/deploy`);
  const bindings = [{ ref: { type: "action_id", value: id }, display_name: "account" }];
  await sdk.call("PATCH", "actions/triggers/post-login/bindings", { bindings });
});

const partner = async () => {
  const all = await sdk.call<{ name: string; client_id: string; callbacks: string[] }[]>("GET", "clients");
  return all.find(({ name }) => name === STRICT_PARTNER.name) ?? expect.fail("no partner");
};

test("its own export changes nothing, and can be imported", async () => {
  const before = sdk.tenant.requests.length;
  await a0deploy("export", "--output_folder", folder, "--format", "yaml");
  const input_file = join(folder, "tenant.yaml");
  const exported = parse(readFileSync(input_file, "utf8"));
  expect(exported).toMatchObject({
    clientGrants: [expect.objectContaining({ audience: AUDIENCE, scope: ["read:contacts"] })],
    actions: [expect.objectContaining({ name: "account", deployed: true })],
    triggers: { "post-login": [{ action_name: "account", display_name: "account" }] },
    organizations: [expect.objectContaining({ name: "first" })],
  });

  expect(writesSince(before)).toEqual([]);

  // One change by hand since: the plan has it and nothing else, and the import takes it back. In one run, since the
  // tool compiles its schemas anew each time.
  const { name } = STRICT_PARTNER;
  const { client_id, callbacks } = await partner();
  await sdk.call("PATCH", `clients/${client_id}`, { callbacks: ["https://cms.acme.example/by-hand"] });
  const start = sdk.tenant.requests.length;
  const told = await a0deploy("import", "--input_file", input_file, "--dry-run", "--apply");
  const planned = [...told.matchAll(/(CREATE|UPDATE|DELETE) .*?│ (.*?) +│/g)].map(([, op, what]) => [
    op,
    what,
  ]);
  expect(planned, told).toEqual([["UPDATE", name]]);
  expect((await partner()).callbacks).toEqual(callbacks);
  const writes = writesSince(start);
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.filter((line) => !/ 20\d$/.test(line))).toEqual([]);
  const [binding] = (await sdk.call<{ bindings: object[] }>("GET", "actions/triggers/post-login/bindings"))
    .bindings;
  expect(binding).toMatchObject({ display_name: "account" });
});
