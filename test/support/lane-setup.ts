// Before the files of a lane that needs the engine: the engine. After them: nothing that they started is running.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureEngine } from "../../engine/engine.ts";
import { reportProgress } from "../../engine/progress.ts";
import { LEFT_BY, leftSince } from "./left-running.ts";

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

const run = `${process.pid}`;
let begun = 0;
let folder = "";

export async function setup({ provide }: TestProject): Promise<void> {
  await prepareEngine();
  begun = Date.now();
  // Whatever a file starts inherits it.
  process.env[LEFT_BY] = run;
  folder = mkdtempSync(join(tmpdir(), "prepared-"));
  provide("prepared", folder);
}

/** @throws Error with every process that the files have left: the run fails */
export async function teardown(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const left = await leftSince(begun, LEFT_BY, run);
  if (left.length > 0) throw new Error(`the tests have left processes:\n${left.join("\n")}`);
}
