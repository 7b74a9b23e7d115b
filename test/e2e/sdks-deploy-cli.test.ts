// Auth0's Deploy CLI, unmodified: what it exports of a tenant, it imports again, and there is nothing to change.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { STRICT_PARTNER } from "../emulator/support/tenant.ts";
import { AUDIENCE, useSdkTenant } from "./support/sdk-tenant.ts";

// Published as CommonJS.
const { deploy, dump } = createRequire(import.meta.url)("auth0-deploy-cli");
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

const configuration = () => ({
  AUTH0_DOMAIN: sdk.domain,
  AUTH0_CLIENT_ID: "localManagementClient00000000000",
  AUTH0_CLIENT_SECRET: "local-management-secret",
  AUTH0_INCLUDED_ONLY: KINDS,
});

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

/** It tells each step on standard output. */
async function printedBy(run: () => Promise<unknown>): Promise<string> {
  const printed: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = ((text: string) => printed.push(text) > 0) as typeof write;
  try {
    await run();
  } finally {
    process.stdout.write = write;
  }
  return printed.join("");
}

test("its own export changes nothing, and can be imported", async () => {
  const before = sdk.tenant.requests.length;
  await printedBy(() => dump({ output_folder: folder, format: "yaml", config: configuration() }));
  const input_file = join(folder, "tenant.yaml");
  const exported = parse(readFileSync(input_file, "utf8"));
  expect(exported).toMatchObject({
    clientGrants: [expect.objectContaining({ audience: AUDIENCE, scope: ["read:contacts"] })],
    actions: [expect.objectContaining({ name: "account", deployed: true })],
    triggers: { "post-login": [{ action_name: "account", display_name: "account" }] },
    organizations: [expect.objectContaining({ name: "first" })],
  });

  const dryRun = { ...configuration(), AUTH0_DRY_RUN: "preview" };
  const planned = await printedBy(() => deploy({ input_file, dry_run: "preview", config: dryRun }));
  expect(planned).not.toMatch(/CREATE|UPDATE|DELETE/);
  expect(writesSince(before)).toEqual([]);

  const start = sdk.tenant.requests.length;
  await printedBy(() => deploy({ input_file, config: configuration() }));
  const writes = writesSince(start);
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.filter((line) => !/ 20\d$/.test(line))).toEqual([]);
  const [binding] = (await sdk.call<{ bindings: object[] }>("GET", "actions/triggers/post-login/bindings"))
    .bindings;
  expect(binding).toMatchObject({ display_name: "account" });
});
