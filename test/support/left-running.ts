// Processes that outlived the tests that started them, found by a mark in their environment: a process whose parent
// was killed is nobody's child.
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** The environment variable that marks them. */
export const LEFT_BY = "PARTNER_ACCESS_TEST_RUN";

/** Vitest's own: they end after the lane. */
const VITEST = /^\s*\d+ (vitest-watchdog|node \(vitest |\S+ \S*vitest\/dist\/workers)/;

/** Pid and command line of each process with this in its environment. `ps` of Linux and macOS shows it so. */
export function runningWith(name: string, value: string): string[] {
  const mark = ` ${name}=${value} `;
  const all = execFileSync("ps", ["axeww", "-o", "pid=,command="], {
    encoding: "utf8",
    maxBuffer: 100_000_000,
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  });
  return all
    .split("\n")
    .filter((line) => `${line} `.includes(mark) && !VITEST.test(line))
    .map((line) => line.trim().replace(/ [A-Za-z_]\w*=.*$/, ""));
}

/** What was told to end may take its time on a loaded machine. */
const PATIENCE_MS = 60_000;

/** The same, of those that do not end by themselves meanwhile. */
export async function leftWith(name: string, value: string): Promise<string[]> {
  let left = runningWith(name, value);
  for (const deadline = Date.now() + PATIENCE_MS; left.length > 0 && Date.now() < deadline; ) {
    await sleep(200);
    left = runningWith(name, value);
  }
  return left;
}
