// Puts declarations of another company at the root of a copy of the repository, or of this one where it is CI's:
// `node test/support/other-root.ts other` or `… one-more`, for an `npm test` that must not notice.
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { COMPANY, copyDeclarations, isDeclaration } from "./company.ts";

const OTHER = resolve(import.meta.dirname, "other-company");

/** The company's declarations in the place of those that are there. */
function put(root: string, company: string): void {
  for (const name of readdirSync(root).filter(isDeclaration))
    rmSync(join(root, name), { recursive: true, force: true });
  cpSync(join(COMPANY, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
  copyDeclarations(company, root);
}

const TOLD = {
  "--name": "Harbor Sync",
  "--description": "Keeps contacts in step",
  "--owner": "integrations@our-app.example",
  "--contact-name": "Hanna Harbor",
  "--contact-email": "api@harbor.example",
  "--contract": "CRM-1200",
  "--contract-ends": "2036-12-31",
  "--api": "contacts",
  "--user-scope": "read:contacts",
  "--reason": "Shows contacts in Harbor",
};

/** The tests' company with a partner more, written by `new` as anybody would. */
function putOneMore(root: string): void {
  put(root, COMPANY);
  const folder = join(root, "partners");
  for (const name of readdirSync(folder)) {
    // The example's contracts and keys end one day; the test does not.
    const text = readFileSync(join(folder, name), "utf8");
    const later = text.replace(/(ends: |expires_at: ")\d{4}/g, (_, key: string) => `${key}2036`);
    writeFileSync(join(folder, name), later);
  }
  const places = ["local=http://localhost:3399", "prod=https://harbor.example"].flatMap((at) => {
    const [stack] = at.split("=");
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(join(root, `${stack}.pem`), publicKey.export({ type: "spki", format: "pem" }));
    const urls = ["--callback", `${at}/callback`, "--enable-url", `${at}/enable`];
    return [...urls, "--public-key", `${stack}=${stack}.pem`];
  });
  const told = [...Object.entries(TOLD).flat(), ...places];
  execFileSync(process.execPath, ["src/cli/bin.ts", "new", "harbor-sync", ...told], { cwd: root });
}

/** What may be at the root, by name. */
export const ROOTS = {
  other: (root: string) => put(root, OTHER),
  "one-more": putOneMore,
} as const;

if (import.meta.main) {
  // People would lose theirs.
  if (!process.env.CI) throw new Error("this replaces the repository's own declarations: only CI does it");
  const change = ROOTS[process.argv[2] as keyof typeof ROOTS];
  if (change === undefined) throw new Error(`name one of ${Object.keys(ROOTS).join(", ")}`);
  change(process.cwd());
}
