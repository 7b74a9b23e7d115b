// `node test/support/deployed-before/record.ts COMMIT`: deploys the company of a commit with the package of that commit,
// and keeps what it left beside this file: declarations, state, local tenant and plans. A checkout of CI has no history
// to make it from, and to install a second package would take longer than all that is tested with it.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { copyDeclarations } from "../company.ts";
import { KEPT, STATE } from "./copy.ts";

const HERE = import.meta.dirname;
const REPOSITORY = resolve(HERE, "../../..");

/** Public names alone, as `upgrade` asks any version. */
const PLANS = `
import { checkedPlan } from "partner-access/checked-plan";
import { declaredSource } from "partner-access/source";
const [root, ...stacks] = process.argv.slice(1);
const plans = stacks.map((stack) => [stack, checkedPlan(declaredSource(root), stack)]);
process.stdout.write(JSON.stringify(Object.fromEntries(plans), null, 1));`;

function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** A repository of the company as it is at the commit, with that commit's package, deployed to its local tenant. */
function deploy(folder: string, source: string): string {
  const company = join(folder, "company");
  run(source, "npm", "ci", "--prefer-offline");
  run(source, "npm", "pack", "--pack-destination", folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  const begin = ["exec", "--yes", `--package=${join(folder, tarball)}`, "--", "partner-access", "init"];
  run(folder, "npm", ...begin, "company", "--yes", "--no-partner");
  const settings = readFileSync(join(company, "Pulumi.yaml"));
  for (const name of ["partners", "apis"]) rmSync(join(company, name), { recursive: true });
  copyDeclarations(join(source, "test/support/company"), company);
  writeFileSync(join(company, "Pulumi.yaml"), settings);
  run(company, "npm", "ci", "--prefer-offline");
  for (const _ of ["deployed", "nothing to change"]) run(company, "npm", "start", "--", "--exit");
  return company;
}

/** Without what names folders of this machine, and what any run makes again. */
function keep(company: string): void {
  for (const name of [...KEPT, "plans.json", "local"])
    rmSync(join(HERE, name), { recursive: true, force: true });
  for (const name of KEPT) cpSync(join(company, name), join(HERE, name), { recursive: true });
  const stacks = KEPT.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  const plans = run(company, "node", "--input-type=module", "-e", PLANS, company, ...stacks);
  writeFileSync(join(HERE, "plans.json"), `${plans}\n`);
  mkdirSync(join(HERE, "local"));
  const state = readFileSync(join(company, ".local", STATE), "utf8");
  writeFileSync(join(HERE, "local/state.json"), `${state.replaceAll(company, "/company").trimEnd()}\n`);
  for (const name of ["passphrase", "tenant.sqlite"])
    cpSync(join(company, ".local", name), join(HERE, "local", name));
}

const [commit] = process.argv.slice(2);
if (commit === undefined) throw new Error("name the commit whose package is to deploy");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "partner-access-before-")));
const source = join(folder, "source");
run(REPOSITORY, "git", "worktree", "add", "--detach", source, commit);
try {
  keep(deploy(folder, source));
} finally {
  run(REPOSITORY, "git", "worktree", "remove", "--force", source);
  rmSync(folder, { recursive: true, force: true });
}
