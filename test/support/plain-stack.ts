// A copy of the declarations as the stack dev, for plain `pulumi` against a local tenant that stays up.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { type Engine, ensureEngine } from "../../engine/engine.ts";
import { ensureLanguageHost } from "../../engine/language-host.ts";
import { ask } from "../../local/verify/ask.ts";
import { runCommand, unwrapped } from "./command.ts";
import { COMPANY, copyDeclarations, keepPartners } from "./company.ts";
import { type Ended, endOf } from "./ended.ts";
import { Folder } from "./folder.ts";
import { REPOSITORY } from "./local.ts";
import { movePorts, portsOf } from "./ports.ts";
import { prepared } from "./prepared.ts";

const CODE = ["src", "engine/on-path.ts", "package.json"];
const TENANT = ".local/tenant.sqlite";
/** What a copy takes over: Pulumi's state, its stack's settings with the salt of its secrets, and the tenant. */
const START = [".pulumi", "Pulumi.dev.yaml", ".local"];

export class PlainStack extends Folder {
  readonly tenant: Emulator;
  readonly #engine: Engine;

  private constructor(root: string, tenant: Emulator, engine: Engine) {
    super(root);
    this.tenant = tenant;
    this.#engine = engine;
  }

  /**
   * The stack exists, and nothing is deployed yet; the tenant answers.
   *
   * @param company the folder whose declarations are copied
   */
  static async create(company = COMPANY): Promise<PlainStack> {
    const start = await prepared(`plain-of-${basename(company)}`, async (folder) => {
      const first = await PlainStack.#open(undefined, company);
      await first.#run("stack", "init", "dev");
      await first.#save(folder);
    });
    return await PlainStack.#open(start, company);
  }

  /** With these partners and no others, as an update leaves them. */
  static async deployed(partners: readonly string[]): Promise<PlainStack> {
    const start = await prepared(`plain-${partners.join("+")}`, async (folder) => {
      const first = await PlainStack.create();
      keepPartners(first.root, partners);
      await first.up("--skip-preview");
      await first.#save(folder);
    });
    const stack = await PlainStack.#open(start);
    keepPartners(stack.root, partners);
    return stack;
  }

  /** Keeps what `#open` begins with, and closes the stack. */
  async #save(folder: string): Promise<void> {
    await this.tenant.close();
    for (const name of START) cpSync(join(this.root, name), join(folder, name), { recursive: true });
    this.remove();
  }

  async #run(...args: string[]): Promise<void> {
    const { code, output } = await this.pulumi(...args);
    if (code !== 0) throw new Error(output);
  }

  static async #open(start?: string, company = COMPANY): Promise<PlainStack> {
    const engine = ensureLanguageHost(await ensureEngine({ env: process.env, onEvent: () => undefined }));
    const root = mkdtempSync(join(tmpdir(), "partner-access-"));
    for (const name of CODE) cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
    copyDeclarations(company, root);
    if (start) cpSync(start, root, { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
    const tenant = await startEmulator({
      httpsPort: 0,
      data: join(root, TENANT),
      certificateDir: join(root, ".local"),
      seed: join(root, "tenant.yaml"),
    });
    const stack = new PlainStack(root, tenant, engine);
    const settings = stack.read("Pulumi.dev.yaml");
    // Without its AWS settings a stack needs neither AWS's plugin nor an account there.
    const moved = settings
      .replace(/auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`)
      .replace(/^ {2}(aws:|partner-access:(aws|hosting):)[\s\S]*/m, "");
    stack.write("Pulumi.dev.yaml", moved);
    if (start) movePorts(join(root, ".pulumi"), portsOf(settings), portsOf(moved));
    return stack;
  }

  async close(): Promise<void> {
    await this.tenant.close();
    this.remove();
  }

  /** With the engine first on the PATH, as on the machine of an engineer who has installed it. */
  get env(): Record<string, string> {
    const own = Object.entries(process.env).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    );
    const env: Record<string, string> = { ...Object.fromEntries(own), ...this.#engine.env };
    return {
      ...env,
      PATH: [dirname(this.#engine.pulumi), env.PATH].join(delimiter),
      PULUMI_BACKEND_URL: pathToFileURL(this.root).href,
      PULUMI_CONFIG_PASSPHRASE: "for this test",
      AUTH0_API_TOKEN: "local",
      SSL_CERT_FILE: this.tenant.certificateFile,
    };
  }

  /** A process group of its own, so that a test can kill the engine with its plugins, as a lost machine does. */
  start(
    args: readonly string[],
    env: Record<string, string> = {},
  ): { process: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(this.#engine.pulumi, [...args, "--non-interactive"], {
      cwd: this.root,
      env: { ...this.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { process: child, ended: endOf(child) };
  }

  pulumi = (...args: string[]): Promise<Ended> => this.start(args).ended;

  /** Deploys the declarations as they are. @throws Error with all that Pulumi said when it fails */
  async up(...args: string[]): Promise<string> {
    const { code, output } = await this.pulumi("up", "--yes", "--stack", "dev", ...args);
    if (code !== 0) throw new Error(output);
    return output;
  }

  /** A verb of `partner-access` on these declarations; what it says of failures is in one line. */
  verb = async (...argv: string[]) => {
    const ended = await runCommand([...argv, "--root", this.root], { cwd: this.root, env: this.env });
    return { ...ended, err: unwrapped(ended.err) };
  };

  async outputs(): Promise<{ partners: Record<string, { client_id: string }> }> {
    return JSON.parse((await this.pulumi("stack", "output", "--json", "--stack", "dev")).output);
  }

  /** One call of the tenant's Management API; the answer's body. */
  management = <T>(method: string, path: string, body?: object) => ask<T>(this.tenant, method, path, body);
}
