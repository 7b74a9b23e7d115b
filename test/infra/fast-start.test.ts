import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

/** Runs a module in a process of its own, as the language host does; what it prints as JSON. */
function run(code: string, options: readonly string[] = [], env: NodeJS.ProcessEnv = {}): unknown {
  const argv = [...options, "--input-type=module", "--eval", code];
  const settings = { cwd: ROOT, env: { ...process.env, ...env }, encoding: "utf8", stdio: "pipe" } as const;
  return JSON.parse(execFileSync(process.execPath, argv, settings));
}

const LOADED = `
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/src/infra/");
require("@pulumi/pulumi");
const isLoaded = (name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));
console.log(JSON.stringify(["@pulumi/pulumi", "@npmcli/arborist", "typescript"].filter(isLoaded)));`;

test("the SDK alone loads a package manager and a compiler; after a fast start it does not", () => {
  expect(run(LOADED)).toEqual(["@pulumi/pulumi", "@npmcli/arborist", "typescript"]);
  expect(run(`import "./src/infra/fast-start.ts";${LOADED}`)).toEqual(["@pulumi/pulumi"]);
});

test("what is loaded later works like before: a function becomes the same text, with the same packages", () => {
  const folder = mkdtempSync(join(tmpdir(), "packages-"));
  mkdirSync(join(folder, "node_modules/one"), { recursive: true });
  const manifest = { name: "one", version: "1.0.0" };
  writeFileSync(join(folder, "node_modules/one/package.json"), JSON.stringify(manifest));
  const needsOne = { name: "two", version: "1.0.0", dependencies: { one: "1.0.0" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(needsOne));
  const serialize = `
import { createRequire } from "node:module";
const pulumi = createRequire(process.cwd() + "/src/infra/")("@pulumi/pulumi");
const three = 3;
const { text } = await pulumi.runtime.serializeFunction(() => three + 1);
process.chdir(${JSON.stringify(folder)});
const paths = await pulumi.runtime.computeCodePaths();
console.log(JSON.stringify({ text, paths: [...paths.keys()] }));`;
  const serialized = run(serialize);
  expect(serialized).toMatchObject({ text: expect.stringContaining("three"), paths: ["node_modules/one"] });
  expect(run(`import "./src/infra/fast-start.ts";${serialize}`)).toEqual(serialized);
  rmSync(folder, { recursive: true });
});

test("an error names its place, and the whole way to it for whoever asks Node.js for that", () => {
  const frames = `
import "./src/infra/fast-start.ts";
const deep = (n) => (n === 0 ? new Error("x").stack : deep(n - 1));
console.log(JSON.stringify(deep(20).split("\\n").length - 1));`;
  expect(run(frames)).toBe(1);
  expect(run(frames, ["--stack-trace-limit=15"])).toBe(15);
});

test("messages for debugging are sent to an engine that debugs, and all others always", () => {
  const messages = `
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/src/infra/");
const pulumi = require("@pulumi/pulumi");
const mocks = { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) };
// Nobody is there: what would be sent is written down instead.
pulumi.runtime.resetOptions("partner-access", "dev", -1, "127.0.0.1:1", "", false, "");
await pulumi.runtime.setMocks(mocks);
const sent = [];
require("@pulumi/pulumi/runtime/settings.js").getEngine().log = (request, done) => {
  sent.push(request.getSeverity());
  done(null);
};
new pulumi.CustomResource("our:index:Resource", "one", {});
await pulumi.log.warn("two");
await pulumi.runtime.disconnect();
const { LogSeverity } = require("@pulumi/pulumi/proto/engine_pb.js");
const count = (severity) => sent.filter((one) => one === severity).length;
console.log(JSON.stringify({ debug: count(LogSeverity.DEBUG) > 0, warnings: count(LogSeverity.WARNING) }));`;
  const fast = `import "./src/infra/fast-start.ts";${messages}`;
  expect(run(messages)).toEqual({ debug: true, warnings: 1 });
  expect(run(fast)).toEqual({ debug: false, warnings: 1 });
  expect(run(fast, [], { PULUMI_OPTION_DEBUG: "true" })).toEqual({ debug: true, warnings: 1 });
});

const REGISTERED = `
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/src/infra/");
const pulumi = require("@pulumi/pulumi");
const { getMonitor } = require("@pulumi/pulumi/runtime/settings.js");
pulumi.runtime.resetOptions("partner-access", "dev", -1, "127.0.0.1:1", "", false, "");
await pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
const places = [];
const monitor = getMonitor();
const { registerResource } = monitor;
monitor.registerResource = (request, ...rest) => {
  places.push(request.getSourceposition() !== undefined || request.getStacktrace()?.getFramesList().length > 0);
  return registerResource.call(monitor, request, ...rest);
};
const make = (name) => new pulumi.CustomResource("our:index:Resource", name, {});
make("one");
await pulumi.runtime.disconnect();
console.log(JSON.stringify(places));`;

test("no resource takes paths of this machine into the state, unless somebody asks for whole stacks", () => {
  const fast = `import "./src/infra/fast-start.ts";${REGISTERED}`;
  expect(run(REGISTERED)).toEqual([true]);
  expect(run(fast)).toEqual([false]);
  expect(run(fast, ["--stack-trace-limit=15"])).toEqual([true]);
});

test("a promise that never ends still fails the program", () => {
  const leak = `
import "./src/infra/fast-start.ts";
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/src/infra/");
require("@pulumi/pulumi");
const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable.js");
debuggablePromise(new Promise(() => undefined), "never");
process.on("exit", () => console.log(JSON.stringify(process.exitCode ?? 0)));`;
  expect(() => run(leak)).toThrow(/leak/);
  const ended = leak.replace("new Promise(() => undefined)", "Promise.resolve()");
  expect(run(ended)).toBe(0);
});
