/** Runs a command to its end, with a limit on silence, and ends its whole process group when it must. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface RunOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal | undefined;
  /** Time without progress, that is a line of output, after which the command is ended, in milliseconds. */
  quietMs?: number | undefined;
  /** Called for every line of stderr. */
  onLine?: (line: string) => void;
}

/** A command could not be started, failed, or was ended for its silence; the message says which. */
export class CommandError extends Error {
  override name = "CommandError";
}

/** How long a group may take to end by itself, and how long it is watched after a kill. */
const GRACE_MS = 2_000;
const GONE_MS = 500;

/** Process groups under way: a run that ends without its clean-up must not leave a compiler behind. */
const groups = new Set<number>();
process.on("exit", () => {
  for (const group of groups) endGroup(group, "SIGKILL");
});

/**
 * Runs a command and returns its stdout.
 *
 * Throws a `CommandError`, or the signal's reason after an abort; by then nothing of its group is left.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Go starts compilers and the npm package a shell and curl, and all must end.
    detached: true,
  });
  const ending = endable(child);
  const onAbort = () => ending.end(options.signal?.reason);
  options.signal?.addEventListener("abort", onAbort, { once: true });

  const silence = watchSilence(options.quietMs, ending.end);
  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    silence.heard();
    stdout.push(line);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    silence.heard();
    stderr.push(line);
    options.onLine?.(line);
  });
  try {
    const status = await ending.ended;
    if (status) throw new CommandError(`${status}: ${lastWords(stderr, stdout)}`);
    return stdout.join("\n");
  } finally {
    silence.stop();
    child.stdout.destroy();
    child.stderr.destroy();
    options.signal?.removeEventListener("abort", onAbort);
  }
}

/** `ended` resolves to what went wrong, if anything, or rejects with the reason that `end` was given. */
function endable(child: ChildProcess) {
  const group = child.pid;
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  let reason: Error | undefined;
  let escalation: NodeJS.Timeout | undefined;
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const settle = (status?: string) => (reason ? reject(reason) : resolve(status));
  const end = (why: Error) => {
    if (reason || group === undefined) return;
    reason = why;
    endGroup(group, "SIGTERM");
    escalation = setTimeout(() => endGroup(group, "SIGKILL"), GRACE_MS);
    if (hasExited()) settle();
  };
  child.once("error", (cause) => reject(new CommandError(`cannot be started: ${cause.message}`, { cause })));
  // Once ended, "close" could wait for ever: for a process that left the group and kept the pipe.
  child.once("exit", () => reason && settle());
  child.once("close", (code, signal) => settle(code === 0 ? undefined : (signal ?? `exit code ${code}`)));

  if (group !== undefined) groups.add(group);
  const ended = promise.finally(async () => {
    clearTimeout(escalation);
    if (group === undefined) return;
    if (reason) await killGroup(group);
    groups.delete(group);
  });
  return { end, ended };
}

/** Kills what is left of a group and waits until it is gone, for a kill takes effect a little later. */
async function killGroup(group: number): Promise<void> {
  const deadline = Date.now() + GONE_MS;
  // The limit is for dead processes whose parent never asks for them: they stay in the group.
  while (endGroup(group, "SIGKILL") && Date.now() < deadline) await sleep(10);
}

/** Sends the signal and returns whether there was anything to receive it. */
function endGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** Calls `end` when nothing has been heard for that long. */
function watchSilence(quietMs: number | undefined, end: (why: Error) => void) {
  if (quietMs === undefined) return { heard: () => undefined, stop: () => undefined };
  const timer = setTimeout(() => end(new CommandError(`no progress for ${quietMs / 1000} s`)), quietMs);
  return { heard: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

function lastWords(...outputs: readonly string[][]): string {
  for (const lines of outputs) {
    const said = lines.filter((line) => line.trim() !== "").slice(-3);
    if (said.length > 0) return said.join("\n");
  }
  return "it said nothing";
}
