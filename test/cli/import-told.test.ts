// What no tenant tells, said on the command line of `import`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { type LocalTenant, localTenant } from "../drift/support/local-tenant.ts";
import { runCommand, unwrapped } from "../support/command.ts";
import { HARBOR } from "../support/harbor.ts";
import { toldByImport } from "../support/told-by-import.ts";

let local: LocalTenant;
let before: string[];
const partners = () => readdirSync(join(local.root, "partners")).sort();
const added = () => partners().filter((name) => !before.includes(name));

beforeEach(async () => {
  local = await localTenant();
  // Nothing is taken over in the stack of this machine: the tenant is that of dev.
  const tenantOf = (stack: string, domain: string) => {
    const file = join(local.root, `Pulumi.${stack}.yaml`);
    const moved = readFileSync(file, "utf8").replace(/auth0:domain: .*/, `auth0:domain: ${domain}`);
    // What is on AWS cannot reach this machine.
    writeFileSync(file, moved.replace(/^ {2}(aws:|partner-access:(aws|hosting):)[\s\S]*/m, ""));
  };
  tenantOf("local", "localhost:8443");
  tenantOf("dev", `localhost:${local.tenant.port}`);
  before = partners();
}, 60_000);
afterEach(() => local.close());

const TOLD = [
  ...["--contract", "CRM-1", "--contract-ends", "2028-12-31"],
  ...["--contact-name", "Hanna Harbor", "--contact-email", "api@harbor.example"],
];
async function run(...argv: string[]) {
  const command = ["import", "--from-tenant", "--stack", "dev", ...TOLD, "--root", local.root, ...argv];
  const ended = await runCommand(command);
  return { ...ended, out: toldByImport(ended.out) };
}

const AUDIENCE = "https://api.our-app.example/contacts";
async function add(settings: object, scope = ["read:contacts"], subject_type = "user"): Promise<string> {
  const { client_id } = await ask(local.tenant, "POST", "clients", { ...HARBOR, ...settings });
  await ask(local.tenant, "POST", "client-grants", { client_id, audience: AUDIENCE, subject_type, scope });
  local.tenant.requests.length = 0;
  return String(client_id);
}

describe("what no tenant tells", () => {
  const byKey = () => {
    const { workspace, findings } = checkDeclarations(diskSource(local.root), "2026-11-24");
    expect(findings).toEqual([]);
    return planStack(workspace, "dev").partners;
  };

  test("applications of one partner become one file, which takes each over as it is", async () => {
    const web = await add({});
    const machine = await add(
      {
        name: "Harbor Nightly",
        app_type: "non_interactive",
        grant_types: ["client_credentials"],
        callbacks: [],
      },
      ["read:contacts"],
      "client",
    );
    const page = await add({ name: "Harbor Page", callbacks: ["https://page.harbor.example/callback"] });
    const { exit, out, err } = await run("--one-partner", web, machine, page);
    expect({ exit, err, added: added() }).toEqual({ exit: 0, err: "", added: ["harbor-sync.yaml"] });
    expect(out).toContain('of machine: its name "Harbor Nightly", since a partner has one');
    const partners = byKey();
    expect(partners["harbor-sync.web"]).toMatchObject({ adopts: web });
    expect(partners["harbor-sync.machine"]).toMatchObject({ adopts: machine });
    expect(partners["harbor-sync.web-2"]).toMatchObject({ adopts: page });
  });

  test("one that only signs users in becomes a file without a grant", async () => {
    const login = { ...HARBOR, name: "Harbor Login", third_party_security_mode: "permissive" };
    const { client_id } = await ask(local.tenant, "POST", "clients", login);
    const told = await run();
    expect(told.out).toContain(`where it signs users in, --login-only ${client_id} writes one`);
    const { exit, err } = await run("--login-only", String(client_id));
    expect({ exit, err, added: added() }).toEqual({ exit: 0, err: "", added: ["harbor-login.yaml"] });
    expect(byKey()["harbor-login"]).toMatchObject({
      adopts: client_id,
      grants: {},
      oidcScopes: ["email", "openid", "profile"],
      application: { grantTypes: ["authorization_code"], callbacks: ["https://harbor.example/callback"] },
    });
  });

  test.for([
    { flag: "--one-partner", says: "one of those that a file is written of" },
    { flag: "--login-only", says: "a third party's application without access to our APIs" },
  ])("$flag of something else is refused, and nothing is written", async ({ flag, says }) => {
    const id = await add({});
    const asked = flag === "--login-only" ? id : "nobody";
    const { exit, err } = await run(flag, asked);
    expect({ exit, added: added() }).toEqual({ exit: 2, added: [] });
    expect(unwrapped(err)).toContain(`${flag} "${asked}" is not ${says}`);
  });

  test("one that its own document configures is told with why no file is written", async () => {
    const id = await add({});
    const { store } = local.tenant.tenant;
    store.put("client", id, {
      ...store.get("client", id),
      external_client_id: "https://agent.example/client.json",
    });
    const { exit, out } = await run();
    expect({ exit, added: added() }).toEqual({ exit: 0, added: [] });
    expect(out).toContain(
      `"Harbor Sync" (${id}) has access to our APIs and is configured by "https://agent.example`,
    );
  });
});
