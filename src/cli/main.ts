// Command line → exit code: which verb runs, and what becomes of its errors.
import { Command, CommanderError } from "commander";
import { UserError } from "../finding.ts";
import { failureText } from "../text.ts";
import { EXIT } from "./exit-code.ts";
import { withRoot } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

const EXAMPLES = `
Examples:
  npm run -s partner-access -- check
  npm run -s partner-access -- review --base origin/main
  npm run -s partner-access -- explain acme-cms DELETE /contacts/42`;

type Verb = (terminal: Terminal, done: (code: number) => void) => Command | readonly Command[];

/** In the order of the help; of those of one file each is a verb. Each is loaded when it is asked for. */
const VERBS: readonly { readonly names: readonly string[]; readonly load: () => Promise<Verb> }[] = [
  { names: ["check"], load: async () => (await import("./check.ts")).checkCommand },
  { names: ["review"], load: async () => (await import("./review.ts")).reviewCommand },
  { names: ["explain"], load: async () => (await import("./explain.ts")).explainCommand },
  { names: ["who"], load: async () => (await import("./who.ts")).whoCommand },
  { names: ["report"], load: async () => (await import("./report.ts")).reportCommand },
  { names: ["rotate"], load: async () => (await import("./rotate.ts")).rotateCommand },
  { names: ["handover"], load: async () => (await import("./handover.ts")).handoverCommand },
  { names: ["drift"], load: async () => (await import("./drift.ts")).driftCommand },
  { names: ["doctor"], load: async () => (await import("./doctor.ts")).doctorCommand },
  { names: ["import"], load: async () => (await import("./import.ts")).importCommand },
  { names: ["recover"], load: async () => (await import("./recover.ts")).recoverCommand },
  { names: ["new"], load: async () => (await import("./new.ts")).newCommand },
  { names: ["init"], load: async () => (await import("./init.ts")).initCommand },
  { names: ["suspend", "resume", "retire"], load: async () => (await import("./status.ts")).statusCommands },
  { names: ["target"], load: async () => (await import("./target.ts")).targetCommand },
];

/** Commander breaks its own lines at this width; ours are as long as they are, and examples stay whole. */
const HELP_WIDTH = 80;
const FULL_LINE = new RegExp(`(.{1,${HELP_WIDTH}})(?: |$)`, "g");

/** Each paragraph, which begins at the margin, is laid out anew. */
const folded = (help: string): string =>
  help.replace(/^\S.*(?:\n\S.*)*$/gm, (paragraph) =>
    paragraph.replaceAll("\n", " ").replace(FULL_LINE, "$1\n").trimEnd(),
  );

/**
 * The program; `done` gets the exit code of the verb that ran.
 *
 * @param first word of the command line: where it is a verb nothing else is loaded, and all are for help and mistakes
 */
export async function newProgram(
  terminal: Terminal,
  done: (code: number) => void,
  first?: string,
): Promise<Command> {
  const program = new Command("partner-access")
    .description("Who may call our APIs, declared in one YAML file per partner.")
    .version(version(), "--version", "print the version")
    .configureHelp({ subcommandTerm: (verb) => verb.name() })
    .addHelpText("after", EXAMPLES);
  const asked = VERBS.filter(({ names }) => first !== undefined && names.includes(first));
  const verbs = await Promise.all((asked.length > 0 ? asked : VERBS).map(({ load }) => load()));
  for (const verb of verbs.flatMap((make) => make(terminal, done))) program.addCommand(verb);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.stdout.write(folded(text)),
      getOutHelpWidth: () => HELP_WIDTH,
      // Help is laid out already; it comes here where no verb was given.
      writeErr: (text) =>
        terminal.stderr.write(text.startsWith("error: ") ? `${failureText(text.trimEnd())}\n` : text),
    });
  return withRoot(program, terminal.cwd);
}

/** Runs one command. `argv` is what follows the program's name. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.clean;
  try {
    const program = await newProgram(terminal, (code) => (exit = code), argv[0]);
    await program.parseAsync(argv, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    const text = error instanceof UserError ? `error: ${error.message}` : stackOf(error);
    terminal.stderr.write(`${failureText(text)}\n`);
    return EXIT.environment;
  }
}

/** For anyone who mends it: with a stack trace, and still nothing that a terminal or a build log would obey. */
function stackOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `internal error: ${text}`;
}
