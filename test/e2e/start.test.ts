// From a cold shell to a synced contact, by what the terminal and the pages say.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "../demo/support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { Local } from "../support/local.ts";
import { portsOf } from "../support/ports.ts";

let local: Local;

/** Somebody may have the demo open while the tests run: the partners move as our app does. */
beforeAll(async () => {
  local = await Local.create();
  const moved = new Map<string, number>();
  for (const name of readdirSync(join(local.root, "partners"))) {
    const file = `partners/${name}`;
    const text = local.read(file);
    for (const port of portsOf(text)) if (!moved.has(port)) moved.set(port, await freePort());
    local.write(
      file,
      text.replace(/\blocalhost:(\d+)/g, (_, port) => `localhost:${moved.get(port)}`),
    );
  }
});

afterAll(() => local?.remove());

/** `npm start` once the demo is up: where our app and the partner are. */
async function demoOf() {
  const ports = { app: await freePort(), api: await freePort(), programs: await freePort() };
  const started = local.start(...Object.entries(ports).flatMap(([of, port]) => [`--${of}-port`, `${port}`]));
  let printed = "";
  for (const stream of [started.process.stdout, started.process.stderr])
    stream?.on("data", (chunk) => {
      printed += chunk;
    });
  const address = /open (http:\S+), sign in[\s\S]*^ {2}(http:\S+) {2}acme-cms$/m;
  while (!address.test(printed) && started.process.exitCode === null) await sleep(50);
  const [, app = "", partner = ""] = address.exec(printed) ?? [];
  expect(app, printed).not.toBe("");
  expect(new URL(app).port).toBe(`${ports.app}`);
  return { started, app, partner };
}

async function signIn(page: Page, app: string): Promise<void> {
  page.setDefaultTimeout(120_000);
  await page.goto(app);
  const [email = "", password = ""] = await page.locator("dl.facts dt, dl.facts dd").allTextContents();
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

test("npm start ends in the demo: sign in, enable, consent, sync; Ctrl-C ends it", async () => {
  const { started, app, partner } = await demoOf();

  const browser = await startChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, app);
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("link", { name: "Enable Acme CMS" }).click();
    await page.getByRole("heading", { name: "Authorize Acme CMS" }).waitFor();
    expect(await page.getByRole("listitem").allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining("Change your contacts")]),
    );
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("button", { name: "Disable Acme CMS" }).waitFor();

    await page.goto(partner);
    await page
      .getByRole("link", { name: /^Edit / })
      .first()
      .click();
    await page.getByLabel("Name").fill("Frida Fernandez");
    await page.getByRole("button", { name: "Save" }).click();
    await page.goto(`${app}/data`);
    await page.getByText("Frida Fernandez").waitFor();
  } finally {
    await browser.close();
    started.process.kill("SIGINT");
  }
  expect((await started.ended).code).toBe(0);
});

test("on other ports the tenant's own app is found again, and people sign in to it there", async () => {
  const { started, app } = await demoOf();
  const browser = await startChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, app);
    // What was consented to on the other port is not asked for again.
    await page.getByRole("button", { name: "Disable Acme CMS" }).waitFor();
  } finally {
    await browser.close();
    started.process.kill("SIGINT");
  }
  expect((await started.ended).code).toBe(0);
});
