// The demo of a company that its code has never heard of: two APIs, four partners, each enabled in a real browser.
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument } from "yaml";
import type { Demo } from "../../demo/demo.ts";
import { startChromium } from "../demo/support/chromium.ts";
import { copyDeclarations } from "../support/company.ts";
import { freePort } from "../support/free-port.ts";
import { Local } from "../support/local.ts";
import { dockDoor } from "./support/dock-door.ts";

const OTHER = resolve(import.meta.dirname, "../support/other-company");
const { SCREENSHOTS } = process.env;

let local: Local;
let demo: Demo;
let close: () => Promise<void>;
let browser: Browser;
let page: Page;
/** Hosts that the browser asked for anything. */
const hosts = new Set<string>();

/** One word is wider than a telephone. */
const POCKET_TILL = "Pocket Tillkassenabrechnungsgesellschaft";

type Change = readonly [path: readonly (string | number)[], value: unknown];

/** The other company, with partners that this machine can play. */
async function playable(folder: string): Promise<string> {
  copyDeclarations(OTHER, folder);
  const [till, walk, planner] = [await freePort(), await freePort(), await freePort()];
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const files: Record<string, readonly Change[]> = {
    "apis/meters.yaml": [
      [["enforce_policies"], false],
      [["token_dialect"], "rfc9068_profile"],
      [["signing_alg"], "PS256"],
    ],
    "partners/pocket-till.yaml": [
      [["name"], POCKET_TILL],
      // On the internet: the consent page must not fetch it.
      [["logo_uri"], "https://pocket.example/logo.png"],
      [["stacks", "local", "callbacks"], [`http://127.0.0.1:${till}/signed-in`]],
      [["stacks", "local", "enable_url"], `http://127.0.0.1:${till}/`],
    ],
    "partners/meter-walk.yaml": [
      [["application", "app_type"], "spa"],
      [["application", "connections"], ["customers"]],
      [["application", "grant_types"], undefined],
      [["stacks", "dev"], undefined],
      // A name below localhost: the tenant takes it for a verifiable address.
      [["stacks", "local", "callbacks"], [`http://walk.localhost:${walk}/done`]],
      [["stacks", "local", "enable_url"], `http://walk.localhost:${walk}/start`],
    ],
    "partners/quay-planner.yaml": [
      [["application", "token_quota"], undefined],
      [["stacks", "local", "callbacks"], [`http://localhost:${planner}/oauth`]],
      [["stacks", "local", "enable_url"], `http://localhost:${planner}/start`],
      [
        ["stacks", "local", "credentials", 0, "pem"],
        publicKey.export({ type: "spki", format: "pem" }).toString(),
      ],
    ],
    "partners/stock-bot.yaml": [[["status"], undefined]],
  };
  local = await Local.create(folder);
  for (const [file, changes] of Object.entries(files)) {
    const document = parseDocument(local.read(file));
    for (const [path, value] of changes)
      if (value === undefined) document.deleteIn(path);
      else document.setIn(path, value);
    local.write(file, String(document));
  }
  local.write("partners/dock-door.yaml", dockDoor(await freePort()));
  mkdirSync(local.paths.demo, { recursive: true });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  writeFileSync(join(local.paths.demo, "quay-planner.pem"), pem, { mode: 0o600 });
  return folder;
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "quayside-"));
  await playable(folder);
  rmSync(folder, { recursive: true });
  local.demoPorts = { app: await freePort(), api: await freePort(), programs: await freePort() };
  const opened = await local.open();
  close = opened.close;
  demo = (await opened.run.startDemo?.()) ?? expect.fail("no demo");
  browser = await startChromium();
  page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(120_000);
  page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await close?.();
  local?.remove();
});

const integrations = () => page.goto(`${demo.urls.app}/integrations`);
const at = (partner: string, path = "/") =>
  page.goto(`${demo.urls.partners[partner] ?? expect.fail(`${partner} is not played`)}${path}`);

/** Pictures for people, where somebody asks for them: light, dark and as narrow as a telephone. */
async function picture(name: string): Promise<void> {
  if (!SCREENSHOTS) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1100, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.screenshot({
        path: join(SCREENSHOTS, `${name}-${colorScheme}-${width}.png`),
        fullPage: true,
      });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1100, height: 800 });
}

/** Whatever is wider than the screen is cut off, or moves the page sideways. */
async function fits(): Promise<void> {
  await page.setViewportSize({ width: 390, height: 800 });
  // Once it is laid out again.
  await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await page.setViewportSize({ width: 1100, height: 800 });
}

interface OnTelephone {
  readonly header: number;
  readonly cells: number;
  readonly unlabelled: number;
}

const ON_TELEPHONE = `(() => {
  const cells = [...document.querySelectorAll("tbody td")];
  const isLabelled = (cell) => cell.querySelector(".label")?.offsetWidth > 0;
  const header = document.querySelector("header").offsetHeight;
  return { header, cells: cells.length, unlabelled: cells.filter((cell) => !isLabelled(cell)).length };
})()`;

/** How high the header is on a telephone, and how many cells of tables have no label beside them. */
async function onTelephone(): Promise<OnTelephone> {
  await page.setViewportSize({ width: 390, height: 800 });
  const shown = (await page.evaluate(ON_TELEPHONE)) as OnTelephone;
  await page.setViewportSize({ width: 1100, height: 800 });
  return shown;
}

async function enable(name: string): Promise<void> {
  await integrations();
  await page.getByRole("link", { name: `Enable ${name}` }).click();
  await page.getByRole("heading", { name: `Authorize ${name}` }).waitFor();
  await page.getByText("ana@first.example").waitFor();
  await picture(`consent-${name}`);
  await fits();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("button", { name: `Disable ${name}` }).waitFor();
}

