// `check`: validates every declaration and prints the findings.
import { relative, resolve, sep } from "node:path";
import { Command, Option } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, todayOption } from "./options.ts";
import { FORMATS, type Format } from "./render-findings.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";

interface Options {
  readonly root: string;
  readonly format: Format;
  readonly today?: string;
}

async function check({ root, format, today }: Options, terminal: Terminal): Promise<ExitCode> {
  // Loaded here, so that help and usage errors need neither schemas nor rules.
  const { checkDeclarations } = await import("../pipeline.ts");
  const { isError } = await import("../finding.ts");
  const { diskSource } = await import("../load/source.ts");
  const { renderFindings } = await import("./render-findings.ts");
  const folder = resolve(terminal.cwd, root);
  const checked = checkDeclarations(diskSource(folder), today ?? todayOf(terminal));
  const base = (format === "github" && terminal.env.GITHUB_WORKSPACE) || terminal.cwd;
  const prefix = relative(base, folder).split(sep).join("/");
  const text = renderFindings(checked, format, {
    color: hasColor(terminal),
    pathOf: (file) => (prefix === "" ? file : `${prefix}/${file}`),
  });
  terminal.stdout.write(text);
  return checked.findings.some(isError) ? EXIT.findings : EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function checkCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("check")
    .description("Check all declarations: partners/, apis/, tenant.yaml and Pulumi.<stack>.yaml.")
    .addOption(new Option("--format <format>", "how to print findings").choices(FORMATS).default("text"))
    .addOption(rootOption())
    .addOption(todayOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 no findings (there may be warnings), 1 findings, 2 wrong usage, 3 nothing could be checked",
    )
    .action(async (options: Options) => done(await check(options, terminal)));
}
