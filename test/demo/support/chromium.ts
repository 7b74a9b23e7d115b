import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** A headless browser that came with the dependencies: nothing to install by hand. */
export async function startChromium(): Promise<Browser> {
  return await playwright.launch({
    // Only so that a hang ends.
    timeout: 120_000,
    executablePath: await chromium.executablePath(),
    // One process for everything ends with the first context that is closed.
    args: chromium.args.filter((flag) => flag !== "--single-process"),
    headless: true,
  });
}
