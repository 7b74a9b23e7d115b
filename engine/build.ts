/** Builds the Pulumi CLI and the Auth0 plugin with Go, once per machine and version. */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EngineOptions } from "./event.ts";
import { findGo, type Go } from "./go.ts";
import { STALE_MS, withLock } from "./lock.ts";
import { isExecutable } from "./on-path.ts";
import type { Place } from "./place.ts";
import { CommandError, run } from "./run.ts";
import { AUTH0_PLUGIN, PULUMI_BUILT, versionIn } from "./versions.ts";

/** One executable that can be built. */
export interface Part {
  what: string;
  /** Folder of its Go module, below the sources. */
  module: string;
  package: string;
  /** Folder and name of what is built, below the engine's folder. */
  folder: string;
  binary: string;
  version: string;
  /** Linker setting that puts the version in; the Automation API refuses a CLI without one. */
  versionVariable: string;
  versionArgument: string;
}

export const PULUMI_CLI: Part = {
  what: "Pulumi CLI",
  module: "pulumi-cli",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  folder: "bin",
  binary: "pulumi",
  version: PULUMI_BUILT,
  versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v",
  versionArgument: "version",
};

export const AUTH0_PROVIDER: Part = {
  what: "Auth0 plugin",
  module: "auth0-provider",
  package: ".",
  // Not beside the CLI: it would be taken from there instead of from Pulumi's home, with a warning each time.
  folder: "plugin",
  binary: "pulumi-resource-auth0",
  version: AUTH0_PLUGIN,
  versionVariable: "main.version=",
  versionArgument: "-version",
};

/** Go says nothing while one large module arrives, so its downloads get more time than others. */
const MODULE_PATIENCE = 5;

/** Where the part lies once it is built. A file there is complete: it got its name after its check. */
export function builtFile(part: Part, place: Place): string {
  return join(place.built, part.folder, part.binary);
}

/**
 * The Pulumi home of a built CLI: the caller's PULUMI_HOME, otherwise a folder beside the CLI.
 *
 * Not ~/.pulumi: a plugin from here would be taken for the official one by a Pulumi that is installed
 * later, and removing the cache folder would not remove it.
 */
export function builtHome(place: Place, env: NodeJS.ProcessEnv): string {
  return env.PULUMI_HOME || join(place.built, "home");
}

/**
 * Builds the part unless it exists, and returns its path. What an interrupted build has compiled is in
 * Go's cache, so the next one goes on from there.
 *
 * Throws a `CommandError` when it cannot be built.
 */
export async function build(part: Part, place: Place, options: EngineOptions): Promise<string> {
  const file = builtFile(part, place);
  const existing = () => (isExecutable(file) ? file : undefined);
  const found = existing();
  if (found) return found;
  const go = await findGo(place, options);
  const work = async () => {
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true });
    for (const left of readdirSync(folder).filter((name) => name.endsWith(".tmp"))) {
      rmSync(join(folder, left), { force: true });
    }
    const unchecked = `${file}.${process.pid}.tmp`;
    try {
      const { what, package: main } = part;
      const linkerFlags = `-s -w -X ${part.versionVariable}${part.version}`;
      const module = join(place.sources, part.module);
      await compile({ what, package: main, module, linkerFlags }, unchecked, go, options);
      await check(part, unchecked, place, options);
      renameSync(unchecked, file);
    } finally {
      rmSync(unchecked, { force: true });
    }
    return file;
  };
  const waiting = `another process builds the engine; waiting for it, or ${STALE_MS / 1000} s if it is gone`;
  const lockFolder = join(place.built, "lock");
  return withLock({ folder: place.built, lockFolder, waiting, existing, work }, options);
}

/** A Go program, and how it is built. */
export interface Program {
  what: string;
  package: string;
  /** Folder of its Go module. */
  module: string;
  /** Of Go's linker. */
  linkerFlags: string;
}

/**
 * Builds a Go program and shows how far it has come.
 *
 * Throws a `CommandError` when it cannot be built.
 */
export async function compile(program: Program, output: string, { go, env }: Go, options: EngineOptions) {
  const { what, linkerFlags } = program;
  const { onEvent, signal } = options;
  const settings = { cwd: program.module, env, signal };
  onEvent({ kind: "step", text: `${what}: fetching Go modules` });
  const listed = await run(go, ["list", "-deps", "-f", "{{.Stale}}", program.package], {
    ...settings,
    quietMs: MODULE_PATIENCE * (options.quietMs ?? 60_000),
    onLine: countDownloads((text) => onEvent({ kind: "step", text: `${what}: ${text}` })),
  });
  // Packages that Go's cache lacks; the program itself is linked in any case.
  const total = listed.split("\n").filter((line) => line === "true").length + 1;
  let begun = 0;
  onEvent({ kind: "build", what, done: 0, total });
  await run(go, ["build", "-v", "-ldflags", linkerFlags, "-o", output, program.package], {
    ...settings,
    onLine: (line) => {
      // -v names each package when its compiler starts: the one before it is done.
      if (!/^[\w.~/-]+$/.test(line)) return;
      begun = Math.min(begun + 1, total);
      onEvent({ kind: "build", what, done: begun - 1, total });
    },
  });
  onEvent({ kind: "build", what, done: total, total });
}

/** Tells how many modules have begun to arrive, not too often. Their number is not known beforehand. */
function countDownloads(tell: (text: string) => void): (line: string) => void {
  let modules = 0;
  return (line) => {
    if (!line.startsWith("go: downloading")) return;
    modules += 1;
    if (modules % 50 === 0) tell(`${modules} Go modules so far`);
  };
}

async function check(part: Part, file: string, place: Place, options: EngineOptions): Promise<void> {
  const env = {
    ...options.env,
    PULUMI_HOME: builtHome(place, options.env),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const said = await run(file, [part.versionArgument], { env, signal: options.signal, quietMs: 60_000 });
  const version = versionIn(said);
  if (version !== part.version) {
    throw new CommandError(`the new ${part.what} says that it is version ${version}, not ${part.version}`);
  }
}
