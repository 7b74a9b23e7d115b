// `target`: the arguments that limit `pulumi preview` and `pulumi up` to one partner.
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import type { Terminal } from "./terminal.ts";

interface Options {
  readonly root: string;
  readonly stack: string;
  readonly deleted?: true;
  readonly movedFrom?: string;
}

const HELP = `
Pulumi then neither reads nor changes anything of other partners or APIs. What a partner needs of them, such as a
new scope, has to be deployed before; so has a renaming, since the old name is not among the targets. Where a part
of the stack deploys the partner, the arguments name that Pulumi stack.

Examples:
  pulumi preview --stack dev $(npm run -s partner-access -- target acme-cms --stack dev)
  pulumi up --stack prod $(npm run -s partner-access -- target acme-cms --stack prod)

Exit codes: 0 printed, 2 wrong usage, 3 nothing could be read`;

async function target(command: Command, id: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const { diskSource } = await import("../load/source.ts");
  const { load } = await import("../load/load.ts");
  const { moveCommand, partnerTargets } = await import("../plan/targets.ts");
  const { PART_OF } = await import("../model/stack.ts");
  const { idSchema } = await import("../model/units.ts");
  const { workspace } = load(diskSource(resolve(terminal.cwd, options.root)));
  const refuse = (what: string) => command.error(what, { exitCode: EXIT.usage });
  const whole = workspace.parts.get(options.stack)?.value.config[PART_OF] ?? options.stack;
  const stack = workspace.stacks.get(whole);
  const pulumiStacks = [...workspace.stacks.keys(), ...workspace.parts.keys()];
  if (!stack) return refuse(unknownName("stack", options.stack, pulumiStacks));
  const isThere = workspace.partners.has(id) || workspace.unreadable.has(`partners/${id}.yaml`);
  const isDeleted = options.deleted && idSchema.safeParse(id).success;
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
    terminal.stdout.write(`${moveCommand(id, movedFrom, pulumiStack, hasAws)}\n`);
    return EXIT.clean;
  }
  const targets = partnerTargets(pulumiStack, id, hasAws).map((urn) => `--target ${urn}`);
  // Of two --stack Pulumi takes the later one: a line that names the whole stack is right for its parts as well.
  const its = pulumiStack === options.stack ? targets : [`--stack ${pulumiStack}`, ...targets];
  terminal.stdout.write(`${its.join(" ")}\n`);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function targetCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("target")
    .description("Print what limits pulumi preview and pulumi up to one partner.")
    .argument("<partner>", "its id, the stem of its file")
    .addOption(new Option("--stack <name>", "the stack that is deployed").makeOptionMandatory())
    .option("--deleted", "the partner's file is gone: what the stack still has of it")
    .option("--moved-from <name>", "print instead what moves its state here from another Pulumi stack")
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(async (id: string, options: Options, command: Command) =>
      done(await target(command, id, options, terminal)),
    );
}
