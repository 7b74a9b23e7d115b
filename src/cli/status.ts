// `suspend`, `resume` and `retire`: one word in a partner's file, and what it will do.

import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { declaredIn, declaringFile, isMeantBy, keyOf, pathOf, stemOf } from "../model/applications.ts";
import type { Status } from "../model/partner.ts";
import { DEFAULT_STATUS, hasAccess, mayGo } from "../model/status.ts";
import { printable } from "../text.ts";
import { refuse as refuseFindings } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { writeFile } from "./write-out.ts";

interface Options {
  readonly root: string;
  readonly reason?: string;
}

const LONGEST_REASON = 200;

/** It becomes a comment in a file that reviewers read. */
function oneLine(text: string): string {
  if (!/^\S(.*\S)?$/.test(text) || printable(text) !== text || text.length > LONGEST_REASON)
    throw new InvalidArgumentError(`It is not a single line of at most ${LONGEST_REASON} characters.`);
  return text;
}

/** Why a status cannot follow another one. */
function refusal(id: string, was: Status, status: Status): string | undefined {
  if (was === status) return `${id} is ${status} already`;
  if (!mayGo(was)) return undefined;
  const undo =
    "if that was a mistake, revert the commit that retired it, so that the approver of that sees it";
  return hasAccess(status)
    ? `${id} is retired: the partner was told that it ends, and its application may be deleted any day; ${undo}`
    : `${id} is retired, which is more than suspended: it has no grants`;
}

/** The status that is below the key of one of several applications. */
function statusBelow(value: Readonly<Record<string, unknown>>, key: string): Status | undefined {
  const { applications } = value as { applications?: Record<string, { status?: Status }> };
  return applications?.[key]?.status;
}

interface Request {
  readonly id: string;
  readonly status: Status;
  readonly options: Options;
}

async function change(command: Command, request: Request, terminal: Terminal): Promise<ExitCode> {
  const { id, status, options } = request;
  const { checkDeclarations } = await import("../pipeline.ts");
  const { declaredSource } = await import("../load/source.ts");
  const { setStatus } = await import("../edit/status.ts");
  const { effectsOf } = await import("../edit/status-effects.ts");
  const refuse = (what: string) => command.error(what, { exitCode: EXIT.usage });
  const root = resolve(terminal.cwd, options.root);
  const checked = checkDeclarations(declaredSource(root));
  const { workspace, documents } = checked;
  const file = declaringFile(id);
  // A partner must be stopped even while other files are wrong, so only what keeps its own from being changed counts.
  if (workspace.unreadable.has(file)) {
    await refuseFindings(checked, terminal, root, `${file} was not changed`);
    return EXIT.findings;
  }
  const named = [...workspace.partners.values()].filter((one) => isMeantBy(id, one.id));
  const { text, value } = documents.get(file) ?? {};
  const [declared] = named;
  if (!declared || text === undefined || value === undefined)
    return refuse(unknownName("partner", id, [...workspace.partners.keys()]));
  // What the key itself says: an application that goes on may still be stopped with its partner.
  const ofPartner = value.status as Status | undefined;
  const key = keyOf(id);
  const was = key === undefined ? ofPartner : statusBelow(value, key);
  const refused = refusal(id, was ?? DEFAULT_STATUS, status);
  if (refused !== undefined) return refuse(`error: ${refused}`);
  if (key !== undefined && hasAccess(status) && !hasAccess(ofPartner))
    return refuse(`error: ${stemOf(id)} is ${ofPartner} with all of its applications: resume that first`);
  writeFile(resolve(root, file), setStatus(text, status, options.reason, pathOf(id)), terminal);
  const stacks = [...new Set(named.flatMap((one) => Object.keys(one.value.stacks)))].sort();
  const effects = named.flatMap((one) => {
    const of = named.length === 1 ? "" : `${keyOf(one.id)}: `;
    return effectsOf(one, workspace, status).map((effect) => `- ${of}${effect}`);
  });
  const lines = [
    `${declaredIn(id)}: status ${status}. Once it is deployed (${stacks.join(", ")}):`,
    ...effects,
    "Next: `review --base origin/main`, a pull request, and a deployment of each stack.",
  ];
  terminal.stdout.write(`${lines.map(printable).join("\n")}\n`);
  return EXIT.clean;
}

const VERBS = [
  { verb: "suspend", status: "suspended", does: "Stop a partner: its grants go, all else stays." },
  { verb: "resume", status: "active", does: "Give a suspended partner back what it had." },
  {
    verb: "retire",
    status: "retired",
    does: "End a partner: its grants go first, its file in a later change.",
  },
] as const satisfies readonly { verb: string; status: Status; does: string }[];

const HELP = `
Changes the one key \`status\` in partners/<id>.yaml; comments, order and all else stay as they are. Of a partner with
several applications it is that of all of them, or with <id>.<key> of the one below that key.
Nothing happens in a tenant before the change is deployed.

Exit codes: 0 written, 1 the file has findings, 2 wrong usage or an impossible step, 3 nothing could be written`;

/** The three verbs, ready to be added to the program; `done` gets their exit code. */
export function statusCommands(terminal: Terminal, done: (code: ExitCode) => void): Command[] {
  return VERBS.map(({ verb, status, does }) => {
    const command = new Command(verb)
      .description(does)
      .argument("<partner>", "its id, the stem of its file")
      .addOption(rootOption())
      .addHelpText("after", HELP);
    if (!hasAccess(status)) {
      const reason = new Option("--reason <text>", "why, on one line; a comment beside the status");
      command.addOption(reason.argParser(oneLine).makeOptionMandatory());
    }
    return command.action(async (id: string, options: Options, own: Command) =>
      done(await change(own, { id, status, options }, terminal)),
    );
  });
}
