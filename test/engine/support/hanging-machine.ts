// A machine on which something goes on for ever.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Machine } from "./machine.ts";

/** Part of a script that goes on for ever, in a child too, and reports both process ids. */
export const HANG = `sleep 1000 & echo $$ $! >"$PIDS"; wait`;

export class HangingMachine extends Machine {
  private readonly pids = join(this.root, "pids");

  constructor() {
    super();
    this.env.PIDS = this.pids;
    onTestFinished(() => {
      for (const pid of this.living()) process.kill(pid, "SIGKILL");
    });
  }

  hangs = () => existsSync(this.pids) && readFileSync(this.pids, "utf8").endsWith("\n");

  living(): number[] {
    if (!this.hangs()) return [];
    return readFileSync(this.pids, "utf8").trim().split(" ").map(Number).filter(isAlive);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie, whose parent has not asked for it yet, is dead.
    return !existsSync("/proc/self") || !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
