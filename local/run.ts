// One local run: check, engine, tenant, update, table. Everything it starts it also stops.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Demo } from "../demo/demo.ts";
import { type Emulator, startEmulator } from "../emulator/emulator.ts";
import { type Engine, ensureEngine } from "../engine/engine.ts";
import { reportProgress } from "../engine/progress.ts";
import { declarations } from "../src/cli/declarations.ts";
import { UserError } from "../src/finding.ts";
import { planStack } from "../src/plan/plan.ts";
import type { Plan } from "../src/plan/types.ts";
import { plural } from "../src/text.ts";
import { startLocalDemo } from "./demo.ts";
import { stopInterrupted } from "./interrupted.ts";
import type { ManagementApi } from "./management.ts";
import { type LocalPaths, localPaths } from "./paths.ts";
import {
  DEMO_PORTS,
  type DemoPorts,
  httpPortOf,
  httpsPortOf,
  portsOf,
  portsTaken,
  refuseTaken,
} from "./ports.ts";
import { showProgress } from "./progress.ts";
import { openStack, STACK, stateFolder } from "./stack.ts";
import { renderTable } from "./table.ts";
import { type Answer, type UpdateOutcome, update } from "./update.ts";

/** What the local tenant accepts on its Management API; it listens on this machine only. */
const LOCAL_TOKEN = "local";

export interface RunOptions {
  /** Folder of the declarations. */
  readonly root: string;
  /** Forget the local tenant and the local state first. */
  readonly reset: boolean;
  /** Of the demo that is to follow: they are tried first. Without them it may follow all the same, on the usual ones. */
  readonly demoPorts?: DemoPorts;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Whether what is in use may be deleted or made anew, which the text says. */
  agree(losses: string): Promise<Answer>;
}

/** A finished run, empty where the declarations have findings; the tenant goes on answering until it is closed. */
export interface Run {
  readonly outcome?: UpdateOutcome;
  readonly tenant?: Emulator;
  /** The story on top of it: our app, our APIs and the partners. */
  startDemo?(): Promise<Demo>;
}

async function startTenant(plan: Plan, paths: LocalPaths, root: string, reset: boolean): Promise<Emulator> {
  const ports = { httpsPort: httpsPortOf(plan), httpPort: httpPortOf(plan), issuer: plan.issuer };
  const start = (data: string) =>
    startEmulator({ ...ports, data, certificateDir: paths.folder, seed: `${root}/tenant.yaml` });
  try {
    if (reset) {
      // Nobody else may be using what is about to go: anyone who did would hold the port.
      await (await start(":memory:")).close();
      await stopInterrupted(paths);
      rmSync(paths.folder, { recursive: true, force: true });
    }
    return await start(paths.tenant);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    // Somebody took it since it was tried.
    const { port } = error as { port?: number };
    throw portsTaken(portsOf(plan, undefined).filter((one) => one.port === port));
  }
}

const accessTo = (plan: Plan, tenant: Emulator): ManagementApi => ({
  domain: plan.domain,
  token: LOCAL_TOKEN,
  ca: readFileSync(tenant.certificateFile, "utf8"),
});

const FORGOTTEN =
  "the local tenant's data was gone: everything is made again, with new client IDs, and the state of before is forgotten";

/** A state says nothing of a tenant that did not exist when it was written. */
function forgetState(folder: string): boolean {
  const existed = existsSync(join(folder, ".pulumi", "stacks"));
  rmSync(folder, { recursive: true, force: true });
  return existed;
}

async function updateStack(
  plan: Plan,
  paths: LocalPaths,
  tenant: Emulator,
  engine: Engine,
  options: RunOptions,
): Promise<UpdateOutcome> {
  const { stderr, signal } = options;
  const access = { domain: plan.domain, token: LOCAL_TOKEN, certificateFile: tenant.certificateFile };
  const interrupted = await stopInterrupted(paths);
  const forgotten = tenant.isNew && forgetState(stateFolder(paths));
  const stack = await openStack({ paths, plan, engine, tenant: access });
  const progress = showProgress(stderr, `updating stack ${STACK}`);
  if (interrupted.length > 0) await stack.cancel();
  for (const sentence of interrupted) progress.note(sentence);
  if (forgotten) progress.note(FORGOTTEN);
  try {
    const dialog = { ...progress, agree: (losses: string) => options.agree(losses) };
    return await update(plan, stack, accessTo(plan, tenant), dialog, signal);
  } finally {
    progress.stop();
  }
}

function report(plan: Plan, { changes, clientIds }: UpdateOutcome, columns: number | undefined): string {
  const size = `${plural(Object.keys(plan.partners).length, "partner")} and ${plural(Object.keys(plan.apis).length, "API")}`;
  if (changes.length === 0) return `nothing to change: ${size} in stack ${STACK} are as declared\n`;
  return `${renderTable(plan, changes, clientIds, columns)}\n${plural(changes.length, "resource")} changed: ${size} in stack ${STACK} are as declared\n`;
}

/**
 * @throws UserError, StoreError or EngineError when this machine lacks something; CommandError when the update fails
 */
export async function run(options: RunOptions): Promise<Run> {
  const { root, env, stdout, stderr, signal } = options;
  const checked = await declarations(root, { cwd: root, stderr }, "nothing was deployed");
  if (!checked) return {};
  if (!checked.workspace.stacks.has(STACK)) throw new UserError(`Pulumi.${STACK}.yaml is missing in ${root}`);
  const plan = planStack(checked.workspace, STACK);
  await refuseTaken(portsOf(plan, options.demoPorts));
  const progress = reportProgress(stderr);
  const engine = await ensureEngine({ env, onEvent: progress.onEvent, signal }).finally(progress.stop);
  const paths = localPaths(root);
  const tenant = await startTenant(plan, paths, root, options.reset);
  try {
    const outcome = await updateStack(plan, paths, tenant, engine, options);
    stdout.write(report(plan, outcome, stdout.columns));
    const api = accessTo(plan, tenant);
    return {
      outcome,
      tenant,
      startDemo: () =>
        startLocalDemo(checked.workspace, {
          ...{ plan, outcome, api, paths },
          ports: options.demoPorts ?? DEMO_PORTS,
        }),
    };
  } catch (error) {
    await tenant.close();
    throw error;
  }
}
