// `check`: validates every declaration and prints the findings.
import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { Source } from "../load/source.ts";
import { natureOf } from "../model/app-type.ts";
import { isStrict } from "../model/security-mode.ts";
import type { Workspace } from "../model/workspace.ts";
import { pathFrom } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { FORMATS, type Format } from "./finding-formats.ts";
import { rootOption, todayOption } from "./options.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";

interface Options {
  readonly root: string;
  readonly format: Format;
  readonly today?: string;
  readonly base?: string;
}

/** The files where the change left a revision, so that what others added there since does not look deleted. */
async function baseSource(folder: string, revision: string): Promise<Source> {
  const { commitOf, mergeBase, prefixOf } = await import("../load/git.ts");
  const { gitSource } = await import("../load/git-source.ts");
  const prefix = prefixOf(folder, "--base needs one; clone it, or leave --base out");
  const tip = commitOf(folder, revision);
  return gitSource(folder, mergeBase(folder, tip, "HEAD") ?? tip, prefix);
}

const featureUsers = ({ partners }: Workspace) =>
  [...partners.values()].map(({ id, value: { application } }) => ({
    id,
    authenticationMethod: application.authentication_method,
    hasTokenQuota: application.token_quota !== undefined,
    provesPossession: application.require_proof_of_possession === true,
    isStrictPage: isStrict(application) && natureOf(application.app_type).callsFromPages,
  }));

async function check({ root, format, today, base }: Options, terminal: Terminal): Promise<ExitCode> {
  // Loaded here, so that help and usage errors need neither schemas nor rules.
  const { checkDeclarations, compareDeclarations, withFindings } = await import("../pipeline.ts");
  const { isError } = await import("../finding.ts");
  const { declaredSource } = await import("../load/source.ts");
  const { usedFeatures } = await import("../model/feature.ts");
  const { renderFindings } = await import("./render-findings.ts");
  const { staleFiles } = await import("../repository/stale.ts");
  const folder = resolve(terminal.cwd, root);
  const source = declaredSource(folder);
  const date = today ?? todayOf(terminal);
  const alone = checkDeclarations(source, date);
  const compared =
    base === undefined ? alone : compareDeclarations(alone, await baseSource(folder, base), date);
  const isRight = !compared.findings.some(isError);
  const checked = withFindings(
    compared,
    await staleFiles({ workspace: compared.workspace, source, isRight }),
  );
  const hasErrors = checked.findings.some(isError);
  const seenFrom = (format === "github" && terminal.env.GITHUB_WORKSPACE) || terminal.cwd;
  const text = renderFindings(checked, format, {
    color: hasColor(terminal),
    pathOf: pathFrom(seenFrom, folder),
    // Anyone who has something to mend does not look at what is right.
    features: hasErrors ? [] : usedFeatures(featureUsers(checked.workspace)),
  });
  terminal.stdout.write(text);
  return hasErrors ? EXIT.findings : EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function checkCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("check")
    .description(
      "Check all declarations: partners/, apis/, tenant.yaml and Pulumi.<stack>.yaml, and what is made from them.",
    )
    .addOption(new Option("--format <format>", "how to print findings").choices(FORMATS).default("text"))
    .option(
      "--base <ref>",
      "also refuse what has vanished or was renamed wrongly since this revision, e.g. origin/main",
    )
    .addOption(rootOption())
    .addOption(todayOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 no findings (there may be warnings), 1 findings, 2 wrong usage, 3 nothing could be checked",
    )
    .action(async (options: Options) => done(await check(options, terminal)));
}
