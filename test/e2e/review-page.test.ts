// The review's page in a real browser: the matrix is the report, filters work, and nothing is loaded or run.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AccessRow } from "../../src/access/row.ts";
import { renderHtml } from "../../src/review/render/html.ts";
import type { Report } from "../../src/review/review.ts";
import { printable } from "../../src/text.ts";
import { startChromium } from "../demo/support/chromium.ts";
import { HOSTILE } from "../support/hostile.ts";
import { change, inventory, refused, unchanged, withTexts } from "../support/report.ts";

let browser: Browser;
let folder: string;
let complaints: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "review-page-"));
  browser = await startChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints).toEqual([]);
});

/** The report's page, as a reader opens the file. Whatever it asks for besides, runs or complains of is kept. */
async function open(report: Report, options: BrowserContextOptions = {}, hash = ""): Promise<Page> {
  complaints = [];
  const file = join(folder, "review.html");
  writeFileSync(file, renderHtml(report));
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.route("**/*", async (route) => {
    const url = route.request().url();
    if (url === address) return await route.continue();
    complaints.push(`asks for ${url}`);
    return await route.abort();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", async (dialog) => {
    complaints.push(`asks ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(`${address}${hash}`);
  return page;
}

/** What the reader sees of the matrix: `partner api scope: chip chip`. */
async function matrixOf(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => {
    const isSeen = (element) => element.checkVisibility();
    const table = document.querySelector("table.matrix");
    const apis = [];
    for (const group of table.querySelectorAll("thead [scope=colgroup]"))
      if (isSeen(group)) for (let i = 0; i < group.colSpan; i++) apis.push(group.textContent.trim());
    const scopes = [...table.querySelectorAll("thead [data-column]")].filter(isSeen);
    return [...table.querySelectorAll("tbody tr")].filter(isSeen).flatMap((row) =>
      [...row.querySelectorAll("td")].filter(isSeen).flatMap((cell, index) => {
        const chips = [...cell.querySelectorAll(".chip")].filter(isSeen).map((chip) => chip.textContent.trim());
        const names = [row.querySelector("th a").textContent, apis[index], scopes[index].querySelector("code").textContent];
        return chips.length === 0 ? [] : [names.join(" ") + ": " + chips.sort().join(", ")];
      }));
  })()`);
}

type Filter = (access: AccessRow, change: string, stacks: string[]) => boolean;

/** The same from the report, for access that the filter lets through. Limits do not split a cell. */
function expected(report: Report, filter: Filter = () => true): string[] {
  const nameOf = (all: readonly { id: string; name: string }[], id: string) =>
    all.find((one) => one.id === id)?.name ?? id;
  const cells = new Map<string, string[]>();
  for (const one of report.access) {
    const alike = report.access.filter((other) =>
      (["partner", "api", "scope", "subjectType"] as const).every((key) => other[key] === one[key]),
    );
    if (alike[0] !== one) continue;
    const cell = `${nameOf(report.partners, one.partner)} ${nameOf(report.apis, one.api)} ${one.scope}`;
    for (const [change, sign] of Object.entries({ added: "+ ", removed: "− ", kept: "" })) {
      const its = alike.flatMap(({ stacks }) => stacks).filter((stack) => stack.change === change);
      const stacks = its.map(({ stack }) => stack).sort();
      if (stacks.length === 0 || !filter(one, change, stacks)) continue;
      const where = stacks.length === report.stacks.length ? "" : `only ${stacks.join(" and ")}`;
      const who = one.subjectType === "user" ? "users" : "no user";
      const chip = `${sign}${who}${change === "kept" ? "" : ` ${change}`}${where}`;
      cells.set(cell, [...(cells.get(cell) ?? []), chip]);
    }
  }
  return [...cells].map(([cell, chips]) => `${cell}: ${chips.sort().join(", ")}`).sort();
}

const seen = async (page: Page) => (await matrixOf(page)).sort();

describe("the matrix", () => {
  test.for([
    ["access as it is", inventory()],
    ["a change", change()],
    ["no change", unchanged()],
  ] as const)("of %s is the report", async ([, report]) => {
    const page = await open(report);
    expect(await seen(page)).toEqual(expected(report));
    expect(await page.locator("table.matrix tbody tr").count()).toBe(report.partners.length);
  });

  test("names partner, scope and API of each cell to screen readers", async () => {
    const page = await open(change());
    await page.getByRole("table", { name: "Who may do what" }).waitFor();
    await page
      .getByRole("rowheader", { name: /Acme CMS/ })
      .first()
      .waitFor();
    await page.getByRole("columnheader", { name: /delete:contacts/ }).waitFor();
    const group = page.getByRole("columnheader", { name: "Contacts", exact: true });
    expect(await group.getAttribute("scope")).toBe("colgroup");
  });
});

describe("filters", () => {
  const report = change();
  const fewer = /^\d of \d partners$/;

  test("by partner, with the keyboard alone", async () => {
    const page = await open(report);
    const isThere = () => page.evaluate('document.activeElement === document.querySelector("[type=search]")');
    for (let tabs = 0; tabs < 30 && !(await isThere()); tabs++) await page.keyboard.press("Tab");
    await page.keyboard.type("BEACON");
    expect(await seen(page)).toEqual(expected(report, ({ partner }) => partner === "beacon-crm"));
    expect(await page.getByRole("status").textContent()).toBe("1 of 5 partners");
  });

  test.for([
    ["Stack", "dev", (_: AccessRow, __: string, stacks: string[]) => stacks.includes("dev")],
    ["Stack", "prod", (_: AccessRow, __: string, stacks: string[]) => stacks.includes("prod")],
    ["For whom", "without a user", ({ subjectType }: AccessRow) => subjectType === "client"],
    ["Sensitivity", "high", ({ sensitivity }: AccessRow) => sensitivity === "high"],
    ["Sensitivity", "low", ({ sensitivity }: AccessRow) => sensitivity === "low"],
  ] as const)("by %s: %s", async ([label, option, filter]) => {
    const page = await open(report);
    await page.getByLabel(label).selectOption({ label: option });
    expect(await seen(page)).toEqual(expected(report, filter));
    expect(await seen(page)).not.toEqual(expected(report));
    expect(await page.getByRole("status").textContent()).toMatch(fewer);
  });

  test("only changes, and all again", async () => {
    const page = await open(report);
    await page.getByLabel("Only changes").check();
    expect(await seen(page)).toEqual(expected(report, (_, sign) => sign !== "kept"));
    await page.getByLabel("Stack").selectOption("dev");
    expect(await seen(page)).toEqual(
      expected(report, (_, sign, stacks) => sign !== "kept" && stacks.includes("dev")),
    );
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => seen(page)).toEqual(expected(report));
    expect(await page.getByRole("status").textContent()).toBe("");
  });

  test("that let nothing through leave no row", async () => {
    const page = await open(report);
    await page.getByRole("searchbox", { name: "Partner" }).fill("nobody is called that");
    expect(await matrixOf(page)).toEqual([]);
    expect(await page.getByRole("status").textContent()).toBe("0 of 5 partners");
  });

  test("are not offered without scripts, and the matrix is whole", async () => {
    const page = await open(report, { javaScriptEnabled: false });
    expect(await page.locator("form").isVisible()).toBe(false);
    expect(await page.locator("table.matrix tbody tr:visible").count()).toBe(report.partners.length);
    expect(await page.locator("table.matrix .chip:visible").count()).toBeGreaterThan(
      report.access.length - 1,
    );
  });
});

describe("a partner's part", () => {
  test.for([true, false])("opens and closes by links, with scripts: %s", async (javaScriptEnabled) => {
    const page = await open(change(), { javaScriptEnabled });
    await page.locator("table.matrix").getByRole("link", { name: "Acme CMS" }).click();
    expect(new URL(page.url()).hash).toBe("#acme-cms");
    await page.getByRole("heading", { name: /^Acme CMS/, level: 2 }).waitFor();
    expect(await page.locator(".overview").isVisible()).toBe(false);
    expect(await page.locator(".partner:visible").count()).toBe(1);
    await page.getByRole("link", { name: "← All partners" }).first().click();
    await page.locator("table.matrix").waitFor();
    expect(await page.locator(".partner:visible").count()).toBe(0);
  });

  test("says everything about it", async () => {
    const report = change();
    const page = await open(report, {}, "#beacon-crm");
    const text = (await page.locator(".partner:visible").textContent()) ?? "";
    const its = report.access.filter(({ partner }) => partner === "beacon-crm");
    const shown = its.flatMap(({ scope, routes, limits, reason = "" }) => [
      scope,
      ...routes,
      ...limits,
      reason,
    ]);
    expect(shown.filter((one) => !text.includes(one))).toEqual([]);
    expect(text).toContain("beacon-crm-owners@our-app.example");
    expect(text).toContain("Access tokens of Contacts live 1h instead of 10m.");
    expect(text).not.toContain("Daylight Forms is new");
  });
});

test("on paper everything is there, whatever was filtered", async () => {
  const report = change();
  const page = await open(report);
  await page.getByRole("searchbox", { name: "Partner" }).fill("acme");
  await page.emulateMedia({ media: "print" });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await page.locator(".partner:visible").count()).toBe(report.partners.length);
  expect(await page.locator("form").isVisible()).toBe(false);
  expect(await seen(page)).toEqual(expected(report));
  await page.emulateMedia({ media: "screen" });
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  expect(await seen(page)).toEqual(expected(report, ({ partner }) => partner === "acme-cms"));
});

