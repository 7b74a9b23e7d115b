// A number of partners → a local tenant, and Pulumi projects for it that plain `pulumi` runs as engineers run it.
import { spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { type Emulator, MAX_LOGGED_REQUESTS, startEmulator } from "../emulator/emulator.ts";
import { type Engine, ensureEngine } from "../engine/engine.ts";
import { ensureLanguageHost } from "../engine/language-host.ts";
import { reportProgress } from "../engine/progress.ts";
import { diskSource } from "../src/load/source.ts";
import { checkDeclarations } from "../src/pipeline.ts";
import { planStack } from "../src/plan/plan.ts";
import type { Plan } from "../src/plan/types.ts";
import { type CpuSeconds, watchCpu } from "./cpu.ts";
import { writeDeclarations } from "./declarations.ts";
import { COMPANY, ROOT } from "./places.ts";

/** The stack in which each of the example partners exists. */
export const STACK = "prod";
/** `ours`: the program of this repository. `plain`: the same resources by hand. `floor`: registered and nothing else. `empty`: none. */
export type Project = "ours" | "plain" | "floor" | "empty";

export interface Run {
  readonly seconds: number;
  readonly output: string;
  /** Only when it was asked for: watching takes time itself. */
  readonly cpu?: CpuSeconds;
}

/** What the tenant was asked. */
export interface Calls {
  readonly all: number;
  /** All but GET, without those refused. */
  readonly writes: number;
  /** Too many at once: answered with 429. */
  readonly refused: number;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cpu?: boolean;
  /** Exit codes that mean no failure; 0 alone unless named. */
  readonly accepted?: readonly number[];
}

/**
 * Runs a command to its end and times it, while this process goes on serving the tenant.
 *
 * @throws Error with all that it said when it fails: a figure of a command that did nothing would be a lie
 */
export function runCommand({ command, args, cwd, env, cpu = false, accepted = [0] }: Command): Promise<Run> {
  const { promise, resolve, reject } = Promise.withResolvers<Run>();
  const start = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const watch = cpu && child.pid !== undefined ? watchCpu(child.pid) : undefined;
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  child.once("error", reject);
  child.once("close", (code, signal) => {
    const seconds = (performance.now() - start) / 1000;
    const used = watch?.stop();
    if (accepted.includes(code ?? -1)) resolve({ seconds, output, ...(used && { cpu: used }) });
    else reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}:\n${output}`));
  });
  return promise;
}

/** A Pulumi program as a folder of its own. */
function writeProject(folder: string, name: string, program: string, domain: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(program, join(folder, "index.ts"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.ts\n`,
  );
  writeFileSync(join(folder, `Pulumi.${STACK}.yaml`), `config: { auth0:domain: "${domain}" }\n`);
}

/** Where the stack is: at the local tenant, with nothing on AWS, which needs neither plugin nor account. */
const atTenant = (settings: string, domain: string) =>
  settings
    .replace(/auth0:domain: .*/, `auth0:domain: ${domain}`)
    .replaceAll(/^ {2}(aws:|partner-access:(aws|hosting):).*\n(?: {4}.*\n)*/gm, "");

/** Removes itself and all that runs in it when it is closed. */
export class Bed {
  readonly root: string;
  readonly tenant: Emulator;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(root: string, tenant: Emulator, engine: Engine) {
    this.root = root;
    this.tenant = tenant;
    this.engine = engine;
    const { workspace } = checkDeclarations(diskSource(join(root, "ours")));
    this.plan = planStack(workspace, STACK);
    writeFileSync(join(root, "plain", "plan.json"), JSON.stringify(this.plan));
    this.#env = {
      ...process.env,
      ...engine.env,
      PULUMI_BACKEND_URL: this.backendUrl,
      PULUMI_CONFIG_PASSPHRASE: "for benchmarks",
      ...this.tenantEnv,
    };
  }

  /** The tenant is new, and nothing is deployed to it. */
  static async create(partners: number): Promise<Bed> {
    const progress = reportProgress(process.stderr);
    const found = await ensureEngine({ env: process.env, onEvent: progress.onEvent }).finally(progress.stop);
    const engine = ensureLanguageHost(found);
    const root = mkdtempSync(join(tmpdir(), "bench-"));
    try {
      return await Bed.#createIn(root, partners, engine);
    } catch (error) {
      rmSync(root, { recursive: true, force: true });
      throw error;
    }
  }

  static async #createIn(root: string, partners: number, engine: Engine): Promise<Bed> {
    const ours = join(root, "ours");
    mkdirSync(ours);
    writeDeclarations(ours, partners);
    for (const name of ["src", "engine/on-path.ts", "package.json"])
      cpSync(join(ROOT, name), join(ours, name), { recursive: true });
    copyFileSync(join(COMPANY, "Pulumi.yaml"), join(ours, "Pulumi.yaml"));
    symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
    mkdirSync(join(root, "state"));
    const tenant = await startEmulator({
      httpsPort: 0,
      data: ":memory:",
      certificateDir: join(ours, ".local"),
      seed: join(ours, "tenant.yaml"),
    });
    try {
      return await Bed.#openAt(tenant, root, engine);
    } catch (error) {
      await tenant.close();
      throw error;
    }
  }

  static async #openAt(tenant: Emulator, root: string, engine: Engine): Promise<Bed> {
    const domain = `localhost:${tenant.port}`;
    const settings = join(root, "ours", `Pulumi.${STACK}.yaml`);
    writeFileSync(settings, atTenant(readFileSync(settings, "utf8"), domain));
    for (const name of ["plain", "floor", "empty"])
      writeProject(join(root, name), name, join(import.meta.dirname, "plain", `${name}.ts`), domain);
    const bed = new Bed(root, tenant, engine);
    for (const project of ["ours", "plain", "floor", "empty"] as const)
      await bed.pulumi(project, ["stack", "init", STACK]);
    return bed;
  }

  get domain(): string {
    return `localhost:${this.tenant.port}`;
  }

  get backendUrl(): string {
    return pathToFileURL(join(this.root, "state")).href;
  }

  /** How the Auth0 provider finds the tenant, in Pulumi and in terraform. */
  get tenantEnv(): Record<string, string> {
    return {
      AUTH0_DOMAIN: this.domain,
      AUTH0_API_TOKEN: "local",
      SSL_CERT_FILE: this.tenant.certificateFile,
    };
  }

  /** Of the program by hand: Pulumi's defaults, with a home that takes its logs, instead of the settings that we offer. */
  #defaults(): NodeJS.ProcessEnv {
    const { PULUMI_HOME: ours } = this.engine.env;
    const { GOGC, PULUMI_PARALLEL_DIFF } = process.env;
    const env = { ...this.#env, GOGC, PULUMI_PARALLEL_DIFF };
    if (ours === undefined) return env;
    const home = join(this.root, "home");
    if (!existsSync(home)) {
      mkdirSync(home);
      symlinkSync(join(ours, "plugins"), join(home, "plugins"));
    }
    return { ...env, PULUMI_HOME: home };
  }

  /** @throws Error with all that Pulumi said when it fails */
  pulumi(
    project: Project,
    args: readonly string[],
    { env, cpu }: { env?: Record<string, string>; cpu?: boolean } = {},
  ): Promise<Run> {
    return runCommand({
      command: this.engine.pulumi,
      args: [...args, "--non-interactive"],
      cwd: join(this.root, project),
      env: { ...(project === "plain" ? this.#defaults() : this.#env), ...env },
      ...(cpu !== undefined && { cpu }),
    });
  }

  /** A preview that must find nothing to change. */
  preview(project: Project, env: Record<string, string> = {}, cpu = false): Promise<Run> {
    return this.pulumi(project, ["preview", "--stack", STACK, "--expect-no-changes"], { env, cpu });
  }

  /**
   * A first deployment follows a preview, in life as here. It leaves the program's code compiled, which is
   * otherwise the business of the first command in a checkout.
   */
  async previewFirst(project: Project, env: Record<string, string> = {}): Promise<void> {
    await this.pulumi(project, ["preview", "--stack", STACK], { env });
  }

  up(project: Project, args: readonly string[] = [], env: Record<string, string> = {}): Promise<Run> {
    return this.pulumi(project, ["up", "--yes", "--skip-preview", "--stack", STACK, ...args], { env });
  }

  forgetCalls(): void {
    this.tenant.requests.length = 0;
  }

  /**
   * Management API calls since the last time it was asked, or they were forgotten.
   *
   * @throws Error where there were more than the tenant keeps: a figure would be too low
   */
  takeCalls(): Calls {
    if (this.tenant.requests.length >= MAX_LOGGED_REQUESTS)
      throw new Error(
        `the tenant was asked ${MAX_LOGGED_REQUESTS} times or more, and keeps no more: measure fewer partners`,
      );
    const calls = this.tenant.requests.splice(0).filter(({ path }) => path.startsWith("/api/v2/"));
    const refused = calls.filter(({ status }) => status === 429).length;
    const writes = calls.filter(({ method, status }) => method !== "GET" && status !== 429).length;
    return { all: calls.length, writes, refused };
  }

  async close(): Promise<void> {
    await this.tenant.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}
