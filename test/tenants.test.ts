// Tenants like those that companies have: each checks, is reviewed, and does on a tenant in memory what its files say.
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTenant, tenantApp } from "../emulator/emulator.ts";
import { Store } from "../emulator/store.ts";
import type { Caller } from "../local/verify/tokens.ts";
import { resourceServerInputs } from "../src/infra/expected.ts";
import { diskSource } from "../src/load/source.ts";
import { checkDeclarations } from "../src/pipeline.ts";
import { planStack } from "../src/plan/plan.ts";
import type { PlannedPartner, PlannedResourceServer } from "../src/plan/types.ts";
import { runCommand } from "./support/command.ts";
import { everyoneGetsTheirs, folderOf, TENANTS } from "./support/tenants.ts";

const ORIGIN = "https://localhost:8443";

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The provider sends nothing of what is disabled. */
function withoutDisabled(planned: PlannedResourceServer): object {
  const { proofOfPossession, ...inputs } = resourceServerInputs(planned);
  return "disable" in proofOfPossession ? inputs : { ...inputs, proofOfPossession };
}

/** A plan's inputs as the Management API takes them. */
function bodyOf(inputs: unknown): unknown {
  if (Array.isArray(inputs)) return inputs.map(bodyOf);
  if (typeof inputs !== "object" || inputs === null) return inputs;
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      snake(key),
      key === "clientMetadata" ? value : bodyOf(value),
    ]),
  );
}

/** A tenant in memory with all that a plan makes at Auth0, and the client IDs of its partners. */
async function inMemory(folder: string) {
  const { workspace } = checkDeclarations(diskSource(folder));
  const plan = planStack(workspace, "local");
  const tenant = openTenant(new Store(":memory:"), "localhost:8443", { seed: join(folder, "tenant.yaml") });
  const app = tenantApp(tenant);
  const headers = { authorization: "Bearer local", "content-type": "application/json" };
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await app.request(`${ORIGIN}/api/v2/${path}`, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  for (const { resourceServer, scopes } of Object.values(plan.apis))
    await ask("POST", "resource-servers", {
      ...(bodyOf(withoutDisabled(resourceServer)) as object),
      scopes: scopes.map(({ name: value, description }) => ({ value, description })),
    });
  const connections = await ask<{ id: string; name: string }[]>("GET", "connections");
  async function make({ application, credentials, grants, connections: names }: PlannedPartner) {
    const method = { token_endpoint_auth_method: credentials.authenticationMethod };
    const body = { ...(bodyOf(application) as object), ...method };
    const { client_id } = await ask<{ client_id: string }>("POST", "clients", body);
    for (const { audience, subjectType: subject_type, scopes: scope } of Object.values(grants))
      await ask("POST", "client-grants", { client_id, audience, subject_type, scope });
    for (const { id } of connections.filter(({ name }) => names.includes(name)))
      await ask("PATCH", `connections/${id}/clients`, [{ client_id, status: true }]);
    return client_id;
  }
  const clientIds: Record<string, string> = {};
  for (const [id, partner] of Object.entries(plan.partners)) clientIds[id] = await make(partner);
  const served = { tenant, issuer: tenant.issuer } as Caller["tenant"];
  return { workspace, served, clientIds };
}

test("there are three", () => {
  expect(TENANTS).toEqual(["charity", "museum", "student-union"]);
});

test.for(TENANTS)("%s checks", async (name) => {
  const { exit, out } = await runCommand(["check", "--root", folderOf(name)]);
  expect(out).toContain("no findings");
  expect(exit).toBe(0);
});

test.for(TENANTS)("the review of %s is as shown", async (name) => {
  const argv = ["review", "--root", folderOf(name), "--stack", "prod", "--against-nothing"];
  const { out, exit } = await runCommand([...argv, "--format", "markdown"]);
  expect(exit).toBe(0);
  // The checksum is of the code too.
  const [shown = ""] = out.split("<details>\n<summary>Checksums");
  await expect(shown).toMatchFileSnapshot(`golden/tenants/${name}/review.md`);
});

test.for(TENANTS)("in the tenant of %s everybody gets just what is declared", async (name) => {
  const { workspace, served, clientIds } = await inMemory(folderOf(name));
  await everyoneGetsTheirs(workspace, served, clientIds);
});
