// A copy of the example declarations on a free port, deployed for real: engine, provider and local tenant.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { parseDocument } from "yaml";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { localPaths } from "../../local/paths.ts";
import type { DemoPorts } from "../../local/ports.ts";
import { type Run, run } from "../../local/run.ts";
import type { Answer } from "../../local/update.ts";
import { askAll } from "../../local/verify/ask.ts";
import { PART_OF } from "../../src/model/stack.ts";
import { COMPANY, copyDeclarations, keepPartners } from "./company.ts";
import { type Ended, endOf } from "./ended.ts";
import { Folder } from "./folder.ts";
import { freePort } from "./free-port.ts";
import { movePorts, portsOf } from "./ports.ts";
import { prepared } from "./prepared.ts";

export const REPOSITORY = resolve(import.meta.dirname, "../..");

interface Client {
  client_id: string;
  name: string;
  is_first_party: boolean;
  third_party_security_mode?: string;
  callbacks: string[];
  grant_types: string[];
  client_secret?: string;
  client_metadata: Record<string, string>;
}

interface Grant {
  id: string;
  client_id: string;
  audience: string;
  subject_type: string;
  scope: string[];
}

/** What the tenant holds, seen through its Management API as anybody would. */
export interface TenantView {
  /** By the partner of the ownership marker; several where a partner has several applications. */
  readonly applications: Readonly<Record<string, readonly Client[]>>;
  /** `acme-cms contacts user: read:contacts update:contacts`, sorted. */
  readonly grants: readonly string[];
}

export async function view(tenant: Emulator): Promise<TenantView> {
  const clients = (await askAll<Client>(tenant, "clients")).filter(
    (c) => c.client_metadata?.partner_access_partner,
  );
  const partnerOf = new Map(
    clients.map((c) => [c.client_id, c.client_metadata.partner_access_partner ?? ""]),
  );
  const grants = await askAll<Grant>(tenant, "client-grants");
  return {
    applications: Object.groupBy(clients, (c) => partnerOf.get(c.client_id) ?? "") as Record<
      string,
      Client[]
    >,
    grants: grants
      .filter(({ client_id }) => partnerOf.has(client_id))
      .map(({ client_id, audience, subject_type, scope }) =>
        [partnerOf.get(client_id), audience.split("/").at(-1), `${subject_type}:`, ...scope].join(" "),
      )
      .sort(),
  };
}

const STACK_FILE = "Pulumi.local.yaml";

/** One place to change declarations in and to deploy them from. */
export class Local extends Folder {
  readonly paths: ReturnType<typeof localPaths>;
  readonly port: number;
  /** Of the demo, where it is to be started on ports of its own. */
  demoPorts: DemoPorts | undefined;
  /** What somebody says to a loss; nobody does, unless a test is that somebody. */
  agree: ((losses: string) => Promise<Answer>) | undefined;

  private constructor(root: string, port: number) {
    super(root);
    this.port = port;
    this.paths = localPaths(root);
  }

  /** @param from the folder whose declarations are copied; its stack `local` gets ports of its own. */
  static async create(from = COMPANY): Promise<Local> {
    const root = mkdtempSync(join(tmpdir(), "partner-access-"));
    copyDeclarations(from, root);
    const local = new Local(root, await freePort());
    const settings = parseDocument(local.read("Pulumi.local.yaml"));
    const domain = `localhost:${local.port}`;
    settings.setIn(["config", "auth0:domain"], domain);
    settings.setIn(["config", "partner-access:issuer"], `http://localhost:${await freePort()}/`);
    local.write("Pulumi.local.yaml", String(settings));
    // Its parts are in the same tenant.
    for (const file of readdirSync(root).filter((name) => /^Pulumi\..+\.yaml$/.test(name))) {
      const part = parseDocument(local.read(file));
      if (part.getIn(["config", PART_OF]) !== "local") continue;
      part.setIn(["config", "auth0:domain"], domain);
      local.write(file, String(part));
    }
    return local;
  }

  /**
   * With these partners and no others, or with all of them, as a finished run leaves them. The run was another place's,
   * so the first one here finds nothing to change, at the tenant's new ports.
   */
  static async deployed(partners?: readonly string[]): Promise<Local> {
    const start = await prepared(`local-${partners?.join("+") ?? "all"}`, async (folder) => {
      const first = await Local.create();
      if (partners) keepPartners(first.root, partners);
      await first.deploy(() => undefined);
      cpSync(first.paths.folder, join(folder, ".local"), { recursive: true, verbatimSymlinks: true });
      cpSync(join(first.root, STACK_FILE), join(folder, STACK_FILE));
      first.remove();
    });
    const local = await Local.create();
    if (partners) keepPartners(local.root, partners);
    cpSync(join(start, ".local"), local.paths.folder, { recursive: true, verbatimSymlinks: true });
    const from = portsOf(readFileSync(join(start, STACK_FILE), "utf8"));
    movePorts(local.paths.pulumi, from, portsOf(local.read(STACK_FILE)));
    return local;
  }

  /** Deploys in this process, and closes the tenant when `use` is done with it. */
  async deploy<T>(use: (run: Run, tenant: Emulator, printed: string) => T | Promise<T>): Promise<T> {
    const printed = new PassThrough();
    const stream = printed as unknown as NodeJS.WriteStream;
    const result = await run({
      root: this.root,
      reset: false,
      env: process.env,
      stdout: stream,
      stderr: stream,
      signal: new AbortController().signal,
      agree: async (losses) => (await this.agree?.(losses)) ?? "nobody asked",
      ...(this.demoPorts && { demoPorts: this.demoPorts }),
    });
    const text = String(printed.read() ?? "");
    if (!result.tenant) throw new Error(`not deployed:\n${text}`);
    try {
      return await use(result, result.tenant, text);
    } finally {
      await result.tenant.close();
    }
  }

  /** Deploys and goes on answering until it is closed. */
  async open(): Promise<{ run: Run; tenant: Emulator; close: () => Promise<void> }> {
    const released = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<{ run: Run; tenant: Emulator }>();
    const ended = this.deploy(async (run, tenant) => {
      opened.resolve({ run, tenant });
      await released.promise;
    });
    ended.catch(opened.reject);
    const close = async () => {
      released.resolve();
      await ended;
    };
    return { ...(await opened.promise), close };
  }

  /** The tenant alone, as the last run left it. */
  async inspect<T>(use: (tenant: Emulator) => Promise<T>): Promise<T> {
    const tenant = await startEmulator({
      httpsPort: this.port,
      data: this.paths.tenant,
      certificateDir: this.paths.folder,
    });
    try {
      return await use(tenant);
    } finally {
      await tenant.close();
    }
  }

  /** `npm start` as a process of its own, with everything it prints. */
  start(...options: string[]): { process: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, "local/start.ts"), "--root", this.root, ...options],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    return { process: child, ended: endOf(child) };
  }
}
