// The estimate of Management API calls is what the official provider really asks of the tenant.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { ensureEngine } from "../../engine/engine.ts";
import { localPaths } from "../../local/paths.ts";
import { openStack } from "../../local/stack.ts";
import { deploy } from "../../src/infra/deploy.ts";
import { deployedIn } from "../../src/infra/deployed.ts";
import { lookUpTenant } from "../../src/infra/look-up.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { readState, type StackState } from "../../src/pulumi/state.ts";
import { estimateCalls } from "../../src/review/calls.ts";
import { COMPANY } from "../support/company.ts";

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };
type Edit = (plan: Mutable<Plan>) => void;

let root: string;
let tenant: Emulator;
let deployed: Plan;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "partner-access-"));
  tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: root,
    seed: join(COMPANY, "tenant.yaml"),
  });
  const { workspace, findings } = checkDeclarations(diskSource(COMPANY));
  expect(findings).toEqual([]);
  deployed = { ...planStack(workspace, "local"), domain: `localhost:${tenant.port}` };
});

afterAll(async () => {
  await tenant?.close();
  rmSync(root, { recursive: true, force: true });
});

/** As on a stack whose tenant is not its own: what is new is looked up before. */
const programWith = (state: StackState) => async (plan: Plan) =>
  deploy(plan, await lookUpTenant(plan, plan, deployedIn(state)));

/** How many requests the tenant's Management API answers while the engine runs. */
async function counted(run: "preview" | "up" | "refresh", plan: Plan): Promise<number> {
  const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
  const access = { domain: plan.domain, token: "local", certificateFile: tenant.certificateFile };
  const options = { paths: localPaths(root), plan, engine, tenant: access };
  const state = readState(await (await openStack(options)).exportStack());
  const stack = await openStack(options, programWith(state));
  const before = tenant.requests.length;
  await stack[run]({ parallel: 8 });
  const made = tenant.requests.slice(before);
  // Nothing was repeated because of too many requests: the estimate does not count that.
  expect(made.filter(({ status }) => status === 429)).toEqual([]);
  return made.filter(({ path }) => path.startsWith("/api/v2/")).length;
}

const changed = (plan: Plan, edit: Edit): Plan => {
  const copy = structuredClone(plan) as Mutable<Plan>;
  edit(copy);
  return copy;
};

const partner = (plan: Mutable<Plan>, id: string) => {
  const found = plan.partners[id];
  if (!found) throw new Error(`no partner ${id}`);
  return found;
};

const keysOf = (plan: Mutable<Plan>) =>
  partner(plan, "ember-mail").credentials.privateKeyJwt?.credentials ?? [];

/** Each is deployed on top of the one before. */
const CHANGES: readonly { name: string; edit: Edit }[] = [
  {
    name: "one scope added",
    edit: (plan) => partner(plan, "acme-cms").grants["contacts/user"]?.scopes.push("delete:contacts"),
  },
  {
    name: "a callback, a token quota and a connection",
    edit: (plan) => {
      partner(plan, "acme-cms").application.callbacks = ["https://acme.example/new"];
      delete partner(plan, "cargo-index").application.tokenQuota;
      partner(plan, "fieldbook").connections.pop();
    },
  },
  { name: "a key dropped", edit: (plan) => keysOf(plan).pop() },
  {
    name: "a key's date and another authentication",
    edit: (plan) => {
      const [key] = keysOf(plan);
      if (key) key.expiresAt = "2027-10-31T00:00:00.000Z";
      partner(plan, "daylight-forms").credentials.authenticationMethod = "client_secret_post";
    },
  },
  {
    name: "keys instead of a secret, and a secret instead of keys",
    edit: (plan) => {
      const acme = partner(plan, "acme-cms");
      acme.credentials = structuredClone(partner(plan, "ember-mail").credentials);
      partner(plan, "ember-mail").credentials = { authenticationMethod: "client_secret_post" };
    },
  },
  {
    name: "an application replaced",
    edit: (plan) => {
      partner(plan, "acme-cms").application.thirdPartySecurityMode = "permissive";
      delete partner(plan, "acme-cms").application.redirectionPolicy;
    },
  },
  {
    name: "an API's lifetime and a scope's description",
    edit: (plan) => {
      const api = plan.apis.contacts;
      if (!api?.scopes[0]) throw new Error("no API contacts");
      api.resourceServer.tokenLifetime = 1800;
      api.resourceServer.tokenLifetimeForWeb = 1800;
      api.scopes[0].description = "Another";
    },
  },
  {
    name: "an Action's code",
    edit: (plan) => {
      for (const action of Object.values(plan.actions)) action.code += "\n// Another.\n";
    },
  },
  {
    name: "a partner renamed",
    edit: (plan) => {
      const acme = partner(plan, "acme-cms");
      acme.formerIds = ["acme-cms"];
      acme.application.clientMetadata.partner_access_partner = "acme";
      plan.partners.acme = acme;
      delete plan.partners["acme-cms"];
    },
  },
  {
    name: "a partner suspended",
    edit: (plan) => {
      partner(plan, "acme").status = "suspended";
      partner(plan, "acme").grants = {};
    },
  },
  { name: "a first-party partner removed", edit: (plan) => void delete plan.partners.fieldbook },
  {
    name: "every other partner removed",
    edit: (plan) => {
      plan.partners = {};
      plan.connections = {};
    },
  },
  {
    name: "Actions and APIs removed",
    edit: (plan) => {
      plan.actions = {};
      plan.apis = {};
    },
  },
];

// One after the other on one tenant: what one deploys is what the next changes.
describe("the estimate equals what the tenant counts", () => {
  test("of a stack's first runs, of runs without a change and of a refresh", async () => {
    const first = estimateCalls(undefined, deployed);
    expect(await counted("preview", deployed)).toBe(first.preview);
    expect(await counted("up", deployed)).toBe(first.up);
    const again = estimateCalls(deployed, deployed);
    expect(await counted("preview", deployed)).toBe(again.preview);
    expect(await counted("up", deployed)).toBe(again.up);
    expect(await counted("refresh", deployed)).toBe(again.refresh);
    expect(again.up).toBe(again.preview);
  });

  test.for(CHANGES)("of $name", async ({ edit }) => {
    const next = changed(deployed, edit);
    const { up } = estimateCalls(deployed, next);
    expect(up).toBeGreaterThan(Object.keys(next.connections).length);
    const calls = await counted("up", next);
    deployed = next;
    expect(calls).toBe(up);
  });
});
