/** Sees to it that a Pulumi CLI has the Auth0 plugin. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { AUTH0_PROVIDER, build } from "./build.ts";
import { type Cli, reasonOf } from "./cli.ts";
import { download } from "./download.ts";
import { EngineError, type EngineOptions, type FailedWay, listWays } from "./event.ts";
import { isExecutable } from "./on-path.ts";
import type { Place } from "./place.ts";
import { AUTH0_PLUGIN } from "./versions.ts";

/**
 * Installs the Auth0 plugin for a CLI unless it is there: the official release, or else one built
 * with Go. For a CLI that had to be built, the release is not tried: it is downloaded from where the
 * CLI's own release could not be had.
 *
 * Throws an `EngineError` if neither can be had.
 */
export async function ensurePlugin(cli: Cli, place: Place, options: EngineOptions): Promise<void> {
  if (isInstalled(cli.home)) return;
  const failed: FailedWay[] = [];
  if (cli.origin !== "built") {
    options.onEvent({ kind: "step", text: `installing the Auth0 plugin ${AUTH0_PLUGIN}` });
    const why = await installs(cli, [], options);
    if (why === undefined) return;
    failed.push({ way: `pulumi plugin install resource auth0 ${AUTH0_PLUGIN}`, why });
    options.onEvent({ kind: "step", text: listWays(failed).trim() });
  }
  const why = await builds(cli, place, options);
  if (why === undefined) return;
  failed.push({ way: "building it with Go", why });
  const tried = failed.length === 1 ? "" : "Both ways were tried.\n";
  throw new EngineError(
    `${cli.pulumi} works, but its Auth0 plugin ${AUTH0_PLUGIN} cannot be had. ${tried}${listWays(failed)}`,
  );
}

/** Pulumi's layout of its home; a plugin whose installation has not ended has a file ".partial" beside it. */
function isInstalled(home: string): boolean {
  const folder = join(home, "plugins", `resource-auth0-v${AUTH0_PLUGIN}`);
  return isExecutable(join(folder, "pulumi-resource-auth0")) && !existsSync(`${folder}.partial`);
}

async function builds(cli: Cli, place: Place, options: EngineOptions): Promise<string | undefined> {
  try {
    const file = await build(AUTH0_PROVIDER, place, options);
    return await installs(cli, ["--file", file], options);
  } catch (error) {
    return reasonOf(error);
  }
}

/** Installs the plugin and returns why that failed, or undefined. Two at once wait for each other in Pulumi. */
async function installs(cli: Cli, more: string[], options: EngineOptions): Promise<string | undefined> {
  try {
    mkdirSync(cli.home, { recursive: true });
    await download(cli.pulumi, ["plugin", "install", "resource", "auth0", AUTH0_PLUGIN, ...more], {
      ...options,
      env: { ...options.env, PULUMI_HOME: cli.home },
      // A Pulumi.yaml in the current folder could name another source for the plugin.
      cwd: cli.home,
    });
  } catch (error) {
    return reasonOf(error);
  }
  return isInstalled(cli.home) ? undefined : `pulumi installed it somewhere else than in ${cli.home}`;
}
