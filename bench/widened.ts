// One scope more in a partner's file → what each tool says about it before it is deployed.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskSource } from "../src/load/source.ts";
import { checkDeclarations } from "../src/pipeline.ts";
import { planStack } from "../src/plan/plan.ts";
import { Bed, runCommand, STACK } from "./bed.ts";
import { writeDeclarations } from "./declarations.ts";
import { dryRun } from "./deploy-cli.ts";
import { fill } from "./filled.ts";
import { quoted } from "./format.ts";
import type { Tools } from "./found-tools.ts";
import { BIN } from "./places.ts";
import type { ResultTable } from "./results.ts";
import { TerraformProject } from "./terraform.ts";

const FILE = "partners/partner-0.yaml";
const BEFORE = "scopes: [read:contacts, update:contacts]";
const AFTER = "scopes: [read:contacts, update:contacts, delete:contacts]";
const [SCOPE, ROUTE] = ["delete:contacts", "DELETE /contacts/{id}"];
const PARTNERS = 4;

/** The lines from the first that matches to the last before `end`, without trailing space. */
export function excerpt(text: string, start: RegExp, end: RegExp): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const from = lines.findIndex((line) => start.test(line));
  if (from === -1) return "";
  const length = lines.slice(from + 1).findIndex((line) => end.test(line));
  return lines
    .slice(from, length === -1 ? undefined : from + 1 + length)
    .join("\n")
    .trimEnd();
}

/** Declarations as a repository of their own, so that the review has something to compare with. */
async function asRepository(folder: string): Promise<void> {
  const git = (...args: string[]) =>
    runCommand({
      command: "git",
      args,
      cwd: folder,
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" },
    });
  await git("init", "--quiet");
  await git("add", ".");
  const author = ["-c", "user.name=bench", "-c", "user.email=bench@our-app.example"];
  await git(...author, "commit", "--quiet", "--message", "before");
}

async function review(bed: Bed): Promise<string> {
  const args = [BIN, "review", "--root", join(bed.root, "review"), "--base", "HEAD", "--stack", STACK];
  const { output } = await runCommand({ command: process.execPath, args, cwd: bed.root, env: process.env });
  return excerpt(output, /./, /^Estimated|^Management API/);
}

async function preview(bed: Bed): Promise<string> {
  const { output } = await bed.pulumi("ours", ["preview", "--stack", STACK, "--diff"]);
  return excerpt(output, /auth0:index\/clientGrant:ClientGrant/, /^ {4}\S|^Resources:|^ *--outputs/);
}

async function terraformPlan(partners: number, tools: Tools): Promise<string> {
  if (typeof tools.terraform === "string") return tools.terraform;
  const bed = await Bed.create(partners);
  try {
    const project = new TerraformProject(bed, tools.terraform);
    await project.apply();
    widen(join(bed.root, "ours"));
    project.declare(planOf(bed));
    const { output } = await project.plan([], true);
    return excerpt(output, /^ +# auth0_client_grant/, /^─+$/);
  } finally {
    await bed.close();
  }
}

const planOf = (bed: Bed) =>
  planStack(checkDeclarations(diskSource(join(bed.root, "ours"))).workspace, STACK);

function widen(folder: string): void {
  const file = join(folder, FILE);
  const text = readFileSync(file, "utf8");
  if (!text.includes(BEFORE)) throw new Error(`${FILE} has no ${BEFORE}`);
  writeFileSync(file, text.replace(BEFORE, AFTER));
}

/** Quotes are Markdown; nothing in them is shortened but what is about other things. */
export async function widened(
  tools: Tools,
): Promise<{ text: readonly string[]; table: ResultTable; quotes: readonly string[] }> {
  const said: (readonly [command: string, text: string])[] = [];
  const bed = await Bed.create(PARTNERS);
  try {
    const ours = join(bed.root, "ours");
    const repository = join(bed.root, "review");
    mkdirSync(repository);
    writeDeclarations(repository, PARTNERS);
    cpSync(join(ours, `Pulumi.${STACK}.yaml`), join(repository, `Pulumi.${STACK}.yaml`));
    await asRepository(repository);
    await fill(bed);
    for (const folder of [ours, repository]) widen(folder);
    said.push(["partner-access review", await review(bed)]);
    said.push(["pulumi preview --diff", await preview(bed)]);
    const { deployCli } = tools;
    const dry = async (program: string) =>
      excerpt((await dryRun(bed, program, planOf(bed))).output, /^┌/, /^$/);
    const text = typeof deployCli === "string" ? deployCli : await dry(deployCli.program);
    said.push(["terraform plan", await terraformPlan(PARTNERS, tools)], ["a0deploy import --dry_run", text]);
  } finally {
    await bed.close();
  }
  const yes = (found: boolean) => (found ? "yes" : "no");
  return {
    text: [
      `The last table is about a file in which Acme CMS gets the scope \`${SCOPE}\` as well: whether what the tool says names the scope, and the route that it opens. What each says follows; what auth0-deploy-cli would delete, if it were allowed to, is the application that the deployment itself uses.`,
    ],
    table: {
      columns: ["a widened grant", "names the scope", "names what it opens"],
      rows: said.map(([command, text]) => [
        `\`${command}\``,
        yes(text.includes(SCOPE)),
        yes(text.includes(ROUTE)),
      ]),
    },
    quotes: said.flatMap(([command, text]) => [`\`${command}\``, quoted(text)]),
  };
}
