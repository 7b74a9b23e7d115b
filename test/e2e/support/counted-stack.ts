// A stack of the tests' company on a local tenant that counts what deployments ask of its Management API.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { ensureEngine } from "../../../engine/engine.ts";
import { localPaths } from "../../../local/paths.ts";
import { openStack } from "../../../local/stack.ts";
import { deploy } from "../../../src/infra/deploy.ts";
import { deployedIn } from "../../../src/infra/deployed.ts";
import { lookUpTenant } from "../../../src/infra/look-up.ts";
import { diskSource } from "../../../src/load/source.ts";
import { checkDeclarations } from "../../../src/pipeline.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { readState } from "../../../src/pulumi/state.ts";
import { estimateCalls } from "../../../src/review/calls.ts";
import { COMPANY } from "../../support/company.ts";

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

/** A change to a plan. */
export interface Change {
  readonly name: string;
  readonly edit: (plan: Mutable<Plan>) => void;
}

export function partner(plan: Mutable<Plan>, id: string) {
  const found = plan.partners[id];
  if (!found) throw new Error(`no partner ${id}`);
  return found;
}

export class CountedStack {
  /** What was deployed last, or is to be deployed first. */
  deployed: Plan;
  readonly #root: string;
  readonly #tenant: Emulator;

  private constructor(root: string, tenant: Emulator, deployed: Plan) {
    this.deployed = deployed;
    this.#root = root;
    this.#tenant = tenant;
  }

  static async create(): Promise<CountedStack> {
    const root = mkdtempSync(join(tmpdir(), "partner-access-"));
    const tenant = await startEmulator({
      httpsPort: 0,
      data: ":memory:",
      certificateDir: root,
      seed: join(COMPANY, "tenant.yaml"),
    });
    const { workspace, findings } = checkDeclarations(diskSource(COMPANY));
    expect(findings).toEqual([]);
    return new CountedStack(root, tenant, {
      ...planStack(workspace, "local"),
      domain: `localhost:${tenant.port}`,
    });
  }

  async close(): Promise<void> {
    await this.#tenant.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** How many requests the tenant's Management API answers while the engine runs. */
  async count(run: "preview" | "up" | "refresh", plan = this.deployed): Promise<number> {
    const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
    const access = { domain: plan.domain, token: "local", certificateFile: this.#tenant.certificateFile };
    const options = { paths: localPaths(this.#root), plan, engine, tenant: access };
    // As on a stack whose tenant is not its own: what is new is looked up before.
    const stack = await openStack(options, async (plan) => {
      const state = readState(await stack.exportStack());
      return deploy(plan, await lookUpTenant(plan, plan, deployedIn(state)));
    });
    const before = this.#tenant.requests.length;
    await stack[run]({ parallel: 8 });
    const made = this.#tenant.requests.slice(before);
    // Nothing was repeated because of too many requests: the estimate does not count that.
    expect(made.filter(({ status }) => status === 429)).toEqual([]);
    return made.filter(({ path }) => path.startsWith("/api/v2/")).length;
  }

  /** Deploys a change on top of the one before: the estimate is what the tenant counts. */
  async change(edit: Change["edit"]): Promise<void> {
    const next = structuredClone(this.deployed) as Mutable<Plan>;
    edit(next);
    const { up } = estimateCalls(this.deployed, next);
    expect(up).toBeGreaterThan(Object.keys(next.connections).length);
    const calls = await this.count("up", next);
    this.deployed = next;
    expect(calls).toBe(up);
  }
}
