// A copy of the declarations as the stack dev, for plain `pulumi` against a local tenant that stays up.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator, tenantApp } from "../../emulator/emulator.ts";
import { type Engine, ensureEngine } from "../../engine/engine.ts";
import { ensureLanguageHost } from "../../engine/language-host.ts";
import { prepareEngine, REPOSITORY } from "./local.ts";

const COPIED = [
  ...["src", "partners", "apis", "tenant.yaml", "package.json"],
  ...["Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"],
];

export class PlainStack {
  readonly root: string;
  readonly tenant: Emulator;
  readonly #engine: Engine;

  private constructor(root: string, tenant: Emulator, engine: Engine) {
    this.root = root;
    this.tenant = tenant;
    this.#engine = engine;
  }

  /** Nothing is deployed yet; the tenant answers. */
  static async create(): Promise<PlainStack> {
    await prepareEngine();
    const engine = ensureLanguageHost(await ensureEngine({ env: process.env, onEvent: () => undefined }));
    const root = mkdtempSync(join(tmpdir(), "partner-access-"));
    for (const name of COPIED) cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
    const tenant = await startEmulator({
      httpsPort: 0,
      data: ":memory:",
      certificateDir: join(root, ".local"),
      seed: join(root, "tenant.yaml"),
    });
    const stack = new PlainStack(root, tenant, engine);
    // Without its AWS settings a stack needs neither AWS's plugin nor an account there.
    stack.edit("Pulumi.dev.yaml", (text) =>
      text
        .replace(/auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`)
        .replace(/^ {2}aws:[\s\S]*/m, ""),
    );
    await stack.pulumi("stack", "init", "dev");
    return stack;
  }

  async remove(): Promise<void> {
    await this.tenant.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  read = (file: string): string => readFileSync(join(this.root, file), "utf8");
  write = (file: string, text: string): void => writeFileSync(join(this.root, file), text);

  /** Fails when the edit changes nothing: the test would pass for the wrong reason. */
  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    this.write(file, after);
  }

  pulumi(...args: string[]): Promise<{ code: number; output: string }> {
    const env = {
      ...process.env,
      ...this.#engine.env,
      PULUMI_BACKEND_URL: pathToFileURL(this.root).href,
      PULUMI_CONFIG_PASSPHRASE: "for this test",
      AUTH0_DOMAIN: `localhost:${this.tenant.port}`,
      AUTH0_API_TOKEN: "local",
      SSL_CERT_FILE: this.tenant.certificateFile,
    };
    return new Promise((done) => {
      execFile(
        this.#engine.pulumi,
        [...args, "--non-interactive"],
        { cwd: this.root, env, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) =>
          done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
  }

  /** Deploys the declarations as they are. @throws Error with all that Pulumi said when it fails */
  async up(...args: string[]): Promise<string> {
    const { code, output } = await this.pulumi("up", "--yes", "--stack", "dev", ...args);
    if (code !== 0) throw new Error(output);
    return output;
  }

  async outputs(): Promise<{ partners: Record<string, { client_id: string }> }> {
    return JSON.parse((await this.pulumi("stack", "output", "--json", "--stack", "dev")).output);
  }

  /** One call of the tenant's Management API; the answer's body. */
  async management<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await tenantApp(this.tenant.tenant).request(`/api/v2/${path}`, {
      method,
      headers: { authorization: "Bearer local", "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}
