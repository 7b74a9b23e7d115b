/** Where the parts of an engine are, or would be, on this machine. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { AUTH0_PLUGIN, PULUMI_BUILT } from "./versions.ts";

export interface Place {
  /** Cache folder of all engines of all versions. */
  cache: string;
  /** Cache folder of the engine that is built from these sources for this machine. */
  built: string;
  /** Folder with the two Go modules. */
  sources: string;
  /** Folder of the npm package `pulumi`; undefined if it is not installed. */
  npmPackage: string | undefined;
}

/** The place for a given environment: its XDG_CACHE_HOME and HOME decide. */
export function placeFor(env: NodeJS.ProcessEnv, sources = import.meta.dirname): Place {
  const cache = join(env.XDG_CACHE_HOME || join(homeFolder(env), ".cache"), "partner-access", "engine");
  const versions = `pulumi-${PULUMI_BUILT}-auth0-${AUTH0_PLUGIN}`;
  const key = `${versions}-${process.platform}-${process.arch}-${digestOf(sources)}`;
  return { cache, built: join(cache, key), sources, npmPackage: npmPackage() };
}

/** Where a Pulumi CLI keeps its plugins, unless it is told otherwise. */
export function pulumiHome(env: NodeJS.ProcessEnv): string {
  return env.PULUMI_HOME || join(homeFolder(env), ".pulumi");
}

function homeFolder(env: NodeJS.ProcessEnv): string {
  return env.HOME || homedir();
}

function npmPackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve("pulumi/package.json"));
  } catch {
    return undefined;
  }
}

/** Short digest of the Go sources: a changed source is another engine, never a stale one. */
function digestOf(sources: string): string {
  const hash = createHash("sha256");
  const files = globSync("{pulumi-cli,auth0-provider}/**/{go.mod,go.sum,*.go}", { cwd: sources });
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(sources, file)))
      .update("\0");
  return hash.digest("hex").slice(0, 8);
}
