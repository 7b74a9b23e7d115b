// What many files begin with is made once in a run of the lane, by the file that needs it first; each gets a copy.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { inject } from "vitest";

/** In milliseconds: the one who makes it shows that it is alive in less; others wait as long as it is. */
const STALE_MS = 300_000;
const POLL_MS = 200;

/** A folder that `make` has filled: nobody writes into it afterwards. */
export async function prepared(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject("prepared"), name);
  if (existsSync(folder)) return folder;
  const release = await lock(folder, {
    realpath: false,
    stale: STALE_MS,
    retries: { forever: true, factor: 1, minTimeout: POLL_MS },
  });
  try {
    if (existsSync(folder)) return folder;
    const making = `${folder}.making`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making);
    await make(making);
    renameSync(making, folder);
    return folder;
  } finally {
    await release();
  }
}
