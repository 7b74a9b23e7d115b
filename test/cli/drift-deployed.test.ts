// `drift --deployed`: the states of a stack and of its parts tell what was never deployed from what was deleted.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { moveCommand } from "../../src/pulumi/urns.ts";
import { LOCAL_DEPLOYMENT } from "../../src/tenant/way-in.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";
import { runCommand, unwrapped } from "../support/command.ts";

let local: LocalTenant;
const states = () => join(local.root, "states");

/** Whose applications somebody deleted in the tenant. */
const GONE = ["acme-cms", "fieldbook"];

/** Says what `pulumi stack export --stack NAME` does, from files. */
const PULUMI = `#!/bin/sh
while [ "$#" -gt 0 ]; do [ "$1" = --stack ] && stack=$2; shift; done
cat "$STATES/$stack.json" 2>/dev/null || { echo "error: no stack named '$stack' found" >&2; exit 255; }
`;

const urn = (stack: string, type: string, name: string) =>
  `urn:pulumi:${stack}::partner-access::${type}::${name}`;

/** A state that has these partners' applications, and the API of that name. */
function writeState(stack: string, partners: readonly string[], apis: readonly string[] = []): void {
  const client = "auth0:index/client:Client";
  const server = "auth0:index/resourceServer:ResourceServer";
  const resources = [
    ...partners.map((id) => ({
      urn: urn(stack, client, id),
      type: client,
      id: local.clientIds[id] ?? "gone",
    })),
    ...apis.map((id) => ({
      urn: urn(stack, server, id),
      type: server,
      outputs: { identifier: local.plan.apis[id]?.resourceServer.identifier },
    })),
  ];
  writeFileSync(join(states(), `${stack}.json`), JSON.stringify({ version: 3, deployment: { resources } }));
}

const drift = (PATH = join(local.root, "bin")) =>
  runDrift(local.root, ["--stack", "local", "--deployed"], {
    PATH: `${PATH}:/bin:/usr/bin`,
    STATES: states(),
  });

beforeAll(async () => {
  local = await localTenant();
  for (const folder of ["bin", "states"]) mkdirSync(join(local.root, folder));
  writeFileSync(join(local.root, "bin/pulumi"), PULUMI);
  chmodSync(join(local.root, "bin/pulumi"), 0o755);
  writeFileSync(
    join(local.root, "Pulumi.local-1.yaml"),
    `config:\n  auth0:domain: localhost:${local.tenant.port}\n  partner-access:part_of: local\n`,
  );
  const fieldbook = join(local.root, "partners/fieldbook.yaml");
  const text = readFileSync(fieldbook, "utf8");
  writeFileSync(fieldbook, text.replace("\n  local:\n", "\n  local:\n    part: local-1\n"));
  for (const id of GONE) await ask(local.tenant, "DELETE", `clients/${local.clientIds[id]}`);
});
afterAll(() => local.close());

/** Partners whose applications nobody deleted. */
const standing = () => Object.keys(local.clientIds).filter((id) => !GONE.includes(id));

test("what no state has is not deployed yet, and that alone ends with 0; a part may not be made yet", async () => {
  writeState("local", standing(), Object.keys(local.plan.apis));
  const { exit, out, err } = await drift();
  expect(err).toBe("");
  expect(out).toContain("note: partner acme-cms: it is not deployed yet");
  expect(out).toContain("note: partner fieldbook: it is not deployed yet");
  expect(exit).toBe(0);
});

test("what a state has was deleted in the tenant, also where a part's state has it", async () => {
  writeState("local", ["acme-cms"], Object.keys(local.plan.apis));
  writeState("local-1", ["fieldbook"]);
  const { exit, out } = await drift();
  expect(out).toContain(`alarm: partner acme-cms: its application ${local.clientIds["acme-cms"]},`);
  expect(out).toContain(`alarm: partner fieldbook: its application ${local.clientIds.fieldbook},`);
  expect(exit).toBe(1);
});

