/** Lets one process build while others wait for what it builds. */
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import type { EngineOptions } from "./event.ts";

/** Age of the last sign of life after which a lock's holder counts as dead, in milliseconds. */
export const STALE_MS = 15_000;

const RETRY_MS = 500;

export interface LockedWork<T> {
  /** What is locked: a folder, which is created if need be. */
  folder: string;
  /** The lock itself: a folder whose time its holder renews. */
  lockFolder: string;
  /** What the waiting process tells its user, once. */
  waiting: string;
  /** The result, if another process has brought it about. */
  existing: () => T | undefined;
  work: () => Promise<T>;
}

/**
 * Runs the work under the lock, unless its result exists by the time the lock is free.
 *
 * A lock that a dead process left is taken over after `STALE_MS`.
 */
export async function withLock<T>(task: LockedWork<T>, options: EngineOptions): Promise<T> {
  mkdirSync(task.folder, { recursive: true });
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const release = await tryLock(task);
    if (release) {
      try {
        return task.existing() ?? (await task.work());
      } finally {
        await release();
      }
    }
    if (!told) options.onEvent({ kind: "step", text: task.waiting });
    told = true;
    await pause(options.signal);
  }
}

/** Takes the lock and returns how to release it; undefined if another process holds it. */
async function tryLock(task: LockedWork<unknown>): Promise<(() => Promise<void>) | undefined> {
  let lost = false;
  try {
    const release = await lock(task.folder, {
      lockfilePath: task.lockFolder,
      stale: STALE_MS,
      // After a long sleep of the machine another process may hold the lock too: then both do the work
      // and each puts its complete file in place, so there is no harm in going on.
      onCompromised: () => {
        lost = true;
      },
    });
    return async () => {
      if (!lost) await release();
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOCKED") return undefined;
    throw error;
  }
}

/** Waits before the next try; an abort ends the wait, and the caller's loop reports it. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await sleep(RETRY_MS, undefined, signal ? { signal } : {}).catch(() => undefined);
}
