// What an earlier version deployed, as record.ts kept it → a repository of the company that takes the present package.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { movePorts, portsOf } from "../ports.ts";

const HERE = import.meta.dirname;

/** Declarations, and what npm and Pulumi need beside them. */
export const KEPT = [
  ...["partners", "apis", "tenant.yaml", "package.json"],
  ...["Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"],
];

/** The state of the stack, below the folder of local runs. */
export const STATE = "pulumi/state/.pulumi/stacks/partner-access/local.json";

/** Its stack `local`, deployed, on other ports. The package is installed elsewhere, in `modules`. */
export function copyDeployed(to: string, ports: readonly string[], modules: string): void {
  for (const name of KEPT) cpSync(join(HERE, name), join(to, name), { recursive: true });
  symlinkSync(modules, join(to, "node_modules"));
  const settings = readFileSync(join(HERE, "Pulumi.local.yaml"), "utf8");
  const from = portsOf(settings);
  writeFileSync(join(to, "Pulumi.local.yaml"), moved(settings, from, ports));
  const local = join(to, ".local");
  mkdirSync(dirname(join(local, STATE)), { recursive: true });
  cpSync(join(HERE, "local/state.json"), join(local, STATE));
  // Without it Pulumi looks where its first releases kept states.
  writeFileSync(join(local, "pulumi/state/.pulumi/meta.yaml"), "version: 1\n");
  for (const name of ["passphrase", "tenant.sqlite"]) cpSync(join(HERE, "local", name), join(local, name));
  movePorts(join(local, "pulumi"), from, ports);
}

const moved = (text: string, from: readonly string[], to: readonly string[]): string =>
  from.reduce((all, port, i) => all.replaceAll(`localhost:${port}`, `localhost:${to[i]}`), text);

/** As `upgrade --from` asks it: an installed package that gives the plans which the earlier version made. */
export function installEarlier(to: string, ports: readonly string[], present: string): void {
  const earlier = join(to, "node_modules/partner-access");
  mkdirSync(join(earlier, "dist/.github"), { recursive: true });
  for (const name of ["schema", "dist/.github/workflows"])
    symlinkSync(join(present, name), join(earlier, name));
  const exports = { "./checked-plan": "./checked-plan.mjs", "./source": "./source.mjs" };
  writeFileSync(join(earlier, "package.json"), JSON.stringify({ name: "partner-access", exports }));
  const from = portsOf(readFileSync(join(HERE, "Pulumi.local.yaml"), "utf8"));
  const plans = moved(readFileSync(join(HERE, "plans.json"), "utf8"), from, ports);
  writeFileSync(
    join(earlier, "checked-plan.mjs"),
    `const plans = ${plans};\nexport const checkedPlan = (_, stack) => plans[stack];\n`,
  );
  writeFileSync(join(earlier, "source.mjs"), "export const declaredSource = (root) => root;\n");
}
