// The example declarations in a folder of their own, and a local tenant that holds what they say, without an engine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { main } from "../../../src/cli/main.ts";
import { diskSource } from "../../../src/load/source.ts";
import { checkDeclarations } from "../../../src/pipeline.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { copyCompany } from "../../support/company.ts";
import { seedTenant } from "./seed.ts";

export interface LocalTenant {
  readonly root: string;
  readonly plan: Plan;
  readonly tenant: Emulator;
  readonly clientIds: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Copies of Acme CMS and, for every tenth, of Fieldbook, which uses a connection; each with its own callbacks. */
function addPartners(root: string, count: number): void {
  const read = (name: string) => readFileSync(join(root, "partners", name), "utf8");
  const [acme, fieldbook] = [read("acme-cms.yaml"), read("fieldbook.yaml")];
  for (let i = 1; i <= count; i++) {
    const id = `copy-${i}`;
    const text = i % 10 === 0 ? fieldbook : acme;
    const copy = text
      .replace(/^name: .*/m, `name: Copy ${i}`)
      .replace(/localhost:\d+/g, `localhost:${10_000 + i}`)
      .replace(/(acme|fieldbook)\.example/g, `${id}.example`);
    writeFileSync(join(root, "partners", `${id}.yaml`), copy);
  }
}

/** Declarations for the port that a tenant has got, and the tenant with all of it; `more` adds partners. */
export async function localTenant(more = 0): Promise<LocalTenant> {
  const root = mkdtempSync(join(tmpdir(), "drift-"));
  copyCompany(root);
  addPartners(root, more);
  const tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: join(root, ".local"),
    seed: join(root, "tenant.yaml"),
  });
  const settings = join(root, "Pulumi.local.yaml");
  writeFileSync(
    settings,
    readFileSync(settings, "utf8").replace("localhost:8443", `localhost:${tenant.port}`),
  );
  const { workspace, findings } = checkDeclarations(diskSource(root));
  if (findings.length > 0) throw new Error(`${findings[0]?.file}: ${findings[0]?.what}`);
  const plan = planStack(workspace, "local");
  const clientIds = await seedTenant(tenant, plan);
  const close = async () => {
    await tenant.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { root, plan, tenant, clientIds, close };
}

/** The command, in this process. */
export async function runDrift(root: string, argv: readonly string[] = [], env: Record<string, string> = {}) {
  let out = "";
  let err = "";
  const exit = await main(["drift", "--root", root, ...argv], {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    cwd: root,
    env,
    now: () => new Date(),
    writeFile: () => {
      throw new Error("drift writes nothing");
    },
  });
  return { exit, out, err };
}
