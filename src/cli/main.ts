// Command line → exit code: which verb runs, and what becomes of its errors.
import { Command, CommanderError } from "commander";
import { UserError } from "../finding.ts";
import { printable, withoutCommands } from "../text.ts";
import { checkCommand } from "./check.ts";
import { doctorCommand } from "./doctor.ts";
import { driftCommand } from "./drift.ts";
import { EXIT } from "./exit-code.ts";
import { explainCommand } from "./explain.ts";
import { handoverCommand } from "./handover.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { newCommand } from "./new.ts";
import { withRoot } from "./options.ts";
import { recoverCommand } from "./recover.ts";
import { reportCommand } from "./report.ts";
import { reviewCommand } from "./review.ts";
import { rotateCommand } from "./rotate.ts";
import { statusCommands } from "./status.ts";
import { targetCommand } from "./target.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";
import { whoCommand } from "./who.ts";

const EXAMPLES = `
Examples:
  npm run -s partner-access -- check
  npm run -s partner-access -- review --base origin/main
  npm run -s partner-access -- explain acme-cms DELETE /contacts/42`;

const VERBS: readonly ((terminal: Terminal, done: (code: number) => void) => Command | Command[])[] = [
  checkCommand,
  reviewCommand,
  explainCommand,
  whoCommand,
  reportCommand,
  rotateCommand,
  handoverCommand,
  driftCommand,
  doctorCommand,
  importCommand,
  recoverCommand,
  newCommand,
  initCommand,
  statusCommands,
  targetCommand,
];

/** Commander breaks its own lines at this width; ours are as long as they are, and examples stay whole. */
const HELP_WIDTH = 80;

const folded = (help: string): string =>
  help.replace(/^\S.*$/gm, (line) =>
    line.replace(new RegExp(`(.{1,${HELP_WIDTH}})(?: |$)`, "g"), "$1\n").trimEnd(),
  );

/** The program with all its verbs; `done` gets the exit code of the one that ran. */
export function newProgram(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command("partner-access")
    .description("Who may call our APIs, declared in one YAML file per partner.")
    .version(version(), "--version", "print the version")
    .configureHelp({ subcommandTerm: (verb) => verb.name() })
    .addHelpText("after", EXAMPLES);
  for (const verb of VERBS.flatMap((make) => make(terminal, done))) program.addCommand(verb);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.stdout.write(folded(text)),
      getOutHelpWidth: () => HELP_WIDTH,
      writeErr: (text) => terminal.stderr.write(text),
    });
  return withRoot(program, terminal.cwd);
}

/** Runs one command. `argv` is what follows the program's name. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.clean;
  const program = newProgram(terminal, (code) => (exit = code));
  try {
    await program.parseAsync(argv, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    const text = error instanceof UserError ? `error: ${linesOf(error.message)}` : stackOf(error);
    terminal.stderr.write(`${text}\n`);
    return EXIT.environment;
  }
}

/** Of several lines each shows as it is, and none is a command. */
const linesOf = (text: string): string => withoutCommands(text.split("\n").map(printable).join("\n"));

/** For whoever mends it: with a stack trace, and still nothing that a terminal or a build log would obey. */
function stackOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `internal error: ${linesOf(text)}`;
}
