// `explain`: whether a partner, or an application of ours, can do something, as whom, and why.
import { Command, Option } from "commander";
import { safeJson } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, stackOption, unknownName } from "./options.ts";
import { hasColor, type Terminal } from "./terminal.ts";

const FORMATS = ["text", "json"] as const;

interface Options {
  readonly root: string;
  readonly stack: readonly string[];
  readonly format: (typeof FORMATS)[number];
}

const HELP = `
Without a scope or a route: everything that the partner can do. An application of ours is
named by its key under own_applications in tenant.yaml.
A path may be a template of the API or a real one: /contacts/42 is one of /contacts/{id}.

Examples:
  npm run -s partner-access -- explain acme-cms
  npm run -s partner-access -- explain acme-cms delete:contacts --stack prod
  npm run -s partner-access -- explain acme-cms DELETE /contacts/42

Exit codes: 0 answered, yes or no; 1 findings, see check; 2 wrong usage; 3 nothing could be read`;

interface Asked {
  readonly scope?: string;
  readonly route?: { readonly method: string; readonly path: string };
}

/** What is asked about; a usage error where a method is without a path or the reverse. */
async function askedFor(command: Command, first?: string, path?: string): Promise<Asked> {
  const { HTTP_METHODS } = await import("../model/api.ts");
  const method = HTTP_METHODS.find((known) => known === first?.toUpperCase());
  const refuse = (what: string) => command.error(`error: ${what}`, { exitCode: EXIT.usage });
  if (first === undefined) return {};
  if (path === undefined)
    return method ? refuse(`a method needs a path, such as ${method} /contacts`) : { scope: first };
  if (!method) return refuse(`a path needs a method before it, one of ${HTTP_METHODS.join(", ")}`);
  if (!path.startsWith("/")) return refuse("a path begins with a slash, such as /contacts/42");
  return { route: { method, path: path.replace(/[?#].*$/s, "") } };
}

async function explainPartner(
  command: Command,
  partner: string,
  asked: Asked,
  options: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const { only, planAll } = await import("./plans.ts");
  const { explain } = await import("../access/answer.ts");
  const { renderExplanation } = await import("../review/render/explanation.ts");
  const declared = await declarations(options.root, terminal, "nothing was explained");
  if (!declared) return EXIT.findings;
  const { workspace } = declared;
  const refuse = (kind: string, name: string, known: readonly string[]) =>
    command.error(unknownName(kind, name, known), { exitCode: EXIT.usage });
  const stacks = [...workspace.stacks.keys()].sort();
  const unknown = options.stack.find((stack) => !stacks.includes(stack));
  if (unknown !== undefined) refuse("stack", unknown, stacks);
  const own = Object.keys(workspace.tenant?.value.own_applications ?? {});
  if (!workspace.partners.has(partner) && !own.includes(partner))
    refuse("partner", partner, [...workspace.partners.keys(), ...own]);
  const explanation = explain(only(planAll(workspace), options.stack), { partner, ...asked });
  const text =
    options.format === "json"
      ? `${safeJson(explanation)}\n`
      : renderExplanation(explanation, { color: hasColor(terminal) });
  terminal.stdout.write(text);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function explainCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("explain")
    .description("Say whether a partner can do something, as whom, and why.")
    .argument("<partner>", "its id: the stem of its file, or the key of an application of ours")
    .argument("[scope-or-method]", "a scope of an API, or the method of a call")
    .argument("[path]", "the path of the call")
    .addOption(stackOption())
    .addOption(new Option("--format <format>", "how to answer").choices(FORMATS).default("text"))
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(
      async (
        partner: string,
        first: string | undefined,
        path: string | undefined,
        options: Options,
        command,
      ) =>
        done(await explainPartner(command, partner, await askedFor(command, first, path), options, terminal)),
    );
}
