// A copy of the declarations and the program, and plain `pulumi` in it, as engineers run it on shared stacks.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { type Engine, ensureEngine } from "../../engine/engine.ts";
import { ensureLanguageHost } from "../../engine/language-host.ts";
import { REPOSITORY } from "./local.ts";

const COPIED = ["src", "partners", "apis", "tenant.yaml", "package.json", "Pulumi.yaml"];
const STACKS = ["Pulumi.local.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"];

export class PlainPulumi {
  readonly root: string;
  readonly tenant: Emulator;
  readonly #engine: Engine;

  private constructor(root: string, tenant: Emulator, engine: Engine) {
    this.root = root;
    this.tenant = tenant;
    this.#engine = engine;
  }

  /** The stack `dev` is at a new local tenant, and has nothing on AWS: neither plugin nor account is needed. */
  static async create(): Promise<PlainPulumi> {
    const engine = ensureLanguageHost(await ensureEngine({ env: process.env, onEvent: () => undefined }));
    const root = mkdtempSync(join(tmpdir(), "partner-access-"));
    for (const name of [...COPIED, ...STACKS])
      cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
    const tenant = await startEmulator({
      httpsPort: 0,
      data: ":memory:",
      certificateDir: join(root, ".local"),
      seed: join(root, "tenant.yaml"),
    });
    const plain = new PlainPulumi(root, tenant, engine);
    plain.edit("Pulumi.dev.yaml", (text) =>
      text
        .replace(/auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`)
        .replace(/^ {2}(aws:|partner-access:(aws|hosting):)[\s\S]*/m, ""),
    );
    return plain;
  }

  async close(): Promise<void> {
    await this.tenant.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  read = (file: string): string => readFileSync(join(this.root, file), "utf8");
  write = (file: string, text: string): void => writeFileSync(join(this.root, file), text);
  delete = (file: string): void => rmSync(join(this.root, file));

  /** Fails when the edit changes nothing: the test would pass for the wrong reason. */
  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    this.write(file, after);
  }

  pulumi = (...args: string[]): Promise<{ code: number; output: string }> => {
    const env = {
      ...process.env,
      ...this.#engine.env,
      PULUMI_BACKEND_URL: pathToFileURL(this.root).href,
      PULUMI_CONFIG_PASSPHRASE: "for this test",
      AUTH0_API_TOKEN: "local",
      SSL_CERT_FILE: this.tenant.certificateFile,
    };
    return new Promise((done) => {
      const settings = { cwd: this.root, env, maxBuffer: 64 * 1024 * 1024 };
      execFile(this.#engine.pulumi, [...args, "--non-interactive"], settings, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      });
    });
  };
}
