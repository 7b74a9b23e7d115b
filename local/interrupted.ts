// An earlier run may have been killed: what it left running is stopped, and the lock it held is released.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import listProcesses from "ps-list";

/** A lock of Pulumi's file backend. Source: pulumi/pulumi, pkg/backend/diy/lock.go (read 2026-11) */
interface Lock {
  readonly pid: number;
}

function readLocks(stateFolder: string): Lock[] {
  const folder = join(stateFolder, ".pulumi", "locks");
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Stops a pulumi process that outlived its run, and its plugins first: a plugin that is still trying to reach
 * the tenant would create an application a second time. Ids may have been given to other programs since, so
 * nothing is touched that is not pulumi.
 */
async function stopLeftover(pid: number): Promise<boolean> {
  const processes = await listProcesses();
  const leftover = processes.find((entry) => entry.pid === pid && /\bpulumi\b/.test(entry.cmd ?? entry.name));
  if (!leftover) return false;
  const children = processes.filter((entry) => entry.ppid === pid);
  for (const { pid: target } of [...children, leftover]) {
    try {
      process.kill(target, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return true;
}

/**
 * Stops updates that outlived their run. Only to be called by a run that owns the local tenant: then nobody
 * else can be using the stack rightfully.
 *
 * @returns one sentence for the user, or undefined when there was nothing to do
 */
export async function stopInterrupted(stateFolder: string): Promise<string | undefined> {
  const locks = readLocks(stateFolder);
  if (locks.length === 0) return undefined;
  const stopped = await Promise.all(locks.map(({ pid }) => stopLeftover(pid)));
  const pids = locks.map(({ pid }) => pid).join(", ");
  return stopped.some(Boolean)
    ? `an earlier run was interrupted: its update (process ${pids}) was still going and is stopped, its lock released`
    : `an earlier run was interrupted: the lock of its update (process ${pids}, gone) is released`;
}
