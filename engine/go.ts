/** The Go toolchain of this machine, and the environment in which it builds reproducibly. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineOptions } from "./event.ts";
import { findOnPath } from "./on-path.ts";
import type { Place } from "./place.ts";
import { CommandError, run } from "./run.ts";
import { isOlder } from "./versions.ts";

export interface Go {
  go: string;
  env: NodeJS.ProcessEnv;
}

const VERSION_QUIET_MS = 20_000;

/**
 * Finds a Go that is new enough for the sources.
 *
 * Throws a `CommandError` that names the version needed when there is none.
 */
export async function findGo(place: Place, options: EngineOptions): Promise<Go> {
  const needed = neededVersion(place);
  const go = findOnPath("go", options.env);
  if (!go) throw new CommandError(`go is not on PATH; Go ${needed} or newer is needed`);
  const env = goEnvironment(options.env);
  const said = await run(go, ["version"], { ...options, env, cwd: tmpdir(), quietMs: VERSION_QUIET_MS });
  const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(said)?.[1];
  if (!version) throw new CommandError(`${go} version says "${said}"; Go ${needed} or newer is needed`);
  if (isOlder(version, needed)) {
    throw new CommandError(`${go} is Go ${version}; Go ${needed} or newer is needed`);
  }
  return { go, env };
}

/** The newest `go` directive of the modules. */
function neededVersion({ sources }: Place): string {
  const versions = ["pulumi-cli", "auth0-provider"].map((module) => {
    const text = readFileSync(join(sources, module, "go.mod"), "utf8");
    return /^go (\S+)$/m.exec(text)?.[1] ?? "1.0";
  });
  return versions.reduce((newest, version) => (isOlder(newest, version) ? version : newest));
}

/**
 * The caller's environment without the settings that would change what is built, or make Go download
 * another Go. Where modules come from (GOPROXY and its like) stays the caller's choice.
 */
function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, GOEXPERIMENT: _experiment, ...rest } = env;
  return {
    ...rest,
    GO111MODULE: "on",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    GOFLAGS: "-mod=readonly -trimpath -buildvcs=false",
    CGO_ENABLED: "0",
  };
}
