// `handover`: what a partner's developers need to call our APIs, as Markdown or as a page.

import { Command, InvalidArgumentError, Option } from "commander";
import { UserError } from "../finding.ts";
import { declaredIn, isMeantBy } from "../model/applications.ts";
import type { PlannedPartner } from "../plan/types.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { writeOut } from "./write-out.ts";

const FORMATS = ["markdown", "html"] as const;

interface Options {
  readonly root: string;
  readonly stack: string;
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly clientId?: string;
  readonly outputs?: string;
}

const HELP = `
The client ID is known once the stack is deployed; npm start shows it for the stack local. Where the partner's file
has it as client_id, it needs not be given.
Nothing secret is in it: it says where the partner finds its secret.

Examples:
  npm run -s partner-access -- handover acme-cms --stack local --client-id tpc_YGaN39zaDeAUw5znXlU2vM
  pulumi stack output --json --stack prod > outputs.json   (of its part, where the stack has parts)
  npm run -s partner-access -- handover acme-cms --stack prod --outputs outputs.json --format html --out acme-cms.html

Exit codes: 0 written, 1 findings, 2 wrong usage, 3 nothing could be written`;

/** What is too short for one, or has other characters, was typed by mistake. Source: https://auth0.com/docs/get-started/applications/application-settings (read 2026-11) */
const MADE_BY_AUTH0 = /^(?:tpc_)?[A-Za-z0-9]{20,64}$/;

async function clientIdOf(
  partner: string,
  { part, adopts: declared }: Pick<PlannedPartner, "part" | "adopts">,
  options: Options,
  command: Command,
  { cwd }: Terminal,
) {
  const { clientId, outputs } = options;
  const refuse = (what: string) => command.error(`error: ${what}`, { exitCode: EXIT.usage });
  const given = [clientId, outputs].filter((one) => one !== undefined).length;
  const way = "the client ID with --client-id, or the stack's outputs with --outputs";
  if (given > 1) refuse(`give one of the two: ${way}`);
  if (declared === undefined && given === 0) refuse(`give ${way}`);
  if (declared !== undefined && clientId !== undefined && clientId !== declared)
    refuse(`${declaredIn(partner)} has the client ID ${declared}: leave --client-id out`);
  const known = clientId ?? (outputs === undefined ? declared : undefined);
  if (known !== undefined) return known;
  const { clientIdIn } = await import("./stack-outputs.ts");
  return clientIdIn(cwd, outputs ?? "", partner, part ?? options.stack);
}

async function handOver(
  partner: string,
  options: Options,
  command: Command,
  terminal: Terminal,
): Promise<ExitCode> {
  const { planStack } = await import("../plan/plan.ts");
  const { isForUsers, recipientOf } = await import("../handover/recipient.ts");
  const { guideOfAll } = await import("../handover/guide.ts");
  const declared = await declarations(options.root, terminal, "nothing was handed over");
  if (!declared) return EXIT.findings;
  const { workspace } = declared;
  const { stack } = options;
  const refuse = (kind: string, name: string, known: readonly string[]) =>
    command.error(unknownName(kind, name, known), { exitCode: EXIT.usage });
  if (!workspace.stacks.has(stack)) refuse("stack", stack, [...workspace.stacks.keys()].sort());
  const plan = planStack(workspace, stack);
  const applications = [...workspace.partners.keys()].filter((id) => isMeantBy(partner, id));
  if (applications.length === 0) refuse("partner", partner, [...workspace.partners.keys()]);
  if (applications.length > 1 && options.clientId !== undefined)
    command.error(
      `error: ${partner} has several applications, each with a client ID of its own: give them with --outputs, or name one: ${applications.join(", ")}`,
      { exitCode: EXIT.usage },
    );
  const subjects = await Promise.all(
    applications
      .filter((id) => applications.length === 1 || Object.hasOwn(plan.partners, id))
      .map(async (id) => {
        const clientId = await clientIdOf(id, plan.partners[id] ?? {}, options, command, terminal);
        const secretReader = workspace.partners.get(id)?.value.stacks[stack]?.aws_principal_arn;
        return recipientOf(plan, id, { clientId, ...(secretReader !== undefined && { secretReader }) });
      }),
  );
  const there = subjects.filter((one) => one !== undefined);
  const [first] = there;
  if (!first) throw new UserError(`${declaredIn(partner)} names no stack ${stack}`);
  const open = there.filter((one) => one.access.length > 0 || isForUsers(one));
  if (open.length === 0)
    throw new UserError(
      `${partner} gets no tokens in stack ${stack} (status ${first.partner.status}), so there is nothing to hand over`,
    );
  const guide = guideOfAll(open);
  const text =
    options.format === "html"
      ? (await import("../handover/render/html.ts")).renderGuideHtml(guide)
      : (await import("../handover/render/markdown.ts")).renderGuideMarkdown(guide);
  writeOut(text, "guide", options.out, terminal);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function handoverCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("handover")
    .description("Write what a partner's developers need: addresses, scopes, errors, examples that run.")
    .argument("<partner>", "its id, the stem of its file; behind a dot the key of one of its applications")
    .requiredOption("--stack <name>", "the stack that the partner is to use")
    .addOption(
      new Option("--client-id <id>", "the partner's client ID in this stack").argParser((id: string) => {
        if (!MADE_BY_AUTH0.test(id))
          throw new InvalidArgumentError(
            "Auth0's client IDs are 20 to 64 letters and digits, those of strict applications after tpc_.",
          );
        return id;
      }),
    )
    .option("--outputs <file>", "take the client ID from what `pulumi stack output --json` wrote")
    .addOption(new Option("--format <format>", "what to write").choices(FORMATS).default("markdown"))
    .option("--out <file>", "write to a file instead of standard output")
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(async (partner: string, options: Options, command: Command) =>
      done(await handOver(partner, options, command, terminal)),
    );
}
