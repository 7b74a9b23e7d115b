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
}

const HELP = `
Pulumi then neither reads nor changes anything of other partners or APIs. What a partner needs of them, such as a
new scope, has to be deployed before; so has a renaming, since the old name is not among the targets.

Examples:
  pulumi preview --stack dev $(npm run -s partner-access -- target acme-cms --stack dev)
  pulumi up --stack prod $(npm run -s partner-access -- target acme-cms --stack prod)

Exit codes: 0 printed, 2 wrong usage, 3 nothing could be read`;

async function target(command: Command, id: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const { diskSource } = await import("../load/source.ts");
  const { load } = await import("../load/load.ts");
  const { partnerTargets } = await import("../plan/targets.ts");
  const { idSchema } = await import("../model/units.ts");
  const { workspace } = load(diskSource(resolve(terminal.cwd, options.root)));
  const refuse = (what: string) => command.error(what, { exitCode: EXIT.usage });
  const stack = workspace.stacks.get(options.stack);
  if (!stack) return refuse(unknownName("stack", options.stack, [...workspace.stacks.keys()]));
  const isThere = workspace.partners.has(id) || workspace.unreadable.has(`partners/${id}.yaml`);
  const isDeleted = options.deleted && idSchema.safeParse(id).success;
  if (!isThere && !isDeleted) return refuse(unknownName("partner", id, [...workspace.partners.keys()]));
  const hasAws = stack.value.config["partner-access:aws"] !== undefined;
  const targets = partnerTargets(stack.id, id, hasAws).map((urn) => `--target ${urn}`);
  terminal.stdout.write(`${targets.join(" ")}\n`);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function targetCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("target")
    .description("Print what limits pulumi preview and pulumi up to one partner.")
    .argument("<partner>", "its id, the stem of its file")
    .addOption(new Option("--stack <name>", "the stack that is deployed").makeOptionMandatory())
    .option("--deleted", "the partner's file is gone: what the stack still has of it")
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(async (id: string, options: Options, command: Command) =>
      done(await target(command, id, options, terminal)),
    );
}
