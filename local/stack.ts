// Opens Pulumi's stack `local` on this machine: state in a folder, no service, no login, no network.
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { deploy } from "../src/infra/deploy.ts";
import { LOCAL_STACK } from "../src/model/stack.ts";
import type { Plan } from "../src/plan/types.ts";
import type { LocalPaths } from "./paths.ts";
import { localSecret } from "./secret.ts";

export const STACK = LOCAL_STACK;

export interface StackOptions {
  readonly paths: LocalPaths;
  readonly plan: Plan;
  readonly engine: { readonly pulumi: string; readonly env: Readonly<Record<string, string>> };
  readonly tenant: { readonly domain: string; readonly token: string; readonly certificateFile: string };
}

/** The Automation API takes a folder whose `bin/pulumi` is the engine, wherever the engine lies. */
function linkEngine(folder: string, pulumi: string): string {
  const root = join(folder, "engine");
  mkdirSync(join(root, "bin"), { recursive: true });
  rmSync(join(root, "bin", "pulumi"), { force: true });
  symlinkSync(pulumi, join(root, "bin", "pulumi"));
  return root;
}

export const stateFolder = (paths: LocalPaths) => join(paths.pulumi, "state");

/** gRPC's code for a server that is gone. Source: https://grpc.io/docs/guides/status-codes/ (read 2026-11) */
const UNAVAILABLE = 14;

/**
 * The SDK tells the engine what its program does, and waits for no answer: where the engine was killed, that would end
 * our process with a stack trace, before the command's own failure is told.
 */
function onRejection(reason: unknown): void {
  const isOfLostEngine = (reason as { code?: unknown } | undefined)?.code === UNAVAILABLE;
  if (isOfLostEngine || process.listenerCount("unhandledRejection") > 1) return;
  throw reason;
}

export async function openStack({ paths, plan, engine, tenant }: StackOptions): Promise<Stack> {
  process.off("unhandledRejection", onRejection).on("unhandledRejection", onRejection);
  mkdirSync(stateFolder(paths), { recursive: true });
  return await LocalWorkspace.createOrSelectStack(
    { stackName: STACK, projectName: plan.project, program: async () => deploy(plan) },
    {
      workDir: paths.pulumi,
      pulumiCommand: await PulumiCommand.get({
        root: linkEngine(paths.pulumi, engine.pulumi),
        skipVersionCheck: true,
      }),
      projectSettings: { name: plan.project, runtime: "nodejs" },
      envVars: {
        ...engine.env,
        // The variable and not the project's setting: it would win, and engineers set it for their shared stacks.
        PULUMI_BACKEND_URL: pathToFileURL(stateFolder(paths)).href,
        PULUMI_CONFIG_PASSPHRASE: localSecret(paths.passphrase),
        AUTH0_DOMAIN: tenant.domain,
        AUTH0_API_TOKEN: tenant.token,
        SSL_CERT_FILE: tenant.certificateFile,
      },
    },
  );
}
