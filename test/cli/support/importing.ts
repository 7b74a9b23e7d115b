// The usual declarations, of which the stack dev is in a local tenant, for `import` to read what that has beside them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { ask } from "../../../local/verify/ask.ts";
import { type LocalTenant, localTenant } from "../../drift/support/local-tenant.ts";
import { runCommand } from "../../support/command.ts";
import { HARBOR } from "../../support/harbor.ts";
import { toldByImport } from "../../support/told-by-import.ts";

/** The present test's. */
export let local: LocalTenant;
let before: string[];
const partners = () => readdirSync(join(local.root, "partners")).sort();
export const added = () => partners().filter((name) => !before.includes(name));

/** Each test of the file gets a tenant of its own, and declarations to import into. */
export function withTenant(): void {
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
  });
  afterEach(() => local.close());
}

const TOLD = [
  ...["--contract", "CRM-1", "--contract-ends", "2028-12-31"],
  ...["--contact-name", "Hanna Harbor", "--contact-email", "api@harbor.example"],
];
export async function run(...argv: string[]) {
  const command = ["import", "--from-tenant", "--stack", "dev", ...TOLD, "--root", local.root, ...argv];
  const ended = await runCommand(command);
  return { ...ended, out: argv.includes("--dry-run") ? ended.out : toldByImport(ended.out) };
}

export const AUDIENCE = "https://api.our-app.example/contacts";
export async function add(
  settings: object,
  scope = ["read:contacts"],
  subject_type = "user",
): Promise<string> {
  const { client_id } = await ask(local.tenant, "POST", "clients", { ...HARBOR, ...settings });
  await ask(local.tenant, "POST", "client-grants", { client_id, audience: AUDIENCE, subject_type, scope });
  local.tenant.requests.length = 0;
  return String(client_id);
}
