// What a killed run left is stopped by the next one, and nobody else's process is.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stopInterrupted } from "../../local/interrupted.ts";
import { type LocalPaths, localPaths } from "../../local/paths.ts";
import { ownFolders, stateFolder } from "../../local/stack.ts";

const PROVIDER = "plugins/resource-auth0-v3.49.0/pulumi-resource-auth0";

function workspace(): LocalPaths {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "interrupted-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const paths = localPaths(root);
  mkdirSync(paths.pulumi, { recursive: true });
  return paths;
}

/** A process that shows this as its command line, and would go on for ten minutes. */
async function running(...command: [string, ...string[]]): Promise<ChildProcess & { pid: number }> {
  const [argv0, ...more] = command;
  const code = "process.stdout.write('up'); setTimeout(() => {}, 600_000)";
  const child = spawn(process.execPath, ["-e", code, ...more], {
    argv0,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  if (child.pid === undefined) throw new Error("it never started");
  return Object.assign(child, { pid: child.pid });
}

/** How it ended; one that was killed needs a moment to be reaped, and one that goes on makes the test hang. */
async function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.signalCode ?? `${child.exitCode}`;
}

/** Whether a signal would have ended it: the one that it gets now does, and no other before. */
async function stillRuns(child: ChildProcess): Promise<boolean> {
  child.kill("SIGUSR2");
  return (await endOf(child)) === "SIGUSR2";
}

function writeLock(paths: LocalPaths, pid: number): void {
  const file = join(stateFolder(paths), ".pulumi/locks/organization/partner-access/local/one.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid }));
}

/** The id of a process that has ended. */
async function gone(): Promise<number> {
  const child = await running("node");
  child.kill("SIGKILL");
  await once(child, "exit");
  return child.pid;
}

test("the provider of a killed engine is stopped, and told", async () => {
  const paths = workspace();
  const engine = await gone();
  writeLock(paths, engine);
  const provider = await running(join(ownFolders(paths).home, PROVIDER), "127.0.0.1:1");
  expect(await stopInterrupted(paths)).toEqual([
    `an earlier run was interrupted: its provider (process ${provider.pid}) was still going and is stopped`,
    `an earlier run was interrupted: the lock of its update (process ${engine}, gone) is released`,
  ]);
  expect(await endOf(provider)).toBe("SIGKILL");
  expect(await stopInterrupted(paths)).toEqual([
    `an earlier run was interrupted: the lock of its update (process ${engine}, gone) is released`,
  ]);
});

test("an engine that holds no lock is stopped too, softly, and its provider at once", async () => {
  const paths = workspace();
  const engine = await running(join(ownFolders(paths).engine, "bin/pulumi"), "preview");
  const provider = await running(join(ownFolders(paths).home, PROVIDER), "127.0.0.1:1");
  expect(await stopInterrupted(paths)).toEqual([
    `an earlier run was interrupted: its update (process ${engine.pid}, ${provider.pid}) was still going and is stopped`,
  ]);
  expect([await endOf(engine), await endOf(provider)]).toEqual(["SIGINT", "SIGKILL"]);
});

test("an engine behind a wrapper of the engineer's is known by the lock that it holds", async () => {
  const paths = workspace();
  const engine = await running("/opt/pulumi/bin/pulumi", "up");
  writeLock(paths, engine.pid);
  expect(await stopInterrupted(paths)).toEqual([
    `an earlier run was interrupted: its update (process ${engine.pid}) was still going and is stopped`,
  ]);
  expect(await endOf(engine)).toBe("SIGINT");
});

test("what belongs to another workspace, to the engineer or to nobody goes on", async () => {
  const [paths, other] = [workspace(), workspace()];
  const file = join(ownFolders(paths).home, PROVIDER);
  const others = await Promise.all([
    running(join(ownFolders(other).home, PROVIDER), "127.0.0.1:1"),
    running(`${paths.pulumi}-old/home/${PROVIDER}`, "127.0.0.1:1"),
    running("/usr/bin/less", file),
    running("/opt/pulumi/plugins/resource-auth0-v3.49.0/pulumi-resource-auth0", "127.0.0.1:1"),
  ]);
  // Its id was given to a program that is not Pulumi.
  writeLock(paths, (await running("/usr/bin/top")).pid);
  expect(await stopInterrupted(paths)).toEqual([expect.stringMatching(/\(process \d+, gone\) is released$/)]);
  expect(await Promise.all(others.map(stillRuns))).toEqual([true, true, true, true]);
});

test("a workspace that is reached by another path is the same", async () => {
  const paths = workspace();
  const provider = await running(join(ownFolders(paths).home, PROVIDER), "127.0.0.1:1");
  const link = join(dirname(paths.folder), "link");
  symlinkSync(dirname(paths.folder), link);
  expect(await stopInterrupted(localPaths(link))).toHaveLength(1);
  expect(await endOf(provider)).toBe("SIGKILL");
});

test("where nothing ever ran there is nothing to stop", async () => {
  const paths = workspace();
  expect(await stopInterrupted(paths)).toEqual([]);
  rmSync(paths.folder, { recursive: true });
  expect(await stopInterrupted(paths)).toEqual([]);
});
