// What is left of a lane is found, whatever environment it was given and whatever its parent was.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { runningSince, runningWith } from "./support/left-running.ts";
import { REPOSITORY } from "./support/local.ts";

const WAITING = "setTimeout(() => {}, 600_000)";
/** Starts another one and ends: nobody is its parent any more. */
const LEAVING = `
  const { spawn } = require("node:child_process");
  const [file, ...args] = process.argv.slice(1);
  const left = spawn(file, args, { detached: true, stdio: "ignore", env: {}, cwd: "/" });
  process.stdout.write(String(left.pid));
  left.unref();
`;

const pids: number[] = [];
afterEach(() => {
  for (const pid of pids.splice(0)) process.kill(pid, "SIGKILL");
});

const listed = (begun: number, pid: number | undefined) =>
  runningSince(begun).filter((line) => line.startsWith(`${pid} `));

/** As one started by a test, without the test's environment. */
function start(file: string, args: readonly string[], cwd: string): ChildProcess {
  const child = spawn(file, args, { env: {}, cwd, stdio: "ignore" });
  if (child.pid !== undefined) pids.push(child.pid);
  return child;
}

test.for([
  {
    name: "whose command line names a file of the engine",
    file: "sleep",
    args: ["600", `${REPOSITORY}/engine/x`],
    cwd: "/",
  },
  { name: "whose program lies in node_modules", file: process.execPath, args: ["-e", WAITING], cwd: "/" },
])("a process $name", async ({ file, args, cwd }) => {
  const begun = Date.now();
  // sleep of some systems refuses more than seconds; a shell takes what is behind its command as names.
  const child =
    file === "sleep" ? start("sh", ["-c", "sleep 600; true", ...args], cwd) : start(file, args, cwd);
  await once(child, "spawn");
  expect(listed(begun, child.pid)).toHaveLength(1);
  expect(runningWith("PARTNER_ACCESS_TEST_RUN", "any")).toEqual([]);
});

test.runIf(process.platform === "linux")("a process that works in node_modules", async () => {
  const begun = Date.now();
  const child = start("sleep", ["600"], join(REPOSITORY, "node_modules"));
  await once(child, "spawn");
  expect(listed(begun, child.pid)).toEqual([`${child.pid} sleep 600`]);
});

test("a process whose parent has ended, and that got no environment", async () => {
  const begun = Date.now();
  const parent = spawn(process.execPath, ["-e", LEAVING, process.execPath, "-e", WAITING], { cwd: tmpdir() });
  const [text] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(String(text));
  pids.push(pid);
  if (parent.exitCode === null) await once(parent, "exit");
  expect(listed(begun, pid)).toHaveLength(1);
});

test("no process of before, and none that has nothing to do with the clone", async () => {
  const child = start(process.execPath, ["-e", WAITING], "/");
  const other = start("sleep", ["600"], tmpdir());
  await Promise.all([once(child, "spawn"), once(other, "spawn")]);
  expect(listed(Date.now(), other.pid)).toEqual([]);
  await sleep(2500);
  expect(listed(Date.now() - 500, child.pid)).toEqual([]);
});
