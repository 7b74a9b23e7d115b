import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

const MODULES = join(import.meta.dirname, "../../../node_modules");
const { version } = JSON.parse(readFileSync(join(MODULES, "@sparticuz/chromium/package.json"), "utf8")) as {
  version: string;
};
const CACHE = join(MODULES, ".cache");
const UNPACKED = join(CACHE, `chromium-${version}`);

/**
 * Unpacks the browser once for this version. The package does so in the folder for temporary files, where a second
 * process, or one after an interruption, takes half a browser for a whole one.
 */
async function unpack(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(`${UNPACKED}-`);
  const { TMPDIR } = process.env;
  try {
    process.env.TMPDIR = draft;
    await chromium.executablePath();
    renameSync(draft, UNPACKED);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process was faster.
    if (!existsSync(UNPACKED)) throw error;
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** A headless browser that came with the dependencies: nothing to install by hand. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(UNPACKED)) await unpack();
  return await playwright.launch({
    // Only so that a hang ends.
    timeout: 120_000,
    executablePath: join(UNPACKED, "chromium"),
    // One process for everything ends with the first context that is closed.
    args: chromium.args.filter((flag) => flag !== "--single-process"),
    headless: true,
  });
}
