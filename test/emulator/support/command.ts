// The emulator's command in a folder of the test's own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach } from "vitest";

const MAIN = resolve("emulator/main.ts");

/** The present test's. */
export let directory: string;
let children: ChildProcess[];

/** Each test of the file gets a folder of its own, and leaves no process. */
export function withDirectory(): void {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "emulator-cli-"));
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(directory, { recursive: true });
  });
}

function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

export async function finished(...args: string[]) {
  const child = run(...args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { stdout, stderr, code };
}

/** Starts the tenant and waits for its one line. */
export async function ready(...args: string[]) {
  const child = run("--https-port", "0", "--http-port", "0", ...args);
  const [line] = await once(child.stdout, "data");
  return { child, line: String(line) };
}
