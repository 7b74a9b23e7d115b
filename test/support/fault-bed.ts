// One place to fail in: a port, a folder and a stack, put back to where a case begins as often as there are cases.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import listProcesses from "ps-list";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { ensureEngine } from "../../engine/engine.ts";
import { stopInterrupted } from "../../local/interrupted.ts";
import { localPaths } from "../../local/paths.ts";
import { openStack, stateFolder } from "../../local/stack.ts";
import { update } from "../../local/update.ts";
import { deploy } from "../../src/infra/deploy.ts";
import type { Plan } from "../../src/plan/types.ts";
import { REPOSITORY } from "./local.ts";

/** Where a case begins: a folder with the tenant and Pulumi's state as a finished run left them. */
export type Start = string;

/** What a run says about its failure; nothing when it went well. */
export type Failure = string | undefined;

const TENANT_FILE = "tenant.sqlite";
const STATE_FILE = ".pulumi/stacks/partner-access/local.json";

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export class FaultBed {
  readonly #root = mkdtempSync(join(tmpdir(), "faults-"));
  readonly #paths = localPaths(this.#root);
  #nothing: Start = "";
  #stack: Stack | undefined;
  #tenant: Emulator | undefined;
  #port = 0;

  private constructor() {
    mkdirSync(this.#paths.folder);
    // The same in all of them: what one prepares, another may begin with.
    writeFileSync(this.#paths.passphrase, "for tests only");
  }

  /** With nothing deployed. */
  static async create(plan: Plan): Promise<FaultBed> {
    const bed = new FaultBed();
    await bed.#startTenant();
    const { certificateFile, port } = bed.tenant;
    const access = { domain: `localhost:${port}`, token: "local", certificateFile };
    const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
    const stack = await openStack({ paths: bed.#paths, plan, engine, tenant: access });
    // Commands that follow each update, whose answers nobody here asks for.
    stack.outputs = async () => ({});
    stack.info = async () => undefined;
    bed.#stack = stack;
    bed.#nothing = await bed.save();
    return bed;
  }

  async close(): Promise<void> {
    await this.#tenant?.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  get tenant(): Emulator {
    if (this.#tenant === undefined) throw new Error("no case has begun");
    return this.#tenant;
  }

  async #startTenant(): Promise<void> {
    this.#tenant = await startEmulator({
      httpsPort: this.#port,
      data: join(this.#paths.folder, TENANT_FILE),
      certificateDir: this.#paths.folder,
      seed: join(REPOSITORY, "tenant.yaml"),
    });
    this.#port = this.#tenant.port;
  }

  /** The tenant and the state as they were saved; nothing deployed without a name. */
  async begin(start: Start = this.#nothing): Promise<void> {
    await this.#tenant?.close();
    for (const name of [TENANT_FILE, `${TENANT_FILE}-wal`, `${TENANT_FILE}-shm`])
      rmSync(join(this.#paths.folder, name), { force: true });
    rmSync(stateFolder(this.#paths), { recursive: true, force: true });
    cpSync(join(start, TENANT_FILE), join(this.#paths.folder, TENANT_FILE));
    cpSync(join(start, "state"), stateFolder(this.#paths), { recursive: true });
    await this.#startTenant();
  }

  /** Keeps what there is until the bed is closed; the tenant goes on only in the next case. */
  async save(): Promise<Start> {
    const start = mkdtempSync(join(this.#root, "start-"));
    await this.#tenant?.close();
    this.#tenant = undefined;
    cpSync(join(this.#paths.folder, TENANT_FILE), join(start, TENANT_FILE));
    cpSync(stateFolder(this.#paths), join(start, "state"), { recursive: true });
    return start;
  }

  /** Pulumi's checkpoint as it lies on the disk; undefined when a kill left a stump. */
  checkpoint(): unknown {
    try {
      return JSON.parse(readFileSync(join(stateFolder(this.#paths), STATE_FILE), "utf8"));
    } catch {
      return undefined;
    }
  }

  #stackFor(plan: Plan): Stack {
    if (this.#stack === undefined) throw new Error("the stack is not open");
    this.#stack.workspace.program = async () => deploy(plan);
    return this.#stack;
  }

  /** One `up` and nothing around it: the run that is to fail. */
  up(plan: Plan, signal = new AbortController().signal): Promise<Failure> {
    return failureOf(this.#stackFor(plan).up({ parallel: 8, signal }));
  }

  /** A run as `npm start` makes it, whatever the one before it left; what it noted. */
  async run(plan: Plan): Promise<{ failure: Failure; notes: string[]; changes: number }> {
    const stack = this.#stackFor(plan);
    const notes = await stopInterrupted(stateFolder(this.#paths));
    if (notes.length > 0) await stack.cancel();
    const ca = readFileSync(this.tenant.certificateFile, "utf8");
    const api = { domain: `localhost:${this.#port}`, token: "local", ca };
    const report = { note: (text: string) => void notes.push(text), progress: () => undefined };
    let changes = 0;
    const failure = await failureOf(
      update(plan, stack, api, report, new AbortController().signal).then((outcome) => {
        changes = outcome.changes.length;
      }),
    );
    return { failure, notes, changes };
  }

  /** Kills the running engine, and with `plugins` what it started, at once and for good. */
  async kill({ plugins }: { plugins: boolean }): Promise<void> {
    const processes = await listProcesses();
    const engines = processes.filter(
      ({ ppid, cmd }) => ppid === process.pid && cmd?.includes(this.#paths.pulumi),
    );
    const doomed = processes.filter(({ ppid }) => plugins && engines.some(({ pid }) => pid === ppid));
    for (const { pid } of [...engines, ...doomed]) process.kill(pid, "SIGKILL");
  }
}
