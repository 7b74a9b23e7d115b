/** The ways to a Pulumi CLI. Each gives the CLI, or why it does not lead to one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, builtFile, builtHome, PULUMI_CLI } from "./build.ts";
import { download } from "./download.ts";
import type { Engine, EngineOptions, FailedWay } from "./event.ts";
import { versionOf } from "./known-versions.ts";
import { findOnPath, isExecutable } from "./on-path.ts";
import { type Place, pulumiHome } from "./place.ts";
import { CommandError } from "./run.ts";
import { isOlder, PULUMI_BUILT, PULUMI_MINIMUM } from "./versions.ts";

export type Cli = Pick<Engine, "pulumi" | "version" | "origin" | "home">;

/** Undefined: nothing there yet, and nothing to say about it. */
type Outcome = Cli | FailedWay | undefined;

/** What an engineer has installed. */
export async function cliOnPath(place: Place, options: EngineOptions): Promise<Outcome> {
  const way = "pulumi on PATH";
  const pulumi = findOnPath("pulumi", options.env);
  if (!pulumi) return { way, why: "not found" };
  try {
    const version = await versionOf(pulumi, place, options);
    if (isOlder(version, PULUMI_MINIMUM)) {
      return { way, why: `${pulumi} is version ${version}; ${PULUMI_MINIMUM} or newer is needed` };
    }
    return { pulumi, version, origin: "path", home: pulumiHome(options.env) };
  } catch (error) {
    return { way, why: `${pulumi}: ${reasonOf(error)}` };
  }
}

/** The release that the npm package has downloaded before. */
export async function cliDownloaded(place: Place, options: EngineOptions): Promise<Outcome> {
  const home = pulumiHome(options.env);
  const pulumi = npmDownload(place, home);
  if (!pulumi || !isExecutable(pulumi)) return undefined;
  try {
    const version = await versionOf(pulumi, place, options);
    return { pulumi, version, origin: "npm", home };
  } catch (error) {
    reasonOf(error);
    // Using the npm package, below, will fail for the same reason, and say so.
    return undefined;
  }
}

/** Lets the npm package download its release, as it does on first use. */
export async function cliToDownload(place: Place, options: EngineOptions): Promise<Outcome> {
  const way = "the npm package pulumi";
  const pulumi = npmDownload(place, pulumiHome(options.env));
  if (!place.npmPackage || !pulumi) return { way, why: "not found" };
  options.onEvent({ kind: "step", text: `${way} downloads its release` });
  // The version is the package's own, so that it is where we look for it.
  const { PULUMI_VERSION: _version, ...env } = options.env;
  try {
    const script = join(place.npmPackage, "run.js");
    await download(process.execPath, [script, "version"], { ...options, env });
  } catch (error) {
    return { way, why: `its download failed: ${reasonOf(error)}` };
  }
  return (await cliDownloaded(place, options)) ?? { way, why: `it left no ${pulumi} that works` };
}

/** The CLI that was built before. */
export async function cliBuilt(place: Place, options: EngineOptions): Promise<Outcome> {
  const pulumi = builtFile(PULUMI_CLI, place);
  if (!isExecutable(pulumi)) return undefined;
  return { pulumi, version: PULUMI_BUILT, origin: "built", home: builtHome(place, options.env) };
}

/** Builds the CLI with Go. */
export async function cliToBuild(place: Place, options: EngineOptions): Promise<Outcome> {
  try {
    await build(PULUMI_CLI, place, options);
  } catch (error) {
    return { way: "building it with Go", why: reasonOf(error) };
  }
  return cliBuilt(place, options);
}

/** Why a way failed, in the words of a command or of the system; any other error is a bug and thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof CommandError) return error.message;
  if (error instanceof Error && "syscall" in error) return error.message;
  throw error;
}

/** Where the npm package puts its release: the folder that Pulumi's Automation API uses as well. */
function npmDownload({ npmPackage }: Place, home: string): string | undefined {
  if (!npmPackage) return undefined;
  const { version } = JSON.parse(readFileSync(join(npmPackage, "package.json"), "utf8"));
  return join(home, "versions", version, "bin", "pulumi");
}
