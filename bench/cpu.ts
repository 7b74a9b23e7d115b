// A running command → how much processor time the engine, the provider and the program have used; on Linux.
import { readdirSync, readFileSync } from "node:fs";

/** Seconds of user and system time. */
export interface CpuSeconds {
  readonly engine: number;
  readonly provider: number;
  /** Node.js: the program and its language host. */
  readonly program: number;
}

export type Part = keyof CpuSeconds;

export const PARTS = ["program", "engine", "provider"] as const satisfies readonly Part[];

/** Processes are looked at this often, so up to so much of their end is missed. */
const PERIOD_MS = 50;
/** What Linux counts in, on every platform that Node.js runs on. Source: man 5 proc, man 3 sysconf (read 2026-11) */
const TICKS_PER_SECOND = 100;

/** Which part a process belongs to, by its command line. */
export function partOf(commandLine: readonly string[]): Part {
  const program = commandLine[0]?.split("/").at(-1) ?? "";
  if (program.startsWith("pulumi-resource-") || program.startsWith("terraform-provider-")) return "provider";
  return program === "node" || program.startsWith("pulumi-language-") || program === "sh"
    ? "program"
    : "engine";
}

interface Process {
  readonly parent: number;
  readonly ticks: number;
}

/** Nothing where the process has ended meanwhile, or where there is no /proc. */
function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may contain anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** Nothing for a process that has ended and waits to be asked for: it has its times still, but no arguments. */
function readPart(pid: number): Part | undefined {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "latin1");
    return commandLine === "" ? undefined : partOf(commandLine.split("\0"));
  } catch {
    return undefined;
  }
}

function processIds(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Watches a process and all that it starts until it is told to stop. */
export function watchCpu(root: number): { stop: () => CpuSeconds } {
  const found = new Map<number, { part: Part; ticks: number }>();
  const look = () => {
    const all = new Map<number, Process>();
    for (const pid of processIds()) {
      const process = readProcess(pid);
      if (process) all.set(pid, process);
    }
    const isOurs = (pid: number): boolean => {
      const parent = all.get(pid)?.parent;
      return pid === root || (parent !== undefined && isOurs(parent));
    };
    for (const [pid, { ticks }] of all)
      if (isOurs(pid)) found.set(pid, { part: readPart(pid) ?? found.get(pid)?.part ?? "engine", ticks });
  };
  const timer = setInterval(look, PERIOD_MS);
  return {
    stop: () => {
      clearInterval(timer);
      const used: Record<Part, number> = { engine: 0, provider: 0, program: 0 };
      for (const { part, ticks } of found.values()) used[part] += ticks / TICKS_PER_SECOND;
      return used;
    },
  };
}
