import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Machine } from "./support/machine.ts";

/** Starts the command on a made-up machine, without a terminal. */
function start(machine: Machine) {
  const main = join(machine.place.sources, "main.ts");
  const child = spawn(process.execPath, [main], { env: machine.env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    said.stdout += data;
  });
  child.stderr.on("data", (data) => {
    said.stderr += data;
  });
  const ended = new Promise((resolve) => child.once("close", (code) => resolve({ code, ...said })));
  return { child, ended };
}

test("prints one line with the result, and nothing else on stdout", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0");
  expect(await start(machine).ended).toEqual({
    code: 0,
    stdout: `pulumi 3.260.0 (path): ${machine.bin}/pulumi\n`,
    stderr: "installing the Auth0 plugin 3.49.0\n",
  });
});

test("exits 3 with a message and no stack when there is no engine", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0", undefined, "echo offline >&2; exit 255");
  const { ended } = start(machine);
  expect(await ended).toMatchObject({ code: 3, stdout: "" });
  expect(await ended).not.toMatchObject({ stderr: expect.stringContaining("    at ") });
  expect(await ended).toMatchObject({ stderr: expect.stringContaining("error: ") });
});

test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends cleanly on %s", async (signal) => {
  const machine = new Machine();
  const begun = join(machine.root, "begun");
  machine.pulumi("3.260.0", undefined, `echo >"${begun}"; exec sleep 1000`);
  const { child, ended } = start(machine);
  await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 60_000 });
  child.kill(signal);
  expect(await ended).toMatchObject({
    code: 130,
    stderr: "installing the Auth0 plugin 3.49.0\ninterrupted; the next run goes on from here\n",
  });
});