test("our app lists every partner, under the company's name", async () => {
  await page.goto(demo.urls.app);
  await picture("welcome");
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email address").fill("ana@first.example");
  await page.getByLabel("Password").fill("ana-local-password");
  await picture("login");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("heading", { name: "Integrations" }).waitFor();
  expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
    "Dock Door",
    "Meter Walk",
    POCKET_TILL,
    "Quay Planner",
    "Stock Bot",
  ]);
  expect(await page.title()).toBe("Integrations · quayside.example");
  await picture("integrations");
  await fits();
});

test("a website that signs with a key of its own reads what was allowed, and runs without a user", async () => {
  await enable("Quay Planner");
  await at("quay-planner");
  await page.getByRole("row", { name: /Order 1.*Belongs to first/ }).waitFor();
  await page.getByText("Quay Planner may read here, not change anything.").waitFor();
  await page.getByRole("button", { name: "Run now" }).click();
  const meters = page.getByLabel("Answer of Meters to GET /meters");
  await meters.getByText("Meter 1").waitFor();
  // Its own, not the account's.
  expect(await meters.textContent()).not.toContain("Belongs to first");
  await picture("quay-planner");
  await fits();
  // A partner has its own name for us.
  expect(await page.textContent("main")).not.toMatch(/our app/i);
  await at("quay-planner", "/steps");
  await page.getByText("client_assertion", { exact: true }).first().waitFor();
  await picture("steps");
  await fits();
  expect(await page.textContent("main")).not.toMatch(/eyJ[\w-]{20}/);
});

test("a native application without a secret adds what our app shows within seconds", async () => {
  await enable("Pocket Till");
  await at("pocket-till");
  await fits();
  await page.getByRole("link", { name: "Add order" }).click();
  // A click does not wait for the page that it leads to.
  await page.getByLabel("Name").waitFor();
  const focused = () => page.evaluate("document.activeElement?.name");
  await expect.poll(focused).toBe("field.name");
  await page.getByLabel("Name").fill("Forty metres of rope");
  await picture("add");
  await page.getByRole("button", { name: "Save" }).click();
  await page.goto(`${demo.urls.app}/data`);
  await page.getByRole("row", { name: /Forty metres of rope.*Pocket Till/ }).waitFor();
  await picture("data");
  await fits();
  // At another page it would jump.
  const data = await onTelephone();
  expect({ unlabelled: data.unlabelled, isFilled: data.cells > 4 }).toEqual({
    unlabelled: 0,
    isFilled: true,
  });
  await integrations();
  await page.getByText("Signed in as").waitFor();
  expect((await onTelephone()).header).toBe(data.header);
  expect(await page.locator("header").textContent()).toMatch(/Signed in as Ana\s+Account: first/);
});

test("one of our own whose address can be verified is not asked about", async () => {
  await integrations();
  await page.getByRole("link", { name: "Enable Meter Walk" }).click();
  await page.getByText("Trusted: nobody was asked").waitFor();
  await picture("enabled");
  await at("meter-walk");
  await page.getByRole("row", { name: /Meter 1/ }).waitFor();
  expect(await page.textContent("footer")).toBe(
    "Meter Walk belongs to quayside.example, and reaches its APIs as partners do: by grants of its own.",
  );
  await at("quay-planner");
  expect(await page.textContent("footer")).toContain("is a partner of quayside.example: another company");
  await at("meter-walk");
  await picture("meter-walk");
});

test("one of our own that signs people in is asked about on this machine, and says why", async () => {
  await integrations();
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Dock Door" }) });
  await card.getByText("only on an address of this machine you are asked all the same").waitFor();
  await enable("Dock Door");
  expect(await card.textContent()).toMatch(/You have allowed it to\s+Know who you are, by an ID/);
  await at("dock-door");
  await page.getByText("as ana@first.example").waitFor();
  await picture("dock-door");
  await integrations();
  await page.getByRole("button", { name: "Disable Dock Door" }).click();
  await page.getByText("Dock Door is disabled. It has to ask you before it signs you in again.").waitFor();
});

test("a program has a page with a button", async () => {
  await integrations();
  await page.getByRole("link", { name: "Open Stock Bot" }).click();
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByLabel("Answer of Orders to GET /orders").getByText("Order 1").waitFor();
  await picture("stock-bot");
  await fits();
});

test("each can be disabled, and a page that does not exist keeps the way back", async () => {
  await page.setViewportSize({ width: 390, height: 500 });
  for (const name of ["Quay Planner", "Pocket Till"]) {
    await integrations();
    await page.getByRole("button", { name: `Disable ${name}` }).click();
    await page.getByRole("link", { name: `Enable ${name}` }).waitFor();
    // What is said of it is above all cards.
    await page.getByRole("status").filter({ hasText: "is disabled" }).waitFor();
    await expect.poll(() => page.evaluate("scrollY")).toBe(0);
  }
  await page.setViewportSize({ width: 1100, height: 800 });
  await at("quay-planner");
  await page.getByText("quayside.example no longer lets Quay Planner in").waitFor();
  await picture("disabled");
  await page.goto(`${demo.urls.app}/nothing`);
  await page.getByRole("link", { name: "Your data" }).waitFor();
  await picture("nothing");
});

test("nothing of it left this machine", () => {
  expect([...hosts].sort()).toEqual(["127.0.0.1", "localhost", "walk.localhost"]);
});
