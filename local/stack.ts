// Opens Pulumi's stack `local` on this machine: state in a folder, no service, no login, no network.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { deploy } from "../src/infra/deploy.ts";
import type { Plan } from "../src/plan/types.ts";
import type { LocalPaths } from "./paths.ts";

export const STACK = "local";

export interface StackOptions {
  readonly paths: LocalPaths;
  readonly plan: Plan;
  readonly engine: { readonly pulumi: string; readonly env: Readonly<Record<string, string>> };
  readonly tenant: { readonly domain: string; readonly token: string; readonly certificateFile: string };
}

/** Made once per machine; state without it is unreadable, so both live and go together. */
function passphrase(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const made = randomBytes(24).toString("base64url");
    writeFileSync(file, made, { mode: 0o600 });
    return made;
  }
}

/** The folder whose `bin/pulumi` an engine is, as the Automation API wants it. */
const engineRoot = (pulumi: string) => join(pulumi, "..", "..");

export const stateFolder = (paths: LocalPaths) => join(paths.pulumi, "state");

export async function openStack({ paths, plan, engine, tenant }: StackOptions): Promise<Stack> {
  mkdirSync(stateFolder(paths), { recursive: true });
  return await LocalWorkspace.createOrSelectStack(
    { stackName: STACK, projectName: plan.project, program: async () => deploy(plan) },
    {
      workDir: paths.pulumi,
      pulumiCommand: await PulumiCommand.get({ root: engineRoot(engine.pulumi), skipVersionCheck: true }),
      projectSettings: {
        name: plan.project,
        runtime: "nodejs",
        backend: { url: pathToFileURL(stateFolder(paths)).href },
      },
      envVars: {
        ...engine.env,
        PULUMI_CONFIG_PASSPHRASE: passphrase(paths.passphrase),
        AUTH0_DOMAIN: tenant.domain,
        AUTH0_API_TOKEN: tenant.token,
        SSL_CERT_FILE: tenant.certificateFile,
      },
    },
  );
}
