import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { Document } from "../store.ts";

/** One run of one Action. */
export interface SandboxInput {
  readonly code: string;
  /** Name of the exported function. */
  readonly handler: string;
  readonly event: Document;
  readonly timeoutMs: number;
}

const resultSchema = z.object({
  commands: z.array(z.tuple([z.string()], z.unknown())),
  failure: z.string().nullable(),
});

/** What an Action asked for, in order, and why it failed if it did. */
export type SandboxResult = z.infer<typeof resultSchema>;

const MEMORY_MEGABYTES = 64;
// The worker starts and stops on top of the Action's own time.
const GRACE_MS = 3000;

/**
 * Runs an Action in a thread of its own, in an empty context: no modules, no network, no clock to wait for.
 * It never throws: a crash, too much memory or too much time is a failure of the Action.
 */
export async function runSandboxed(input: SandboxInput): Promise<SandboxResult> {
  const worker = new Worker(new URL("./sandbox-worker.ts", import.meta.url), {
    workerData: input,
    env: {},
    stdin: false,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
  });
  const signal = AbortSignal.timeout(input.timeoutMs + GRACE_MS);
  try {
    const [message] = await once(worker, "message", { signal });
    return resultSchema.parse(JSON.parse(String(message)));
  } catch (error) {
    return { commands: [], failure: error instanceof Error ? error.message : String(error) };
  } finally {
    await worker.terminate();
  }
}
