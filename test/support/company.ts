// The declarations that tests, documents and benchmarks are about: a company of their own, so that what lies at the
// root of the repository can be anybody's.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Its folder, as `--root` takes it. */
export const COMPANY = resolve(import.meta.dirname, "company");

/** Everything that is declared in it. */
export const DECLARATIONS = [
  ...["partners", "apis", "tenant.yaml"],
  ...["Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"],
] as const;

/** A copy of the declarations in an existing folder, to be changed. */
export function copyCompany(folder: string): void {
  for (const name of DECLARATIONS) cpSync(join(COMPANY, name), join(folder, name), { recursive: true });
}

/** Deletes the files of all other partners. */
export function keepPartners(folder: string, partners: readonly string[]): void {
  for (const file of readdirSync(join(folder, "partners")))
    if (!partners.includes(file.replace(".yaml", ""))) rmSync(join(folder, "partners", file));
}
