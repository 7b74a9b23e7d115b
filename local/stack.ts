// Opens Pulumi's stack `local` on this machine: state in a folder, no service, no login, no network.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Deployment, LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import type { Engine } from "../engine/event.ts";
import { withoutLogs } from "../engine/no-logs.ts";
import { deploy, type StackOutputs } from "../src/infra/deploy.ts";
import { LOCAL_STACK } from "../src/model/stack.ts";
import type { Plan } from "../src/plan/types.ts";
import { exportStack } from "../src/pulumi/cli.ts";
import type { LocalPaths } from "./paths.ts";
import { localSecret } from "./secret.ts";

export const STACK = LOCAL_STACK;

export interface StackOptions {
  readonly paths: LocalPaths;
  readonly plan: Plan;
  readonly engine: Pick<Engine, "pulumi" | "version" | "home" | "env">;
  readonly tenant: { readonly domain: string; readonly token: string; readonly certificateFile: string };
}

/**
 * Where the stack's engine and plugins are started from: in their command lines it says whose they are. The folder of
 * the project exists.
 */
export function ownFolders({ pulumi }: LocalPaths): { readonly engine: string; readonly home: string } {
  const folder = realpathSync(pulumi);
  return { engine: join(folder, "engine"), home: join(folder, "home") };
}

function link(target: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, name), { force: true });
  symlinkSync(target, join(folder, name));
}

/**
 * The Automation API takes a folder whose `bin/pulumi` is the engine, wherever the engine lies; the engine takes plugins
 * from its home.
 */
function linkEngine(
  paths: LocalPaths,
  { pulumi, home }: StackOptions["engine"],
): ReturnType<typeof ownFolders> {
  const own = ownFolders(paths);
  link(pulumi, join(own.engine, "bin"), "pulumi");
  link(join(home, "plugins"), own.home, "plugins");
  withoutLogs(own.home);
  return own;
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

/** Where the file backend keeps the stacks of a project. Source: pulumi/pulumi, pkg/backend/diy/store.go (read 2026-11) */
const stacksFolder = (paths: LocalPaths, project: string) =>
  join(stateFolder(paths), ".pulumi", "stacks", project);

/** Source: pulumi/pulumi, sdk/go/common/apitype/core.go, `VersionedCheckpoint` and `CheckpointV3` (read 2026-11) */
const checkpointSchema = z.object({
  version: z.literal(3),
  checkpoint: z.object({ latest: z.looseObject({}).optional() }),
});

/** What `pulumi stack export` would print; nothing for a file that it has to read itself, or to complain of. */
function readCheckpoint(file: string): Deployment | undefined {
  try {
    const { version, checkpoint } = checkpointSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return { version, deployment: checkpoint.latest };
  } catch {
    return undefined;
  }
}

/**
 * The engine takes a third of a second to start, and as long to derive the key of the state's secrets: the Automation
 * API asks for secrets whenever it reads the state, and after each update for outputs and history.
 */
function askForLess(stack: Stack, bin: string, file: string): void {
  const { workDir: cwd, envVars } = stack.workspace;
  const env = { ...process.env, ...envVars, PATH: [bin, envVars.PATH ?? process.env.PATH].join(delimiter) };
  Object.assign(stack, {
    outputs: async () => ({}),
    info: async () => undefined,
    exportStack: async () =>
      readCheckpoint(file) ?? ((await exportStack({ stack: STACK, cwd, env })) as Deployment),
  } satisfies Partial<Stack>);
}

/** The Automation API would start the engine to ask for its version, which is known; it keeps the constructor to itself. */
const commandOf = (pulumi: string, version: string): PulumiCommand =>
  Reflect.construct(PulumiCommand, [pulumi, version]);

/** And once more to ask whether the stack exists, which its file says. */
function createOrSelect(workspace: LocalWorkspace, stacks: string): Promise<Stack> {
  if (!existsSync(stacks)) return Stack.create(STACK, workspace);
  if (existsSync(join(stacks, `${STACK}.json`))) workspace.selectStack = async () => undefined;
  return Stack.createOrSelect(STACK, workspace);
}

/** @param program what is declared: on a tenant of the stack's own nothing has to be looked up before */
export async function openStack(
  { paths, plan, engine, tenant }: StackOptions,
  program: (plan: Plan) => Promise<StackOutputs> = deploy,
): Promise<Stack> {
  // Where somebody else listens, as tests do, a second listener would keep both silent.
  if (process.listenerCount("unhandledRejection") === 0) process.on("unhandledRejection", onRejection);
  mkdirSync(stateFolder(paths), { recursive: true });
  const own = linkEngine(paths, engine);
  const workspace = await LocalWorkspace.create({
    workDir: paths.pulumi,
    program: async () => program(plan),
    pulumiCommand: commandOf(join(own.engine, "bin", "pulumi"), engine.version),
    projectSettings: { name: plan.project, runtime: "nodejs" },
    envVars: {
      ...engine.env,
      PULUMI_HOME: own.home,
      // The variable and not the project's setting: it would win, and engineers set it for their shared stacks.
      PULUMI_BACKEND_URL: pathToFileURL(stateFolder(paths)).href,
      PULUMI_CONFIG_PASSPHRASE: localSecret(paths.passphrase),
      AUTH0_DOMAIN: tenant.domain,
      AUTH0_API_TOKEN: tenant.token,
      SSL_CERT_FILE: tenant.certificateFile,
    },
  });
  const stacks = stacksFolder(paths, plan.project);
  const stack = await createOrSelect(workspace, stacks);
  askForLess(stack, join(own.engine, "bin"), join(stacks, `${STACK}.json`));
  return stack;
}
