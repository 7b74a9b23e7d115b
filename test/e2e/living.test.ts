// Suspended and resumed while the demo's partner syncs: what stops when, and what is the same afterwards.
import { randomBytes } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { partner as acmeCms } from "../../demo/partner/partner.ts";
import { listen } from "../../demo/web/website.ts";
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import type { Run } from "../../local/run.ts";
import { askToken, type TokenAnswer, userToken } from "../../local/verify/tokens.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { ACME, contactsApi } from "../demo/support/acme.ts";
import { testApi } from "../demo/support/api.ts";
import { startChromium } from "../demo/support/chromium.ts";
import { eventually } from "../demo/support/eventually.ts";
import { AUDIENCE } from "../demo/support/issuer.ts";
import { ANA } from "../emulator/support/oauth.ts";
import { runCommand } from "../support/command.ts";
import { freePort } from "../support/free-port.ts";
import { Local, view } from "../support/local.ts";

const SCOPES = ["read:contacts", "update:contacts"];
const HOUR_MS = 3_600_000;
/** More than the API's: the deployment may take less. */
const TOLERANCE_MS = 10_000;
const LONGEST_BACKOFF_MS = 60_000;

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Time passes as always, and can be moved on for everybody: tenant, API and partner. */
function movableClock() {
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true, now: Date.now() });
  cleanups.push(() => vi.useRealTimers());
  return { advance: (ms: number) => vi.setSystemTime(Date.now() + ms) };
}

async function secretOf({ tenant }: Emulator, clientId: string): Promise<string> {
  const response = await tenantApp(tenant).request(`/api/v2/clients/${clientId}`, {
    headers: { authorization: "Bearer local" },
  });
  return ((await response.json()) as { client_secret: string }).client_secret;
}

/** Our API and Acme CMS, as they run at `npm start`. */
async function startSync(tenant: Emulator, clientId: string, port: number) {
  const api = testApi(tenant.issuer, {}, { clients: [clientId] });
  const apiServer = await listen(api.app, 0);
  const baseUrl = `http://localhost:${port}`;
  const acme = acmeCms({
    ...ACME,
    ...{ baseUrl, callbackUrl: `${baseUrl}/callback`, issuer: tenant.issuer, clientId },
    authentication: { method: "client_secret_post", secret: await secretOf(tenant, clientId) },
    apis: [contactsApi(`http://localhost:${apiServer.port}`)],
    returnAddresses: [],
    encryptionKey: randomBytes(32),
    syncEveryMs: 100,
    // While a deployment restarts the tenant it cannot be reached.
    onError: () => undefined,
  });
  const server = await listen(acme.app, port);
  cleanups.push(async () => {
    await acme.stop();
    await Promise.all([server.close(), apiServer.close()]);
  });
  const answers = () => api.log.map(({ status }) => status);
  /** What the API says to a token. */
  const status = async ({ access_token }: TokenAnswer) =>
    (
      await fetch(`http://localhost:${apiServer.port}/contacts`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
    ).status;
  return { baseUrl, answers, status };
}

async function enableAsAna(address: string): Promise<void> {
  const browser = await startChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`${address}/enable`);
    await page.getByLabel("Email address").fill(ANA.username);
    await page.getByLabel("Password").fill(ANA.password);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.waitForURL(`${address}/**`);
  } finally {
    await browser.close();
  }
}

const changesOf = ({ outcome }: Run) =>
  outcome?.changes.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`).sort();

const refusals = ({ requests }: Emulator) =>
  requests.filter(({ path, status }) => path === "/oauth/token" && status === 403).length;

test("a suspended partner's sync stops, a resumed one's goes on with the same client ID and refresh token", async () => {
  const clock = movableClock();
  const local = await Local.deployed(["acme-cms"]);
  cleanups.push(() => local.remove());
  const port = await freePort();
  local.edit("partners/acme-cms.yaml", (text) => text.replaceAll("localhost:3301", `localhost:${port}`));
  const before = local.read("partners/acme-cms.yaml");
  const partner = checkDeclarations(diskSource(local.root)).workspace.partners.get("acme-cms")?.value;
  if (!partner) throw new Error("no partner to try it with");
  const verb = async (...argv: string[]) =>
    expect(await runCommand([...argv, "--root", local.root])).toMatchObject({ exit: 0, err: "" });
  const clientOf = ({ outcome }: Run) => outcome?.clientIds["acme-cms"] ?? "";

  const first = await local.deploy(async (run, tenant) => {
    const clientId = clientOf(run);
    const sync = await startSync(tenant, clientId, port);
    await enableAsAna(sync.baseUrl);
    await eventually(() => expect(sync.answers()).toContain(200));
    const scopes = [...SCOPES, "offline_access"];
    return { clientId, sync, token: await userToken({ tenant, partner, clientId }, AUDIENCE, scopes) };
  });
  const { clientId, sync, token } = first;
  const refresh = (tenant: Emulator) =>
    askToken(
      { tenant, partner, clientId },
      { grant_type: "refresh_token", refresh_token: token.refresh_token ?? "" },
    );

  await verb("suspend", "acme-cms", "--reason", "unpaid since May");
  await local.deploy(async (run, tenant) => {
    expect(changesOf(run)).toEqual(["delete ClientGrant acme-cms/contacts/user"]);
    expect(clientOf(run)).toBe(clientId);
    // Refreshing fails at once; what was issued before works until it expires, and then no more.
    expect((await refresh(tenant)).error).toBe("unauthorized_client");
    expect(await sync.status(token)).toBe(200);
    clock.advance(HOUR_MS + TOLERANCE_MS);
    expect(await sync.status(token)).toBe(401);
    // The running sync needs a new token by now, and asks in vain.
    const known = refusals(tenant);
    await eventually(() => expect(refusals(tenant)).toBeGreaterThan(known));
    const stopped = sync.answers().length;
    clock.advance(LONGEST_BACKOFF_MS);
    const asked = refusals(tenant);
    await eventually(() => expect(refusals(tenant)).toBeGreaterThan(asked));
    expect(sync.answers()).toHaveLength(stopped);
  });

  await verb("resume", "acme-cms");
  expect(local.read("partners/acme-cms.yaml")).toBe(before);
  await local.deploy(async (run, tenant) => {
    expect(changesOf(run)).toEqual(["create ClientGrant acme-cms/contacts/user"]);
    const { applications, grants } = await view(tenant);
    expect(applications["acme-cms"]?.map(({ client_id }) => client_id)).toEqual([clientId]);
    expect(grants).toContain("acme-cms contacts user: read:contacts update:contacts");
    expect((await refresh(tenant)).scope?.split(" ").sort()).toEqual(["offline_access", ...SCOPES]);
    const stopped = sync.answers().length;
    clock.advance(LONGEST_BACKOFF_MS);
    await eventually(() => expect(sync.answers().slice(stopped)).toContain(200));
  });
});
