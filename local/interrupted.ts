// An earlier run may have been killed: what it left running is stopped, and the lock it held is released.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import listProcesses from "ps-list";
import { PROJECT } from "../src/plan/plan.ts";
import type { LocalPaths } from "./paths.ts";
import { ownFolders, stateFolder } from "./stack.ts";

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

/** Lets them end by themselves for a while. */
async function end(pids: readonly number[]): Promise<void> {
  const left = pids.filter((pid) => kill(pid, "SIGINT"));
  for (const deadline = Date.now() + GRACE_MS; left.some((pid) => kill(pid, 0)) && Date.now() < deadline; )
    await sleep(20);
  for (const pid of left) kill(pid, "SIGKILL");
}

/** What outlived its run, by process id. */
interface Left {
  readonly engines: readonly number[];
  readonly plugins: readonly number[];
}

/**
 * Ids may have been given to other programs since, so that a lock's process counts only where it is Pulumi. All others
 * are known by their command lines: engine and plugins of this stack are started by paths of its own, see `openStack`.
 */
async function findLeft(paths: LocalPaths, locks: readonly Lock[]): Promise<Left> {
  if (!existsSync(paths.pulumi)) return { engines: [], plugins: [] };
  const own = ownFolders(paths);
  const processes = await listProcesses();
  const startedIn = (folder: string) => processes.filter(({ cmd }) => cmd?.startsWith(`${folder}${sep}`));
  const holders = processes.filter(
    ({ pid, cmd, name }) => locks.some((lock) => lock.pid === pid) && /\bpulumi\b/.test(cmd ?? name),
  );
  const engines = new Set([...startedIn(own.engine), ...holders].map(({ pid }) => pid));
  const children = processes.filter(({ ppid }) => engines.has(ppid));
  const plugins = new Set([...startedIn(own.home), ...children].map(({ pid }) => pid));
  return { engines: [...engines], plugins: [...plugins] };
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
function repairState(stateFolder: string): string[] {
  removeBrokenAttributes(stateFolder);
  const folder = join(stateFolder, ".pulumi", "stacks", PROJECT);
  const stumps = filesIn(folder, ".json").filter((name) => !isWhole(join(folder, name)));
  for (const name of stumps) {
    const file = join(folder, name);
    if (isWhole(`${file}.bak`)) copyFileSync(`${file}.bak`, file);
    else rmSync(file);
  }
  return stumps.length > 0
    ? ["an earlier run was interrupted while it wrote its state: the state before it is taken up again"]
    : [];
}

/** What is said about it, and about locks that nobody holds any more. */
function stopped({ engines, plugins }: Left, locks: readonly Lock[]): string[] {
  const pids = locks.flatMap(({ pid }) => pid ?? []);
  const of = (list: readonly number[]) =>
    list.length > 0 ? `process ${list.join(", ")}` : "process unknown";
  const begin = "an earlier run was interrupted:";
  if (engines.length > 0)
    return [`${begin} its update (${of([...engines, ...plugins])}) was still going and is stopped`];
  return [
    ...(plugins.length > 0 ? [`${begin} its provider (${of(plugins)}) was still going and is stopped`] : []),
    ...(locks.length > 0 ? [`${begin} the lock of its update (${of(pids)}, gone) is released`] : []),
  ];
}

/**
 * Stops what outlived its run: plugins first and at once, since one that is still trying to reach the tenant would
 * create an application a second time. Only to be called by a run that owns the local tenant: then nobody else can be
 * using the stack rightfully.
 *
 * @returns sentences for the user; none when there was nothing to do
 */
export async function stopInterrupted(paths: LocalPaths): Promise<string[]> {
  const folder = stateFolder(paths);
  const locks = readLocks(folder);
  const left = await findLeft(paths, locks);
  for (const pid of left.plugins) kill(pid, "SIGKILL");
  await end(left.engines);
  return [...stopped(left, locks), ...repairState(folder)];
}