test("a live application that no state has is told, with what takes it up: an update would stop", async () => {
  const [one = expect.fail("nobody"), ...others] = standing();
  writeState("local", others, Object.keys(local.plan.apis));
  rmSync(join(states(), "local-1.json"));
  const { exit, out } = await drift();
  expect(unwrapped(out)).toContain(
    `finding: partner ${one} (${local.clientIds[one]}): no state of local has its application`,
  );
  expect(unwrapped(out)).toContain("`recover --stack local --write` takes it up");
  expect(exit).toBe(1);
});

const recover = (stack: string) =>
  runCommand(["recover", "--stack", stack, "--root", local.root], {
    env: { PATH: `${join(local.root, "bin")}:/bin:/usr/bin`, STATES: states() },
  });

test("a partner whose state is not where its file says is told with what moves it, by drift and by recover of both", async () => {
  writeState("local", ["cargo-index", "fieldbook"], Object.keys(local.plan.apis));
  writeState("local-1", []);
  const command = moveCommand("fieldbook", "local", "local-1", false);
  const { exit, out } = await drift();
  expect(unwrapped(out)).toContain("the state of local has it, and its file names local-1");
  expect(unwrapped(out)).toContain(`move its state first: ${command}`);
  expect(exit).toBe(1);
  for (const stack of ["local", "local-1"]) {
    const { exit, err } = await recover(stack);
    expect({ exit, err: unwrapped(err) }).toEqual({ exit: 3, err: expect.stringContaining(command) });
  }
});

test("an earlier name of an API that only a part still has is told by both as well", async () => {
  const { contacts = expect.fail("no API") } = local.plan.apis;
  const { identifier: audience } = contacts.resourceServer;
  writeState("local", [], Object.keys(local.plan.apis));
  writeState("local-1", ["fieldbook"]);
  const part = JSON.parse(readFileSync(join(states(), "local-1.json"), "utf8"));
  const type = "auth0:index/clientGrant:ClientGrant";
  const outputs = { clientId: local.clientIds.fieldbook, audience };
  part.deployment.resources.push({
    urn: urn("local-1", type, "fieldbook/people/user"),
    type,
    id: "g",
    outputs,
  });
  writeFileSync(join(states(), "local-1.json"), JSON.stringify(part));
  const todo = "write former_ids: [people] into apis/contacts.yaml";
  expect(unwrapped((await drift()).out)).toContain(todo);
  const { exit, err } = await recover("local-1");
  expect({ exit, err: unwrapped(err) }).toEqual({ exit: 3, err: expect.stringContaining(todo) });
});

test("without the stack's own state nothing is compared: all of it would look new", async () => {
  rmSync(join(states(), "local.json"));
  const { exit, out, err } = await drift();
  expect({ exit, out }).toEqual({ exit: 3, out: "" });
  expect(unwrapped(err)).toContain("there is no stack local in this backend: check PULUMI_BACKEND_URL");
});

test("without pulumi nothing is compared either", async () => {
  const { exit, err } = await runDrift(local.root, ["--stack", "local", "--deployed"], { PATH: "/nowhere" });
  expect(exit).toBe(3);
  expect(err).toContain("pulumi cannot be started");
});

test("a change of the deployment is told since the last deployment, and for three days", async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const told = async (changed: number, deployed: number) => {
    const path = `/api/v2/clients/${LOCAL_DEPLOYMENT}`;
    const request = { method: "PATCH", path };
    const line = { type: "sapi", log_id: "1", client_id: "a", date: daysAgo(changed), details: { request } };
    local.tenant.tenant.store.put("log", "1", line);
    const deployment = { manifest: { time: daysAgo(deployed) }, resources: [] };
    writeFileSync(join(states(), "local.json"), JSON.stringify({ version: 3, deployment }));
    return (await drift()).out.includes("[deployment-changed]");
  };
  expect([await told(5, 9), await told(5, 0), await told(2, 0)]).toEqual([true, false, true]);
});
