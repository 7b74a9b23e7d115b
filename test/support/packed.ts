// This package, packed, and a company's repository that was begun with it in an empty folder.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureEngine } from "../../engine/engine.ts";
import { type Ended, endOf } from "./ended.ts";
import { Folder } from "./folder.ts";
import { freePort } from "./free-port.ts";
import { REPOSITORY } from "./local.ts";

/** Ours would bring the guard of the tests' own root, and the settings of vitest. */
const { NODE_OPTIONS: _, ...env } = process.env;

/** As npm says it. */
export interface PackedFile {
  readonly filename: string;
  readonly size: number;
  readonly entryCount: number;
  readonly files: readonly { readonly path: string }[];
}

/** What npm says of a script is in the way of what the script says. */
export const runIn = (
  cwd: string,
  command: string,
  args: readonly string[],
  more: object = {},
): Promise<Ended> =>
  endOf(spawn(command, args, { cwd, env: { ...env, npm_config_prefer_offline: "true", ...more } }));

/** What it printed; an error with all of that where it failed. */
export async function green(ended: Promise<Ended>): Promise<string> {
  const { code, output } = await ended;
  if (code !== 0) throw new Error(output);
  return output;
}

/** Three shared stacks, two APIs, and of all else the example's answers. */
const ANSWERS = [
  ...["--yes", "--api", "contacts", "orders"],
  ...["dev", "staging", "prod"].flatMap((name) => ["--tenant", `${name}=globex-${name}.auth0.example`]),
];

export class Packed {
  readonly folder: Folder;
  /** Of the company. */
  readonly repository: string;
  readonly installed: string;
  readonly file: PackedFile;
  /** Of the local tenant: HTTPS, HTTP. */
  readonly ports: readonly [string, string];

  private constructor(root: string, file: PackedFile, ports: readonly [string, string]) {
    this.folder = new Folder(root);
    this.repository = join(root, "globex");
    this.installed = join(this.repository, "node_modules/partner-access");
    this.file = file;
    this.ports = ports;
  }

  /**
   * `npm pack`, `npx … init globex`, and a first commit; nothing is installed yet.
   *
   * @param isChecked whether types are checked as `npm pack` does it, which takes most of its time
   */
  static async begin({ isChecked }: { readonly isChecked: boolean }): Promise<Packed> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "partner-access-package-")));
    // What npx installs would stay in npm's folder for good; only what it downloaded is worth keeping.
    mkdirSync(join(root, "npm"));
    symlinkSync(
      join(env.npm_config_cache ?? join(homedir(), ".npm"), "_cacache"),
      join(root, "npm/_cacache"),
    );
    if (!isChecked) await green(runIn(REPOSITORY, "node", ["scripts/build.ts", "--no-check"]));
    const scripts = isChecked ? "--foreground-scripts=false" : "--ignore-scripts";
    const pack = ["pack", "--json", scripts, "--pack-destination", root];
    const said = await green(runIn(REPOSITORY, "npm", pack));
    // What the build says is before it.
    const [file] = JSON.parse(said.slice(said.indexOf("[\n"), said.lastIndexOf("]") + 1));
    const packed = new Packed(root, file, [String(await freePort()), String(await freePort())]);
    await green(packed.init(["globex", ...ANSWERS]));
    // Others may use the usual ports of this machine.
    for (const [usual, port] of [
      ["8443", packed.ports[0]],
      ["8442", packed.ports[1]],
    ] as const)
      packed.folder.edit("globex/Pulumi.local.yaml", (text) => text.replace(usual, port));
    await packed.git("init", "-q", "-b", "main");
    await packed.commit("begin");
    return packed;
  }

  /** Before anything is installed, as somebody does who has the tarball alone. */
  init(args: readonly string[], more: object = {}): Promise<Ended> {
    const command = ["exec", "--yes", `--package=${join(this.folder.root, this.file.filename)}`];
    return runIn(this.folder.root, "npm", [...command, "--", "partner-access", "init", ...args], {
      npm_config_cache: join(this.folder.root, "npm"),
      ...more,
    });
  }

  /** The same from the package that the repository has installed, once it has. */
  initInstalled(args: readonly string[]): Promise<Ended> {
    const bin = join(this.installed, "dist/scripts/partner-access.mjs");
    return runIn(this.folder.root, "node", [bin, "init", ...args]);
  }

  run(command: string, args: readonly string[], more: object = {}): Promise<Ended> {
    return runIn(this.repository, command, args, more);
  }

  npm(...args: string[]): Promise<Ended> {
    return this.run("npm", args);
  }

  git(...args: string[]): Promise<string> {
    const identity = ["-c", "user.name=A", "-c", "user.email=a@globex.example"];
    return green(this.run("git", [...identity, ...args]));
  }

  async commit(message: string): Promise<void> {
    await this.git("add", "-A");
    await this.git("commit", "-qm", message);
  }

  remove(): void {
    this.folder.remove();
  }

  /** As an engineer runs it beside the local tenant, with the package's own language host, on the state of `npm start`. */
  async preview(cwd = this.repository): Promise<string> {
    const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
    const host = join(this.installed, "dist/engine/language-host");
    const tenant = this.emulator(cwd);
    try {
      await once(tenant.stdout ?? tenant, "data");
      const preview = runIn(cwd, engine.pulumi, ["preview", "--stack", "local", "--non-interactive"], {
        ...engine.env,
        PATH: [dirname(engine.pulumi), env.PATH, host].join(delimiter),
        PULUMI_BACKEND_URL: pathToFileURL(join(cwd, ".local/pulumi/state")).href,
        PULUMI_CONFIG_PASSPHRASE: readFileSync(join(cwd, ".local/passphrase"), "utf8"),
        AUTH0_API_TOKEN: "local",
        SSL_CERT_FILE: join(cwd, ".local/tenant-certificate.pem"),
      });
      return await green(preview);
    } finally {
      tenant.kill();
      await once(tenant, "exit");
    }
  }

  private emulator(cwd: string): ChildProcess {
    const ports = ["--https-port", this.ports[0], "--http-port", this.ports[1]];
    const command = [join(this.installed, "dist/scripts/partner-access.mjs"), "emulator", ...ports];
    return spawn("node", command, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  }
}
