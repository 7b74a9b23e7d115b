// A number of partners → a folder of declarations, every one valid, as varied as the example partners.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMPANY } from "./places.ts";

const EXAMPLES = ["acme-cms", "cargo-index", "daylight-forms", "fieldbook"] as const;

/** The example's text with a name, hosts and ports of its own, since no two partners may share them. */
function variant(text: string, number: number): string {
  return text
    .replace(/^name: (.*)$/m, `name: $1 ${number}`)
    .replaceAll(/https:\/\/([a-z0-9.-]+)\.example\//g, `https://p${number}.$1.example/`)
    .replaceAll(/http:\/\/localhost:\d+\//g, `http://localhost:${20_000 + number}/`);
}

/** Writes `partners`, an API, a tenant and stacks below `folder`, which must exist. */
export function writeDeclarations(folder: string, partners: number): void {
  for (const name of ["partners", "apis"]) mkdirSync(join(folder, name), { recursive: true });
  for (const name of readdirSync(join(COMPANY, "apis")))
    copyFileSync(join(COMPANY, "apis", name), join(folder, "apis", name));
  for (const name of readdirSync(COMPANY).filter((file) => /^(tenant|Pulumi\..+)\.yaml$/.test(file)))
    copyFileSync(join(COMPANY, name), join(folder, name));
  const texts = EXAMPLES.map((id) => readFileSync(join(COMPANY, "partners", `${id}.yaml`), "utf8"));
  for (let number = 0; number < partners; number++) {
    const text = texts[number % texts.length] ?? "";
    writeFileSync(join(folder, "partners", `partner-${number}.yaml`), variant(text, number));
  }
}
