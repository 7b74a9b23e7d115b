// The page of the evidence in a real browser: on any screen everything can be read without scrolling sideways.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evidenceOf } from "../../src/evidence/evidence.ts";
import { renderEvidenceHtml } from "../../src/evidence/page.ts";
import { startChromium } from "../demo/support/chromium.ts";
import { exampleWorkspace } from "../support/examples.ts";

const rows = evidenceOf(exampleWorkspace(), {
  partners: new Map(),
  ownApplications: new Map(),
  tenant: { revisions: [], isCut: false },
}).map((row) => ({
  ...row,
  // One word is wider than a telephone.
  name: `${row.name} Donaudampfschifffahrtsgesellschaftskasse`,
  ...{
    since: "2026-10-11 or earlier",
    commit: "0123456789abcdef0123456789abcdef01234567",
    author: "Ada Acme",
  },
  ...{ change: "Merge pull request #12 from our-app/another-partner-with-a-long-name", pullRequest: "#12" },
}));

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "report-page-"));
  writeFileSync(join(folder, "report.html"), renderEvidenceHtml(rows, "2026-11-24"));
  browser = await startChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test.for([390, 1280])("a screen of %i pixels shows all of it", async (width) => {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `report-${width}.png`) });

  const sizes = await page.evaluate(`(() => {
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && getComputedStyle(element).position !== "absolute" && right > innerWidth;
    });
    const broken = [...document.querySelectorAll("tbody th code")].filter((code) => code.getClientRects().length > 1);
    return { page: document.documentElement.scrollWidth, broken: broken.length, wide: wide.map(({ tagName }) => tagName) };
  })()`);
  expect(sizes).toEqual({ page: width, broken: 0, wide: [] });
  const text = (await page.locator("main").textContent())?.replaceAll(/\s+/g, " ");
  for (const { name, owner, contract, contractEnds, scope, reason, change } of rows)
    for (const said of [name, owner, contract, contractEnds, scope, reason, change])
      expect(text).toContain(said);
  expect(complaints).toEqual([]);
  await context.close();
});
