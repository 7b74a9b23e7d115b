import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { HANG, HangingMachine } from "./support/hanging-machine.ts";
import { Machine } from "./support/machine.ts";

const waitFor = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 60_000, interval: 20 });

/** Runs the set-up for a machine in a process of its own. */
function runAlone(machine: Machine): ChildProcess & { told: () => string } {
  const code = `
    const { ensureEngine } = await import(${JSON.stringify(join(machine.place.sources, "engine.ts"))});
    const onEvent = (event) => console.log(JSON.stringify(event));
    const options = { env: ${JSON.stringify(machine.env)}, onEvent };
    console.log((await ensureEngine(options, ${JSON.stringify(machine.place)})).origin);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let told = "";
  child.stdout.on("data", (data) => {
    told += data;
  });
  return Object.assign(child, { told: () => told });
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once("close", (code) => resolve(code)));

const builds = (machine: Machine) =>
  machine.starts.filter((start) => start.startsWith("/bin/go build")).length;

test("an abort ends the build, and the next run builds", async () => {
  const machine = new HangingMachine();
  machine.go(HANG);
  const abort = new AbortController();
  const running = machine.ensure({ signal: abort.signal });
  running.catch(() => undefined);
  await waitFor(machine.hangs);
  expect(machine.living()).toHaveLength(2);
  const reason = new Error("Ctrl-C");
  abort.abort(reason);
  await expect(running).rejects.toBe(reason);
  expect(machine.living()).toEqual([]);
  expect(existsSync(join(machine.place.built, "lock"))).toBe(false);
  expect(readdirSync(join(machine.place.built, "bin"))).toEqual([]);
  machine.go();
  expect((await machine.ensure()).origin).toBe("built");
});

test("does nothing when it is aborted already", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0");
  const reason = new Error("Ctrl-C");
  await expect(machine.ensure({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(machine.starts).toEqual([]);
});

test("a build that was killed is taken up by the next run", async () => {
  const machine = new HangingMachine();
  machine.go(`echo half >"$out"; ${HANG}`);
  const killed = runAlone(machine);
  await waitFor(machine.hangs);
  killed.kill("SIGKILL");
  await ended(killed);
  const lock = join(machine.place.built, "lock");
  expect(readdirSync(join(machine.place.built, "bin"))).toHaveLength(1);
  // What happens to it when time passes.
  utimesSync(lock, new Date(0), new Date(0));
  machine.go();
  expect((await machine.ensure()).origin).toBe("built");
  expect(readdirSync(join(machine.place.built, "bin"))).toEqual(["pulumi"]);
});

test("waits for the lock of a living process, and says so once", async () => {
  const machine = new Machine();
  machine.go();
  const lock = join(machine.place.built, "lock");
  mkdirSync(lock, { recursive: true });
  const abort = new AbortController();
  const running = machine.ensure({ signal: abort.signal });
  running.catch(() => undefined);
  await waitFor(() => machine.steps.length > 0);
  expect(machine.steps).toEqual(["another process builds the engine; waiting for it, or 15 s if it is gone"]);
  expect(builds(machine)).toBe(0);
  abort.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  expect(existsSync(lock)).toBe(true);
});

test("two processes at once build once, and both find the engine", async () => {
  const machine = new Machine();
  const gate = join(machine.root, "gate");
  machine.go(`while ! [ -e "${gate}" ]; do sleep 0.05; done`);
  const two = [runAlone(machine), runAlone(machine)] as const;
  const waiting = "another process builds the engine";
  await waitFor(() => two.some((child) => child.told().includes(waiting)) && builds(machine) === 1);
  writeFileSync(gate, "");
  expect(await Promise.all(two.map(ended))).toEqual([0, 0]);
  expect(two.map((child) => child.told().trim().split("\n").at(-1))).toEqual(["built", "built"]);
  // One of the CLI, one of the plugin.
  expect(builds(machine)).toBe(2);
});
