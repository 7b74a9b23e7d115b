import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EngineError } from "../../engine/event.ts";
import { INSTALL, Machine, NPM_VERSION } from "./support/machine.ts";

const NO_INTERNET = `console.error("pulumi: fetch failed"); process.exit(1);`;

test("takes pulumi from PATH and installs the plugin", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0");
  expect(await machine.ensure()).toEqual({
    pulumi: join(machine.bin, "pulumi"),
    version: "3.260.0",
    origin: "path",
    home: machine.pulumiHome,
    env: {
      PATH: `${machine.bin}:${machine.bin}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      GOGC: "400",
      PULUMI_PARALLEL_DIFF: "true",
    },
  });
  expect(machine.starts).toEqual(["/bin/pulumi version", "/bin/pulumi plugin install resource auth0 3.49.0"]);
  expect(machine.steps).toEqual(["installing the Auth0 plugin 3.49.0"]);
});

test("starts nothing and says nothing the second time", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0");
  const first = await machine.ensure();
  const starts = machine.starts;
  machine.events.length = 0;
  expect(await machine.ensure()).toEqual(first);
  expect(machine.starts).toEqual(starts);
  expect(machine.events).toEqual([]);
});

test("asks a pulumi that has changed for its version", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0");
  await machine.ensure();
  machine.pulumi("3.1000.0");
  expect((await machine.ensure()).version).toBe("3.1000.0");
});

test("installs the plugin again when its installation was interrupted", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0");
  await machine.ensure();
  const installs = () => machine.starts.filter((start) => start.includes("plugin install")).length;
  expect(installs()).toBe(1);
  machine.script(join(machine.pulumiHome, "plugins", "resource-auth0-v3.49.0.partial"), "");
  await expect(machine.ensure()).rejects.toThrow(EngineError);
  expect(installs()).toBe(2);
});

test("a pulumi in node_modules/.bin is not one on PATH", async () => {
  const machine = new Machine();
  const folder = join(machine.root, "node_modules", ".bin");
  machine.pulumi("3.260.0", join(folder, "pulumi"));
  machine.env.PATH = `${folder}:${machine.bin}`;
  await expect(machine.ensure()).rejects.toThrow("1. pulumi on PATH: not found");
  expect(machine.starts).toEqual([]);
});

test("passes over a pulumi that is too old, and says so", async () => {
  const machine = new Machine();
  machine.pulumi("3.199.9");
  machine.go();
  expect(await machine.ensure()).toMatchObject({ origin: "built", version: "3.253.0" });
  expect(machine.steps).toContain(
    "pulumi on PATH: /bin/pulumi is version 3.199.9; 3.200.0 or newer is needed",
  );
});

test("passes over a pulumi that does not run", async () => {
  const machine = new Machine();
  machine.script(join(machine.bin, "pulumi"), "echo no such library >&2; exit 127");
  machine.go();
  expect((await machine.ensure()).origin).toBe("built");
  expect(machine.steps).toContain("pulumi on PATH: /bin/pulumi: exit code 127: no such library");
});

test("lets the npm package download its release", async () => {
  const machine = new Machine();
  const source = machine.pulumi("3.265.0", join(machine.root, "release"));
  machine.npm(`
    const { cpSync } = require("node:fs");
    cpSync(${JSON.stringify(source)}, ${JSON.stringify(machine.npmDownload)});
  `);
  expect(await machine.ensure()).toMatchObject({
    pulumi: machine.npmDownload,
    version: NPM_VERSION,
    origin: "npm",
  });
  const [told] = machine.steps;
  expect(told).toBe("the npm package pulumi downloads its release");
});

test("uses the npm package's release without a download when it is there", async () => {
  const machine = new Machine();
  machine.pulumi(NPM_VERSION, machine.npmDownload);
  machine.npm(NO_INTERNET);
  expect(await machine.ensure()).toMatchObject({ pulumi: machine.npmDownload, origin: "npm" });
});

test("an npm package that ends well without a release is a way that failed", async () => {
  const machine = new Machine();
  machine.npm("");
  await expect(machine.ensure()).rejects.toThrow("2. the npm package pulumi: it left no ");
});

test("builds with Go when the download fails", async () => {
  const machine = new Machine();
  machine.npm(NO_INTERNET);
  machine.go();
  const engine = await machine.ensure();
  const { built } = machine.place;
  expect(engine).toMatchObject({ pulumi: join(built, "bin", "pulumi"), version: "3.253.0", origin: "built" });
  expect(engine.env.PULUMI_HOME).toBe(join(built, "home"));
  expect(existsSync(machine.pulumiHome)).toBe(false);
  // Pulumi would prefer a plugin beside itself, and warn of it each time.
  expect(readdirSync(join(built, "bin"))).toEqual(["pulumi"]);
  expect(machine.steps).toEqual([
    "the npm package pulumi downloads its release",
    "the npm package pulumi: its download failed: exit code 1: pulumi: fetch failed",
    "Pulumi CLI: fetching Go modules",
    "Auth0 plugin: fetching Go modules",
  ]);
  expect(machine.starts).toMatchInlineSnapshot(`
    [
      "/bin/go version",
      "/bin/go list -deps -f {{.Stale}} github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      "/bin/go build -v -ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.253.0 -o BUILT/bin/pulumi.tmp github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      "BUILT/bin/pulumi.tmp version",
      "/bin/go version",
      "/bin/go list -deps -f {{.Stale}} .",
      "/bin/go build -v -ldflags -s -w -X main.version=3.49.0 -o BUILT/plugin/pulumi-resource-auth0.tmp .",
      "BUILT/plugin/pulumi-resource-auth0.tmp -version",
      "BUILT/bin/pulumi plugin install resource auth0 3.49.0 --file BUILT/plugin/pulumi-resource-auth0",
    ]
  `);
});

test("does not try the download again once the engine is built", async () => {
  const machine = new Machine();
  machine.npm(NO_INTERNET);
  machine.go();
  await machine.ensure();
  machine.events.length = 0;
  expect((await machine.ensure()).origin).toBe("built");
  expect(machine.events).toEqual([]);
});

test("tells the packages that are built, never fewer than before, to the last", async () => {
  const machine = new Machine();
  machine.go();
  await machine.ensure();
  const builds = machine.events.flatMap((event) => (event.kind === "build" ? [event] : []));
  expect(builds.map(({ what, done, total }) => `${what} ${done}/${total}`)).toEqual([
    "Pulumi CLI 0/3",
    "Pulumi CLI 0/3",
    "Pulumi CLI 1/3",
    "Pulumi CLI 2/3",
    "Pulumi CLI 3/3",
    "Auth0 plugin 0/3",
    "Auth0 plugin 0/3",
    "Auth0 plugin 1/3",
    "Auth0 plugin 2/3",
    "Auth0 plugin 3/3",
  ]);
});

test("a built engine keeps its plugins in the caller's PULUMI_HOME, if there is one", async () => {
  const machine = new Machine();
  machine.env.PULUMI_HOME = join(machine.root, "own home");
  machine.go();
  const engine = await machine.ensure();
  expect(engine.env.PULUMI_HOME).toBe(machine.env.PULUMI_HOME);
  const plugin = join(machine.env.PULUMI_HOME, "plugins/resource-auth0-v3.49.0/pulumi-resource-auth0");
  expect(existsSync(plugin)).toBe(true);
});

test("a Pulumi home of ours takes no logs, and loses those it has; anybody else's stays as it is", async () => {
  const machine = new Machine();
  machine.go();
  const { env } = await machine.ensure();
  const logs = join(env.PULUMI_HOME ?? "", "logs");
  expect(statSync(logs).isFile()).toBe(true);
  rmSync(logs);
  mkdirSync(logs);
  writeFileSync(join(logs, "pulumi-20261124.log"), "values");
  await machine.ensure();
  expect(statSync(logs).isFile()).toBe(true);
  machine.env.PULUMI_HOME = join(machine.root, "own home");
  mkdirSync(join(machine.env.PULUMI_HOME, "logs"), { recursive: true });
  await machine.ensure();
  expect(statSync(join(machine.env.PULUMI_HOME, "logs")).isDirectory()).toBe(true);
});

test("builds the plugin for a pulumi on PATH that cannot download it", async () => {
  const machine = new Machine();
  const install = `case "$*" in *--file*) ${INSTALL} ;; *) echo offline >&2; exit 255 ;; esac`;
  machine.pulumi("3.260.0", undefined, install);
  machine.go();
  expect((await machine.ensure()).origin).toBe("path");
  expect(machine.starts.at(-1)).toBe(
    "/bin/pulumi plugin install resource auth0 3.49.0 --file BUILT/plugin/pulumi-resource-auth0",
  );
});

test("with no way at all, says why each failed", async () => {
  const machine = new Machine();
  machine.npm(NO_INTERNET);
  const error = await machine.ensure().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(EngineError);
  expect(`${error}`).toMatchInlineSnapshot(`
    "EngineError: no Pulumi can be had on this machine. Three ways were tried:
      1. pulumi on PATH: not found
      2. the npm package pulumi: its download failed: exit code 1: pulumi: fetch failed
      3. building it with Go: go is not on PATH; Go 1.25.11 or newer is needed
    Any one is enough: install Pulumi 3.200.0 or newer, let this machine download Pulumi's
    releases (CLI and Auth0 plugin 3.49.0), or install Go."
  `);
});

test("names the Go that is needed when the one there is too old", async () => {
  const machine = new Machine();
  machine.go(":", "go1.24.1");
  await expect(machine.ensure()).rejects.toThrow("is Go 1.24.1; Go 1.25.11 or newer is needed");
});

test("says both reasons when the plugin cannot be had", async () => {
  const machine = new Machine();
  machine.pulumi("3.260.0", undefined, "echo offline >&2; exit 255");
  const error = await machine.ensure().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(EngineError);
  expect(machine.withoutRoot(`${error}`)).toMatchInlineSnapshot(`
    "EngineError: /bin/pulumi works, but its Auth0 plugin 3.49.0 cannot be had. Both ways were tried.
      1. pulumi plugin install resource auth0 3.49.0: exit code 255: offline
      2. building it with Go: go is not on PATH; Go 1.25.11 or newer is needed"
  `);
});

test("shows what Go says when it cannot build", async () => {
  const machine = new Machine();
  machine.go("echo 'main.go:1: undefined: x' >&2; exit 1");
  await expect(machine.ensure()).rejects.toThrow("main.go:1: undefined: x");
  expect(existsSync(join(machine.place.built, "bin", "pulumi"))).toBe(false);
});

test("does not take a build that states another version", async () => {
  const machine = new Machine();
  machine.go(`printf '#!/bin/sh\\necho v9.9.9\\n' >"$out"; chmod +x "$out"; exit 0`);
  await expect(machine.ensure()).rejects.toThrow("says that it is version 9.9.9, not 3.253.0");
  expect(existsSync(join(machine.place.built, "bin", "pulumi"))).toBe(false);
});

test("the Go modules are those of the versions named in the code", () => {
  const { sources } = new Machine().place;
  const module = readFileSync(join(sources, "pulumi-cli", "go.mod"), "utf8");
  expect(module).toContain("github.com/pulumi/pulumi/pkg/v3 v3.253.0");
});
