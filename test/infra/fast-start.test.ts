import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "./support/own-process.ts";

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

test("an error names its place, and the whole way to it for anyone who asks Node.js for that", () => {
  const frames = `
import "./src/infra/fast-start.ts";
const deep = (n) => (n === 0 ? new Error("x").stack : deep(n - 1));
console.log(JSON.stringify(deep(20).split("\\n").length - 1));`;
  expect(run(frames)).toBe(1);
  expect(run(frames, ["--stack-trace-limit=15"])).toBe(15);
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
