/** Gets a Pulumi CLI and its Auth0 plugin onto this machine, and says where they are. */
import { delimiter, dirname } from "node:path";
import { builtHome } from "./build.ts";
import { type Cli, cliBuilt, cliDownloaded, cliOnPath, cliToBuild, cliToDownload } from "./cli.ts";
import { type Engine, EngineError, type EngineOptions, type FailedWay, listWays } from "./event.ts";
import { withoutLogs } from "./no-logs.ts";
import { type Place, placeFor } from "./place.ts";
import { ensurePlugin } from "./plugin.ts";
import { AUTH0_PLUGIN, PULUMI_MINIMUM } from "./versions.ts";

export type { Engine, EngineEvent, EngineOptions } from "./event.ts";

/**
 * The ways to a CLI, best first. What a slow way has brought before comes before any slow way: a
 * machine without internet must not wait for the same download in vain at every start.
 */
const WAYS = [cliOnPath, cliDownloaded, cliBuilt, cliToDownload, cliToBuild];

/**
 * Returns a Pulumi CLI that works, its Auth0 plugin installed.
 *
 * With both in place it takes milliseconds and starts no process. Otherwise it downloads or builds them,
 * which takes minutes and is safe in several processes at once. Throws an `EngineError` when neither can
 * be had, and the signal's reason after an abort.
 */
export async function ensureEngine(options: EngineOptions, place = placeFor(options.env)): Promise<Engine> {
  const cli = await ensureCli(place, options);
  await ensurePlugin(cli, place, options);
  const isOurs = cli.home === builtHome(place, {});
  if (isOurs) withoutLogs(cli.home);
  return {
    pulumi: cli.pulumi,
    version: cli.version,
    origin: cli.origin,
    home: cli.home,
    env: {
      // The CLI looks for its language hosts beside itself and on PATH.
      PATH: [dirname(cli.pulumi), options.env.PATH].filter(Boolean).join(delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Else a plain CLI tries to install the plugin of every @pulumi package, used or not.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...(cli.origin === "built" && { PULUMI_HOME: cli.home }),
      // A tenth less processor time for some memory, of which a run needs little. Source: https://go.dev/doc/gc-guide (read 2026-11)
      GOGC: options.env.GOGC ?? "400",
      // A sixth less time. Source: `pulumi about env` (read 2026-11)
      PULUMI_PARALLEL_DIFF: options.env.PULUMI_PARALLEL_DIFF ?? "true",
    },
  };
}

async function ensureCli(place: Place, options: EngineOptions): Promise<Cli> {
  const failed: FailedWay[] = [];
  for (const way of WAYS) {
    options.signal?.throwIfAborted();
    const outcome = await way(place, options);
    if (!outcome) continue;
    if ("pulumi" in outcome) return outcome;
    failed.push(outcome);
    if (outcome.why !== "not found") {
      options.onEvent({ kind: "step", text: `${outcome.way}: ${outcome.why}` });
    }
  }
  throw new EngineError(
    `no Pulumi can be had on this machine. Three ways were tried:\n${listWays(failed)}\n` +
      `Any one is enough: install Pulumi ${PULUMI_MINIMUM} or newer, let this machine download Pulumi's\n` +
      `releases (CLI and Auth0 plugin ${AUTH0_PLUGIN}), or install Go.`,
  );
}
