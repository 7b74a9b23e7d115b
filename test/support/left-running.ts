// Processes that outlived the tests that started them, found by where they come from or by a mark in their environment:
// a process whose parent was killed is nobody's child.
import { execFileSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The environment variable that marks them. */
export const LEFT_BY = "PARTNER_ACCESS_TEST_RUN";

const ROOT = resolve(import.meta.dirname, "../..");

/** Where what tests start lies or works, whatever its environment says. */
const OURS = [".local", "node_modules", "engine"].map((name) => join(ROOT, name) + sep);

/** Vitest's own: they end after the lane. */
const VITEST = /^(vitest-watchdog|node \(vitest |.*\/vitest\/dist\/workers\/)/;

/** What adopts a process whose parent has ended. */
const ADOPTING = /^(\S*\/)?(systemd|init|launchd)( |$)/;

interface Running {
  readonly pid: number;
  readonly ppid: number;
  /** `?` or `??` where it has no terminal. */
  readonly terminal: string;
  /** Since it was started. */
  readonly seconds: number;
  readonly command: string;
}

function ps(...options: string[]): string[] {
  const all = execFileSync("ps", options, {
    encoding: "utf8",
    maxBuffer: 100_000_000,
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  });
  return all.split("\n").filter((line) => line.trim() !== "");
}

/** Seconds of `[[days-]hours:]minutes:seconds`. */
const secondsOf = (elapsed: string): number =>
  elapsed
    .split(/[-:]/)
    .reduceRight(
      ({ sum, unit: [unit = 1, ...larger] }, part) => ({ sum: sum + Number(part) * unit, unit: larger }),
      { sum: 0, unit: [1, 60, 3600, 86_400] },
    ).sum;

function running(): Running[] {
  return ps("axww", "-o", "pid=,ppid=,tty=,etime=,command=").map((line) => {
    const [pid, ppid, terminal = "", elapsed = "", ...command] = line.trim().split(/\s+/);
    return {
      pid: Number(pid),
      ppid: Number(ppid),
      terminal,
      seconds: secondsOf(elapsed),
      command: command.join(" "),
    };
  });
}

/** Its program and its working directory, where the system says (Linux); it may have ended since. */
const linksOf = (pid: number): string[] =>
  ["exe", "cwd"].flatMap((name) => {
    try {
      return [`${readlinkSync(`/proc/${pid}/${name}`)}${sep}`];
    } catch {
      return [];
    }
  });

/**
 * Pid and command line of each process that was started since, in milliseconds since 1970, and whose program, working
 * directory or command line lies among what is ours. Only those that come from this process or have lost their parent:
 * people and their editors may work in the same clone meanwhile.
 */
export function runningSince(begun: number): string[] {
  const all = running();
  const byPid = new Map(all.map((one) => [one.pid, one]));
  const own = byPid.get(process.pid)?.terminal;
  const age = (Date.now() - begun) / 1000;
  const isNew = ({ seconds }: Running) => seconds <= age;
  const isLeft = ({ ppid }: Running): boolean => {
    const parent = byPid.get(ppid);
    if (parent === undefined || ppid === process.pid || ppid === 1 || ADOPTING.test(parent.command))
      return true;
    return isNew(parent) && isLeft(parent);
  };
  const isOurs = ({ pid, command }: Running) =>
    [command, ...linksOf(pid)].some((text) => OURS.some((folder) => text.includes(folder)));
  return all
    .filter(({ pid, command }) => pid !== process.pid && !VITEST.test(command))
    .filter(({ terminal }) => terminal.startsWith("?") || terminal === own)
    .filter((one) => isNew(one) && isLeft(one) && isOurs(one))
    .map(({ pid, command }) => `${pid} ${command}`);
}

/** Pid and command line of each process with this in its environment. `ps` of Linux and macOS shows it so. */
export function runningWith(name: string, value: string): string[] {
  const mark = ` ${name}=${value} `;
  return ps("axeww", "-o", "pid=,command=")
    .map((line) => line.trim())
    .filter((line) => `${line} `.includes(mark) && !VITEST.test(line.replace(/^\d+ /, "")))
    .map((line) => line.replace(/ [A-Za-z_]\w*=.*$/, ""));
}

/** What was told to end may take its time on a loaded machine. */
const PATIENCE_MS = 60_000;

/** Those of a list that do not end by themselves meanwhile. */
async function lasting(list: () => string[]): Promise<string[]> {
  let left = list();
  for (const deadline = Date.now() + PATIENCE_MS; left.length > 0 && Date.now() < deadline; ) {
    await sleep(200);
    left = list();
  }
  return left;
}

export const leftWith = (name: string, value: string): Promise<string[]> =>
  lasting(() => runningWith(name, value));

/** By either sign, each once. */
export const leftSince = (begun: number, name: string, value: string): Promise<string[]> =>
  lasting(() => [
    ...new Map(
      [...runningSince(begun), ...runningWith(name, value)].map((line) => [Number.parseInt(line, 10), line]),
    ).values(),
  ]);
