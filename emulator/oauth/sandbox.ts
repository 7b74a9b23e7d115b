import { spawn } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
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
// The process starts and stops on top of the Action's own time, which takes long on a loaded machine.
const GRACE_MS = 30_000;
const PROGRAM = fileURLToPath(new URL(`./sandbox-process${extname(import.meta.filename)}`, import.meta.url));

/**
 * Runs an Action in a process of its own, in an empty context: no modules, no network, no clock to wait for, and
 * nothing of the machine but the program itself. A thread would not do: one that runs out of memory can take the
 * whole tenant with it.
 *
 * It never throws: a crash, too much memory or too much time is a failure of the Action.
 * Source: https://nodejs.org/docs/latest-v24.x/api/permissions.html (read 2026-11)
 */
export async function runSandboxed(input: SandboxInput): Promise<SandboxResult> {
  const options = [`--max-old-space-size=${MEMORY_MEGABYTES}`, "--permission", `--allow-fs-read=${PROGRAM}`];
  const child = spawn(process.execPath, [...options, PROGRAM], {
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
    signal: AbortSignal.timeout(input.timeoutMs + GRACE_MS),
    killSignal: "SIGKILL",
  });
  // It may be gone before it has read everything; its answer says.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(input));
  try {
    const [answer] = await Promise.all([text(child.stdout), once(child, "close")]);
    if (answer === "")
      return { commands: [], failure: "the Action ended its process, or used too much memory" };
    return resultSchema.parse(JSON.parse(answer));
  } catch (error) {
    return { commands: [], failure: error instanceof Error ? error.message : String(error) };
  }
}
