// An earlier run may have been killed: what it left running is stopped, and the lock it held is released.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import listProcesses from "ps-list";
import { PROJECT } from "../src/plan/plan.ts";

/** The JSON in a file; undefined for a stump that a kill left. */
function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Names of the files below a folder that end so; none where there is no folder. */
function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending));
}

/** A lock of Pulumi's file backend. Source: pulumi/pulumi, pkg/backend/diy/lock.go (read 2026-11) */
interface Lock {
  /** Unknown where a kill came while the lock was written. */
  readonly pid?: number;
}

function readLocks(stateFolder: string): Lock[] {
  const folder = join(stateFolder, ".pulumi", "locks");
  return filesIn(folder, ".json").map((name) => (parsed(join(folder, name)) ?? {}) as Lock);
}

/** Whether the process was still there to get the signal. */
function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** Time for pulumi to write down how far it came, in milliseconds. */
const GRACE_MS = 10_000;

/**
 * Stops a pulumi process that outlived its run, and its plugins first and at once: a plugin that is still trying
 * to reach the tenant would create an application a second time. Ids may have been given to other programs
 * since, so nothing is touched that is not pulumi.
 */
async function stopLeftover(pid: number): Promise<boolean> {
  const processes = await listProcesses();
  const leftover = processes.find((entry) => entry.pid === pid && /\bpulumi\b/.test(entry.cmd ?? entry.name));
  if (!leftover) return false;
  for (const child of processes.filter((entry) => entry.ppid === pid)) kill(child.pid, "SIGKILL");
  kill(pid, "SIGINT");
  for (const deadline = Date.now() + GRACE_MS; kill(pid, 0) && Date.now() < deadline; ) await sleep(20);
  kill(pid, "SIGKILL");
  return true;
}

const isWhole = (file: string): boolean => parsed(file) !== undefined;

/**
 * Beside each file lies one with its attributes, written in place: as a stump it keeps Pulumi from reading the file,
 * while without any it reads well.
 * Source: google/go-cloud, blob/fileblob/attrs.go (read 2026-11)
 */
function removeBrokenAttributes(stateFolder: string): void {
  for (const name of filesIn(stateFolder, ".attrs")) {
    const file = join(stateFolder, name);
    if (!isWhole(file)) rmSync(file);
  }
}

/**
 * Pulumi writes its state in place and keeps the version before it; a kill in the middle of a write leaves a
 * stump that no command reads. What even the older version lacks is adopted from the tenant.
 * Source: pulumi/pulumi, pkg/backend/diy/state.go (read 2026-11)
 */
function repairState(stateFolder: string): string | undefined {
  removeBrokenAttributes(stateFolder);
  const folder = join(stateFolder, ".pulumi", "stacks", PROJECT);
  const stumps = filesIn(folder, ".json").filter((name) => !isWhole(join(folder, name)));
  for (const name of stumps) {
    const file = join(folder, name);
    if (isWhole(`${file}.bak`)) copyFileSync(`${file}.bak`, file);
    else rmSync(file);
  }
  return stumps.length > 0
    ? "an earlier run was interrupted while it wrote its state: the state before it is taken up again"
    : undefined;
}

/**
 * Stops updates that outlived their run. Only to be called by a run that owns the local tenant: then nobody
 * else can be using the stack rightfully.
 *
 * @returns sentences for the user; none when there was nothing to do
 */
export async function stopInterrupted(stateFolder: string): Promise<string[]> {
  const locks = readLocks(stateFolder);
  const pids = locks.flatMap(({ pid }) => pid ?? []);
  const stopped = await Promise.all(pids.map(stopLeftover));
  const process = pids.length > 0 ? `process ${pids.join(", ")}` : "process unknown";
  const sentences = [
    locks.length > 0 &&
      (stopped.some(Boolean)
        ? `an earlier run was interrupted: its update (${process}) was still going and is stopped`
        : `an earlier run was interrupted: the lock of its update (${process}, gone) is released`),
    repairState(stateFolder),
  ];
  return sentences.filter((sentence) => typeof sentence === "string");
}
