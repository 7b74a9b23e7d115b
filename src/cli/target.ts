// `target`: runs `pulumi preview` or `pulumi up` for one partner and nothing else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Command, Option } from "commander";
import { installedFirst } from "../../engine/on-path.ts";
import { UserError } from "../finding.ts";
import { namesOf } from "../identity/names.ts";
import { quote } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import type { Terminal } from "./terminal.ts";

interface Options {
  readonly root: string;
  readonly stack: string;
  readonly deleted?: true;
  readonly movedFrom?: string;
}

const HELP = `
Pulumi then neither reads nor changes anything of other partners or APIs, and is not slowed down by them. What a partner
needs of them, such as a new scope, has to be deployed before; so has a renaming, since the old name is not among the
targets. Where a part of the stack deploys the partner, that Pulumi stack is meant.

Without a command the settings are printed that it would get.

Examples:
  npm run -s partner-access -- target acme-cms --stack dev -- pulumi preview
  npm run -s partner-access -- target acme-cms --stack prod -- pulumi up

Exit codes: 0 printed, 1 findings, 2 wrong usage, 3 nothing could be read or started; of a command that ran, its own`;

/** Arguments of Pulumi that would win over the settings: other partners would then seem to be gone. Also in `-ys dev`. */
const OWN = /^(--(stack|target)(=|$)|-[A-Za-z]*[st])/;

/**
 * Runs a command; what it prints goes where ours would. Gives its exit code.
 *
 * @throws UserError that names the command when it cannot be started
 */
async function runIn(
  root: string,
  settings: Readonly<Record<string, string>>,
  [name = "", ...args]: readonly string[],
  { env }: Terminal,
): Promise<number> {
  // A terminal interrupts both: Pulumi ends what it has begun, and is waited for.
  const wait = () => undefined;
  process.on("SIGINT", wait);
  try {
    const child = spawn(name, args, {
      cwd: root,
      env: { ...installedFirst(env), ...settings },
      stdio: "inherit",
    });
    const [code] = await once(child, "close");
    return code ?? EXIT.environment;
  } catch (error) {
    throw new UserError(`${quote(name)} cannot be started: ${(error as Error).message}`);
  } finally {
    process.off("SIGINT", wait);
  }
}

async function target(
  command: Command,
  id: string,
  wanted: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const { moveCommand, targetEnvironment } = await import("../pulumi/urns.ts");
  const { PART_OF } = await import("../model/stack.ts");
  const { applicationIdSchema } = await import("../model/units.ts");
  const refuse = (what: string) => command.error(what, { exitCode: EXIT.usage });
  const own = wanted.find((argument) => OWN.test(argument));
  if (own !== undefined) return refuse(`error: leave out ${own}: the partner and --stack say it already`);
  const declared = await declarations(options.root, terminal, "nothing was run");
  if (!declared) return EXIT.findings;
  const { workspace, folder } = declared;
  const whole = workspace.parts.get(options.stack)?.value.config[PART_OF] ?? options.stack;
  const stack = workspace.stacks.get(whole);
  const pulumiStacks = [...workspace.stacks.keys(), ...workspace.parts.keys()];
  if (!stack) return refuse(unknownName("stack", options.stack, pulumiStacks));
  const isThere = workspace.partners.has(id);
  const isDeleted = options.deleted && applicationIdSchema.safeParse(id).success;
  if (!isThere && !isDeleted) return refuse(unknownName("partner", id, [...workspace.partners.keys()]));
  const hasAws = stack.value.config["partner-access:aws"] !== undefined;
  const placed = Object.entries(workspace.partners.get(id)?.value.stacks ?? {}).find(
    ([name]) => name === whole,
  );
  // Of a partner that is gone only the one who asks knows where it was.
  const pulumiStack = isThere ? (placed?.[1].part ?? whole) : options.stack;
  const { movedFrom } = options;
  if (movedFrom !== undefined) {
    if (!pulumiStacks.includes(movedFrom)) return refuse(unknownName("stack", movedFrom, pulumiStacks));
    const formerIds = workspace.partners.get(id)?.value.former_ids;
    // Where a rename is not deployed yet the state still has a former name; pulumi warns of those that it does not have.
    const names = namesOf(id, formerIds === undefined ? {} : { formerIds });
    terminal.stdout.write(`${moveCommand(names, movedFrom, pulumiStack, hasAws)}\n`);
    return EXIT.clean;
  }
  const settings = targetEnvironment(pulumiStack, id, hasAws);
  if (wanted.length > 0) return runIn(folder, settings, wanted, terminal);
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  terminal.stdout.write(lines.join(""));
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function targetCommand(terminal: Terminal, done: (code: number) => void): Command {
  return new Command("target")
    .description("Run pulumi preview or pulumi up for one partner and nothing else.")
    .argument("<partner>", "its id, the stem of its file")
    .argument("[command...]", "after --: what to run, such as pulumi up")
    .addOption(new Option("--stack <name>", "the stack that is deployed").makeOptionMandatory())
    .option("--deleted", "the partner's file is gone: what the stack still has of it")
    .option("--moved-from <name>", "print instead what moves its state here from another Pulumi stack")
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(async (id: string, wanted: readonly string[], options: Options, command: Command) =>
      done(await target(command, id, wanted, options, terminal)),
    );
}
