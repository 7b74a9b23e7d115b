// A command → the same command with the key that signs in to Auth0, for as long as it runs and nowhere else.
import { execFileSync, spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { installedRelease } from "../engine/release.ts";
import { setting, step } from "./step.ts";

/** Shorter lines are parts of ordinary words: hiding them would only make the log unreadable. */
const SHORTEST_HIDDEN = 8;

/**
 * Commands of the build log that hide the lines of a key, wherever they turn up later.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (read 2026-11)
 */
export function hiding(key: string): string {
  const lines = key
    .split(/\r?\n/)
    .filter((line) => line.length >= SHORTEST_HIDDEN && !line.startsWith("-----"));
  return lines.map((line) => `::add-mask::${line}\n`).join("");
}

/** Throws an Error that shows nothing of the value when it is not a private key. */
export function privateKey(secret: string): string {
  const key = secret.trim();
  if (!/^-----BEGIN (RSA )?PRIVATE KEY-----\r?\n[\s\S]+\n-----END (RSA )?PRIVATE KEY-----$/.test(key))
    throw new Error("the secret in AUTH0_KEY_SECRET_ID is not a private key in PEM form");
  return `${key}\n`;
}

/**
 * What a command with the key runs of Pulumi: the release that was compared with its SHA-256. What it lacks is neither
 * downloaded nor taken from PATH.
 * Source: https://www.pulumi.com/docs/iac/cli/environment-variables/ (read 2026-11)
 */
const releaseAlone = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  PATH: [installedRelease(env), env.PATH].filter(Boolean).join(delimiter),
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
});

function main([command, ...args]: readonly string[]): number {
  if (command === undefined) throw new Error("usage: with-auth0-key.ts COMMAND [ARGUMENT]…");
  // Before there is a key.
  const env = releaseAlone(process.env);
  const id = setting(env, "AUTH0_KEY_SECRET_ID");
  const query = ["--query", "SecretString", "--output", "text"];
  const secret = execFileSync("aws", ["secretsmanager", "get-secret-value", "--secret-id", id, ...query], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const key = privateKey(secret);
  if (env.GITHUB_ACTIONS) process.stdout.write(hiding(key));
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...env, AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: key, AUTH0_CLIENT_ASSERTION_SIGNING_ALG: "RS256" },
  });
  if (error) throw new Error(`${command} cannot be started`, { cause: error });
  return status ?? 1;
}

if (import.meta.main) await step(() => main(process.argv.slice(2)));