test("nothing is wider than a narrow screen but tables that scroll", async () => {
  for (const hash of ["", "#acme-cms"]) {
    const page = await open(change(), { viewport: { width: 360, height: 700 } }, hash);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  }
});

test("findings are all there is while there is one", async () => {
  const page = await open(refused());
  await page.getByText('callback "https://*.acme.example/callback" contains a wildcard').waitFor();
  expect(await page.locator("table").count()).toBe(0);
});

test("texts of a declaration are shown, never obeyed", async () => {
  const texts = HOSTILE.filter((text) => text.trim() !== "");
  const seenTexts = new Map<string, string>();
  const report = withTexts(change(), (text) => {
    const replaced = seenTexts.get(text) ?? `${texts[seenTexts.size % texts.length]} ${seenTexts.size}`;
    seenTexts.set(text, replaced);
    return replaced;
  });
  const page = await open(report);
  expect(await page.locator("script").count()).toBe(1);
  expect(await page.locator("img, iframe, object, embed, svg").count()).toBe(0);
  const shown = (await page.locator("main").textContent()) ?? "";
  const names = report.partners.flatMap(({ name, description, owner }) => [name, description, owner]);
  expect(names.filter((name) => !shown.includes(printable(name)))).toEqual([]);
  await page.locator("table.matrix tbody a").first().click();
  expect(await page.locator(".partner:visible").count()).toBe(1);
});
