// What the engine deployed has no drift; what somebody then changes by hand has, each for what it is.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { ensureEngine } from "../../engine/engine.ts";
import { openStack } from "../../local/stack.ts";
import type { Drift, DriftReport } from "../../src/drift/drift.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { runDrift } from "../drift/support/local-tenant.ts";
import { Local } from "../support/local.ts";
import { type Deployed, deployedTo, EDITS } from "./support/drift-edits.ts";

const PARTNERS = 12;

let local: Local;
let tenant: Emulator;
let deployed: Deployed;
let release: () => void;
let ended: Promise<void>;

beforeAll(async () => {
  local = await Local.deployed();
  const acme = local.read("partners/acme-cms.yaml");
  const present = checkDeclarations(diskSource(local.root)).workspace.partners.size;
  for (let i = present; i < PARTNERS; i++)
    local.write(
      `partners/copy-${i}.yaml`,
      acme
        .replace(/^name: .*/m, `name: Copy ${i}`)
        .replace(/localhost:\d+/g, `localhost:${10_000 + i}`)
        .replaceAll("acme.example", `copy-${i}.example`),
    );
  const { promise, resolve } = Promise.withResolvers<void>();
  release = resolve;
  await new Promise<void>((ready, fail) => {
    ended = local.deploy(async ({ outcome }, emulator) => {
      tenant = emulator;
      deployed = deployedTo(emulator, outcome?.clientIds ?? {});
      ready();
      await promise;
    });
    ended.catch(fail);
  });
});

afterAll(async () => {
  release?.();
  await ended;
  local?.remove();
});

async function drift(): Promise<{ exit: number; report: DriftReport }> {
  tenant.requests.length = 0;
  const { exit, out, err } = await runDrift(local.root, ["--stack", "local", "--format", "json"]);
  if (err !== "") throw new Error(err);
  const others = tenant.requests.filter(({ method }) => method !== "GET");
  expect(others).toEqual([]);
  const report = JSON.parse(out) as DriftReport;
  expect(report.calls).toBe(tenant.requests.length);
  return { exit, report };
}

const brief = ({ severity, rule, subject }: Drift) => `${severity} ${rule} ${subject.kind} ${subject.id}`;

test("what the engine has just deployed has no drift", async () => {
  const { exit, report } = await drift();
  expect({ exit, drift: report.drift, partners: report.partners }).toEqual({
    exit: 0,
    drift: [],
    partners: PARTNERS,
  });
  process.stderr.write(
    `drift: ${PARTNERS} partners deployed by the engine, ${report.calls} Management API calls\n`,
  );
});

describe("after an edit by hand, drift says", () => {
  let before: string[] = [];

  test.for(EDITS)("$name", async ({ edit, found }) => {
    await edit(deployed);
    const { exit, report } = await drift();
    const now = report.drift.map(brief);
    // Ids of strangers and the port of the tenant are different in every run.
    const gained = now
      .filter((line) => !before.includes(line))
      .map((line) => found.find((one) => line.startsWith(one)) ?? line);
    expect(gained.toSorted()).toEqual(found.toSorted());
    expect(now).toEqual(expect.arrayContaining(before));
    expect(exit).toBe(1);
    before = now;
  });
});

/** What the advice of each rule promises: an update that refreshes puts its part right, the rest is done by hand. */
test("an update with refresh leaves what drift says is for somebody's hand", async () => {
  const { workspace } = checkDeclarations(diskSource(local.root));
  const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
  const plan = planStack(workspace, "local");
  const access = { domain: plan.domain, token: "local", certificateFile: tenant.certificateFile };
  const stack = await openStack({ paths: local.paths, plan, engine, tenant: access });
  await deployed.cleanKeys();
  await stack.up({ refresh: true });
  const { report } = await drift();
  expect(report.drift.filter(({ todo }) => todo.includes("pulumi up")).map(brief)).toEqual([]);
});
