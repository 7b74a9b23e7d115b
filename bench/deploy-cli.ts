// auth0-deploy-cli, installed once into a folder for benchmarks: the project itself does not use it.
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { placeFor } from "../engine/place.ts";
import type { Plan } from "../src/plan/types.ts";
import { type Bed, type Run, runCommand } from "./bed.ts";
import { deployCliConfig, INCLUDED } from "./deploy-cli-config.ts";

/** The newest in November 2026. */
export const DEPLOY_CLI = "auth0-deploy-cli@8.44.0";

/** @returns the program, or a sentence that says why there is none */
export async function findDeployCli(
  progress: (text: string) => void,
): Promise<{ readonly program: string } | string> {
  const folder = join(placeFor(process.env).cache, "..", "bench", DEPLOY_CLI);
  const program = join(folder, "node_modules/auth0-deploy-cli/lib/index.js");
  const help = { command: process.execPath, args: [program, "--help"], cwd: "/" };
  if (await runCommand(help).catch(() => undefined)) return { program };
  progress(`installing ${DEPLOY_CLI}`);
  const unfinished = `${folder}.${process.pid}.tmp`;
  try {
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, "package.json"), '{ "private": true }\n');
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", DEPLOY_CLI];
    await runCommand({ command: "npm", args, cwd: unfinished, env: process.env });
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    await runCommand(help);
    return { program };
  } catch (error) {
    return `${DEPLOY_CLI} cannot be installed here: not measured. ${(error as Error).message.split("\n")[0]}`;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** What would be changed, without changing it. */
export async function dryRun(bed: Bed, program: string, plan: Plan): Promise<Run> {
  const folder = join(bed.root, "deploy-cli");
  mkdirSync(folder, { recursive: true });
  const { file, code } = deployCliConfig(plan);
  writeFileSync(join(folder, "tenant.yaml"), file);
  writeFileSync(join(folder, "config.json"), JSON.stringify({ AUTH0_INCLUDED_ONLY: INCLUDED }));
  for (const [name, text] of Object.entries(code)) writeFileSync(join(folder, name), text);
  const run = await runCommand({
    command: process.execPath,
    args: [program, "import", "--input_file", "tenant.yaml", "--config_file", "config.json", "--dry_run"],
    cwd: folder,
    env: {
      ...process.env,
      AUTH0_DOMAIN: bed.domain,
      AUTH0_ACCESS_TOKEN: "local",
      NODE_EXTRA_CA_CERTS: bed.tenant.certificateFile,
    },
  });
  return { ...run, output: stripVTControlCharacters(run.output) };
}
