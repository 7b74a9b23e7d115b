/** Runs commands that download, and gives them up when nothing arrives any more. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineOptions } from "./event.ts";
import { CommandError, run } from "./run.ts";

const POLLS_PER_LIMIT = 30;

/**
 * Runs a command that downloads into its temporary folder, as Pulumi and its install script do.
 *
 * Their output says nothing about progress: Pulumi prints none without a terminal, and curl prints its
 * meter also when nothing arrives. So the command gets a temporary folder of its own, whose size is
 * watched. Throws a `CommandError` when the command fails, or when nothing arrives for `quietMs`.
 */
export async function download(
  command: string,
  args: readonly string[],
  options: EngineOptions & { cwd?: string },
): Promise<void> {
  const quietMs = options.quietMs ?? 60_000;
  const folder = mkdtempSync(join(options.env.TMPDIR || tmpdir(), "partner-access-"));
  const stalled = new AbortController();
  let size = 0;
  let changed = Date.now();
  const poll = setInterval(() => {
    const now = sizeOf(folder);
    if (now !== size) changed = Date.now();
    size = now;
    if (Date.now() - changed < quietMs) return;
    stalled.abort(new CommandError(`nothing arrived for ${quietMs / 1000} s`));
  }, quietMs / POLLS_PER_LIMIT);
  const signals = options.signal ? [options.signal, stalled.signal] : [stalled.signal];
  try {
    await run(command, args, {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: { ...options.env, TMPDIR: folder, PULUMI_SKIP_UPDATE_CHECK: "true" },
      signal: AbortSignal.any(signals),
    });
  } finally {
    clearInterval(poll);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes in all files below a folder; files that go away meanwhile count as nothing. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
