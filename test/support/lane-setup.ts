// Before the files of a lane that needs the engine: the engine, and a folder for what they share.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureEngine } from "../../engine/engine.ts";
import { reportProgress } from "../../engine/progress.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder for what files of one run share; see prepared.ts. */
    prepared: string;
  }
}

async function prepareEngine(): Promise<void> {
  const begun = Date.now();
  const progress = reportProgress(process.stderr);
  let isWaiting = false;
  const onEvent: typeof progress.onEvent = (event) => {
    // A Pulumi on PATH that is passed over is told each time, also beside an engine that is there.
    const isPassedOver = event.kind === "step" && event.text.startsWith("pulumi on PATH: ");
    if (!isWaiting && !isPassedOver)
      process.stderr.write("no engine on this machine yet: it is made now, once, in 5 to 40 minutes\n");
    isWaiting ||= !isPassedOver;
    progress.onEvent(event);
  };
  await ensureEngine({ env: process.env, onEvent }).finally(progress.stop);
  if (isWaiting)
    process.stderr.write(`the engine is ready after ${Math.round((Date.now() - begun) / 1000)} s\n`);
}

let folder = "";

export async function setup({ provide }: TestProject): Promise<void> {
  await prepareEngine();
  folder = mkdtempSync(join(tmpdir(), "prepared-"));
  provide("prepared", folder);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
