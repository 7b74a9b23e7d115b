import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { listAll, type ManagementApi, send } from "../../local/management.ts";
import { ensureOurApp } from "../../local/our-app.ts";

let folder: string;
let emulator: Emulator;
let api: ManagementApi;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "our-app-"));
  emulator = await startEmulator({ httpsPort: 0, data: ":memory:", certificateDir: folder });
  const domain = new URL(emulator.issuer).host;
  api = { domain, token: "local", ca: readFileSync(emulator.certificateFile, "utf8") };
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const ours = async () => (await listAll<Record<string, unknown>>(api, "clients")).filter(isOurs);
const isOurs = ({ name }: Record<string, unknown>) => name === "Our app";
const SPA = {
  app_type: "spa",
  token_endpoint_auth_method: "none",
  callbacks: ["http://localhost:3300/callback"],
  web_origins: ["http://localhost:3300"],
};

test("a tenant gets our app and its API once", async () => {
  const first = await ensureOurApp(api, 3300);
  expect(await ensureOurApp(api, 3300)).toEqual(first);
  expect(await ours()).toEqual([expect.objectContaining({ client_id: first.clientId, ...SPA })]);
  const servers = await listAll<{ identifier: string }>(api, "resource-servers");
  expect(servers.filter(({ identifier }) => identifier === first.audience)).toHaveLength(1);
});

test.for([
  { name: "that was a website", before: { app_type: "regular_web", callbacks: SPA.callbacks } },
  { name: "on another port", before: { ...SPA, callbacks: ["http://localhost:3999/callback"] } },
])("our app of an earlier run, $name, becomes what it is now, with its client ID", async ({ before }) => {
  const made = (await send(api, "POST", "clients", { name: "Our app", ...before })) as { client_id: string };
  expect(await ensureOurApp(api, 3300)).toMatchObject({ clientId: made.client_id });
  expect(await ours()).toEqual([expect.objectContaining({ client_id: made.client_id, ...SPA })]);
});
