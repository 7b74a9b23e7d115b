/** Remembers the versions of pulumi executables, so that a later start need not run them to ask. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineOptions } from "./event.ts";
import type { Place } from "./place.ts";
import { CommandError, run } from "./run.ts";
import { versionIn } from "./versions.ts";

interface Known {
  size: number;
  mtimeMs: number;
  version: string;
}

const ASK_QUIET_MS = 20_000;

/**
 * The version that an executable states, without "v". It is asked only if the file is new or changed.
 *
 * Throws a `CommandError` if it does not run or states none.
 */
export async function versionOf(pulumi: string, place: Place, options: EngineOptions): Promise<string> {
  const file = join(place.cache, "known-versions.json");
  const known = read(file);
  const { size, mtimeMs } = statSync(pulumi);
  const before = known[pulumi];
  if (before?.size === size && before.mtimeMs === mtimeMs) return before.version;

  const env = { ...options.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const said = await run(pulumi, ["version"], { env, signal: options.signal, quietMs: ASK_QUIET_MS });
  const version = versionIn(said);
  if (!version) throw new CommandError(`"${pulumi} version" states no version but "${said}"`);
  write(file, { ...known, [pulumi]: { size, mtimeMs, version } });
  return version;
}

function read(file: string): Record<string, Known> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Saves time only: a cache that cannot be written is not a reason to fail. */
function write(file: string, known: Record<string, Known>): void {
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(known, undefined, 2));
    renameSync(temporary, file);
  } catch {}
}
