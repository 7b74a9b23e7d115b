// One place to fail in: a port, a folder and a stack, put back to where a case begins as often as there are cases.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import listProcesses from "ps-list";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { ensureEngine } from "../../engine/engine.ts";
import { localPaths } from "../../local/paths.ts";
import { type StackOptions, stateFolder } from "../../local/stack.ts";
import type { Plan } from "../../src/plan/types.ts";
import { COMPANY } from "./company.ts";
import type { Failure, Order, Ran } from "./fault-run.ts";
import { leftWith, runningWith } from "./left-running.ts";

/** Where a case begins: a folder with the tenant and Pulumi's state as a finished run left them. */
export type Start = string;

/** Marks, in their environment, the processes of a bed. */
const STARTED_BY = "PARTNER_ACCESS_FAULT_BED";
const TENANT_FILE = "tenant.sqlite";
const RUN = fileURLToPath(new URL("fault-run.ts", import.meta.url));
const STATE_FILE = ".pulumi/stacks/partner-access/local.json";

export class FaultBed {
  readonly #root = mkdtempSync(join(tmpdir(), "faults-"));
  readonly #paths = localPaths(this.#root);
  readonly #engine: StackOptions["engine"];
  #nothing: Start = "";
  #run: ChildProcess | undefined;
  #tenant: Emulator | undefined;
  #port = 0;

  private constructor(engine: StackOptions["engine"]) {
    this.#engine = engine;
    mkdirSync(stateFolder(this.#paths), { recursive: true });
    // The same in all of them: what one prepares, another may begin with.
    writeFileSync(this.#paths.passphrase, "for tests only");
  }

  /** With a stack in which nothing is deployed. */
  static async create(plan: Plan): Promise<FaultBed> {
    const bed = new FaultBed(await ensureEngine({ env: process.env, onEvent: () => undefined }));
    await bed.#startTenant();
    const { failure } = await bed.#carryOut("open", plan);
    if (failure !== undefined) throw new Error(failure);
    bed.#nothing = await bed.save();
    return bed;
  }

  async close(): Promise<void> {
    this.#endRunning();
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
      seed: join(COMPANY, "tenant.yaml"),
    });
    this.#port = this.#tenant.port;
  }

  /** What the runs have left. */
  left(): Promise<string[]> {
    return leftWith(STARTED_BY, this.#root);
  }

  /** A provider outlives its engine, and would go on in the next case. */
  #endRunning(): void {
    for (const pid of runningWith(STARTED_BY, this.#root).map((line) => Number.parseInt(line, 10)))
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
  }

  /** The tenant and the state as they were saved; nothing deployed without a name. */
  async begin(start: Start = this.#nothing): Promise<void> {
    this.#endRunning();
    await this.#tenant?.close();
    for (const name of [TENANT_FILE, `${TENANT_FILE}-wal`, `${TENANT_FILE}-shm`])
      rmSync(join(this.#paths.folder, name), { force: true });
    rmSync(stateFolder(this.#paths), { recursive: true, force: true });
    cpSync(join(start, TENANT_FILE), join(this.#paths.folder, TENANT_FILE));
    cpSync(join(start, "state"), stateFolder(this.#paths), { recursive: true });
    await this.#startTenant();
  }

  /** Keeps what there is, until the bed is closed unless in a folder of the caller's; the tenant goes on only in the next case. */
  async save(start = mkdtempSync(join(this.#root, "start-"))): Promise<Start> {
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

  async #carryOut(what: Order["what"], plan: Plan): Promise<Ran> {
    const { certificateFile, port } = this.tenant;
    const tenant = { domain: `localhost:${port}`, token: "local", certificateFile };
    const order: Order = { what, paths: this.#paths, plan, engine: this.#engine, tenant };
    const run = fork(RUN, {
      env: { ...process.env, [STARTED_BY]: this.#root },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#run = run;
    let ran: Ran | undefined;
    let printed = "";
    run.once("message", (message: Ran) => {
      ran = message;
    });
    run.stderr?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    run.send(order);
    const [code] = await once(run, "close");
    if (ran === undefined || code !== 0 || printed !== "")
      throw new Error(`a run ended with ${code}, and printed: ${printed}`);
    return ran;
  }

  /** One `up` and nothing around it: the run that is to fail. */
  async up(plan: Plan, what: "first up" | "up"): Promise<Failure> {
    return (await this.#carryOut(what, plan)).failure;
  }

  /** A run as `npm start` makes it, whatever the one before it left. */
  run(plan: Plan): Promise<Ran> {
    return this.#carryOut("start", plan);
  }

  /** Kills the running engine, and with `plugins` what it started, at once and for good. */
  async kill({ plugins }: { plugins: boolean }): Promise<void> {
    const processes = await listProcesses();
    const engines = processes.filter(
      ({ ppid, cmd }) => ppid === this.#run?.pid && cmd?.includes(this.#paths.pulumi),
    );
    const doomed = processes.filter(({ ppid }) => plugins && engines.some(({ pid }) => pid === ppid));
    for (const { pid } of [...engines, ...doomed]) process.kill(pid, "SIGKILL");
  }
}
