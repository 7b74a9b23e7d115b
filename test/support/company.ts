// The declarations that tests, documents and benchmarks are about: a company of their own, so that what lies at the
// root of the repository can be anybody's.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Its folder, as `--root` takes it. */
export const COMPANY = resolve(import.meta.dirname, "company");

/** A company whose tenant is in use before its first deployment, as used-tenant.ts fills it. */
export const COMPANY_IN_USE = resolve(import.meta.dirname, "company-in-use");

/** Everything that is declared in the first. */
export const DECLARATIONS = [
  ...["partners", "apis", "tenant.yaml"],
  ...["Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"],
] as const;

/** Whether a file or folder, named from the root, holds declarations or what is generated from them. */
export const isDeclaration = (path: string): boolean =>
  /^(?:(?:partners|apis)(?:\/|$)|(?:tenant|Pulumi(?:\.[^/]+)?)\.yaml$|\.gitlab-ci\.yml$|\.github\/(?:CODEOWNERS|workflows\/deploy\.yml)$)/.test(
    path,
  );

/** A copy of what a folder declares in another one, to be changed. */
export function copyDeclarations(from: string, to: string): void {
  for (const name of readdirSync(from).filter(isDeclaration))
    cpSync(join(from, name), join(to, name), { recursive: true });
}

/** Deletes the files of all other partners. */
export function keepPartners(folder: string, partners: readonly string[]): void {
  for (const file of readdirSync(join(folder, "partners")))
    if (!partners.includes(file.replace(".yaml", ""))) rmSync(join(folder, "partners", file));
}

/** A copy of the company's declarations in an existing folder. */
export const copyCompany = (folder: string): void => copyDeclarations(COMPANY, folder);
