// `rotate`: the steps that replace a partner's credentials; with an option, the next of them in its file.

import { basename, dirname, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Rotation, Step } from "../edit/rotation.ts";
import { isError, UserError } from "../finding.ts";
import type { Source } from "../load/source.ts";
import { declaringFile, pathOf } from "../model/applications.ts";
import type { PartnerStack } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import type { Workspace } from "../model/workspace.ts";
import { labelled, printable } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { dayLike, rootOption, unknownName } from "./options.ts";
import { type Terminal, todayOf } from "./terminal.ts";
import { writeFile } from "./write-out.ts";

interface Options {
  readonly root: string;
  readonly stack: string;
  readonly publicKey?: string;
  readonly name?: string;
  readonly expires?: string;
  readonly switched?: true;
  readonly finish?: true;
}

const HELP = `
Without an option it only shows the steps, what each breaks, and which comes next; with one it takes that step in the
file, and shows them after it.

Examples:
  npm run -s partner-access -- rotate ember-mail --stack prod
  npm run -s partner-access -- rotate ember-mail --stack prod --public-key key.pem --name prod-2029 --expires 2029-06-30
  npm run -s partner-access -- rotate ember-mail --stack prod --switched
  npm run -s partner-access -- rotate ember-mail --stack prod --finish

Nothing happens in a tenant before the change is deployed. Secrets are neither read nor printed.

Exit codes: 0 shown or written, 1 findings, 2 wrong usage, 3 nothing could be read or written`;

const MARKS: Readonly<Record<Step["state"], string>> = { done: "[x]", next: "[>]", later: "[ ]" };

const INDENT = " ".repeat(7);

function render({ summary, steps }: Rotation): string {
  const lines = steps.flatMap(({ does, command, breaks, state, calls }, i) => [
    labelled(`${MARKS[state]} ${i + 1}. `, does),
    // To be copied: in one line.
    ...(command === undefined ? [] : [`${INDENT}${printable(command)}`]),
    labelled(`${INDENT}Breaks: `, breaks),
    ...(calls === undefined ? [] : [`${INDENT}Management API calls: ${calls}`]),
  ]);
  return `${[labelled("", summary), ...lines].join("\n")}\n`;
}

function readKey(cwd: string, file: string, read: (folder: string) => Source): string {
  const path = resolve(cwd, file);
  const reading = read(dirname(path)).read(basename(path));
  if ("obstacle" in reading) throw new UserError(`${path} cannot be read: ${reading.obstacle}`);
  return new TextDecoder().decode(reading.bytes);
}

type Edits = typeof import("../edit/keys.ts");

/** The file after the step that the options ask for; undefined where they ask for none. */
async function edited(
  text: string,
  at: readonly string[],
  settings: PartnerStack,
  options: Options,
  command: Command,
  cwd: string,
): Promise<string | undefined> {
  const edits: Edits = await import("../edit/keys.ts");
  const { keyIn } = await import("../edit/rotation.ts");
  const { diskSource } = await import("../load/source.ts");
  const { publicKey, name, expires, switched, finish } = options;
  const refuse = (what: string) => command.error(`error: ${what}`, { exitCode: EXIT.usage });
  const [current, next, retiring] = (["current", "next", "retiring"] as const).map((s) => keyIn(settings, s));
  if ([publicKey, switched, finish].filter((one) => one !== undefined).length > 1)
    return refuse("one step at a time: --public-key, --switched or --finish");
  if (publicKey !== undefined) {
    if (name === undefined || expires === undefined)
      return refuse("--public-key needs the new key's --name and the day it --expires");
    if (!current) return refuse("no key has state: current");
    if (next ?? retiring) return refuse("two keys are there already: finish that rotation first");
    const pem = readKey(cwd, publicKey, diskSource);
    const marked = edits.setKeyState(text, at, current.name, "current");
    return edits.addKey(marked, at, { name, state: "next", expiresAt: `${expires}T00:00:00Z`, pem });
  }
  if (switched) {
    if (!current || !next) return refuse("there is no next key to switch to: begin with --public-key");
    const marked = edits.setKeyState(text, at, current.name, "retiring");
    return edits.setKeyState(marked, at, next.name, "current");
  }
  if (finish) {
    if (!retiring) return refuse("no key has state: retiring: say --switched once the partner has");
    return edits.removeKey(text, at, retiring.name);
  }
  return undefined;
}

async function rotate(id: string, options: Options, command: Command, terminal: Terminal): Promise<ExitCode> {
  const { checkDeclarations } = await import("../pipeline.ts");
  const { overlaySource } = await import("../load/overlay-source.ts");
  const { planStack } = await import("../plan/plan.ts");
  const { rotationOf } = await import("../edit/rotation.ts");
  const { renderFindings } = await import("./render-findings.ts");
  const before = await declarations(options.root, terminal, "nothing was rotated");
  if (!before) return EXIT.findings;
  const { workspace, source, documents, folder } = before;
  const { stack } = options;
  const refuse = (kind: string, name: string, known: readonly string[]) =>
    command.error(unknownName(kind, name, known), { exitCode: EXIT.usage });
  if (!workspace.stacks.has(stack)) return refuse("stack", stack, [...workspace.stacks.keys()].sort());
  const declared = workspace.partners.get(id);
  if (!declared) return refuse("partner", id, [...workspace.partners.keys()]);
  const file = declaringFile(id);
  const at = [...pathOf(id), "stacks", stack, "credentials"].map(String);
  const settingsIn = ({ partners }: Workspace) => {
    const stacks = partners.get(id)?.value.stacks ?? {};
    return entryOf(stacks, stack);
  };
  const stepsIn = (now: Workspace): string => {
    const its = settingsIn(now);
    const rotation = its && rotationOf({ id, stack, plan: planStack(now, stack), settings: its });
    return rotation ? render(rotation) : "";
  };
  const settings = settingsIn(workspace);
  if (!settings) throw new UserError(`${file} names no stack ${stack}`);
  const after = await edited(documents.get(file)?.text ?? "", at, settings, options, command, terminal.cwd);
  if (after === undefined) {
    terminal.stdout.write(stepsIn(workspace));
    return EXIT.clean;
  }
  const checked = checkDeclarations(overlaySource(source, file, after), todayOf(terminal));
  const broken = checked.findings.filter((finding) => isError(finding) && finding.file === file);
  if (broken.length > 0) {
    const shown = { ...checked, findings: broken };
    terminal.stderr.write(renderFindings(shown, "text", { color: false, pathOf: (name) => name }));
    terminal.stderr.write(`${file} was not changed\n`);
    return EXIT.findings;
  }
  writeFile(resolve(folder, file), after, terminal);
  const next = `${file} written. Next: review, a pull request, and a deployment of ${stack}.`;
  terminal.stdout.write(`${next}\n\n${stepsIn(checked.workspace)}`);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function rotateCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const expires = new Option("--expires <date>", "the last day of the new key, YYYY-MM-DD");
  return new Command("rotate")
    .description("Show how a partner's key or secret is replaced, and take the next step in its file.")
    .argument("<partner>", "its id, the stem of its file")
    .requiredOption("--stack <name>", "the stack whose credentials are replaced")
    .option("--public-key <file>", "add the partner's next public key, in PEM")
    .option("--name <name>", "the new key's name")
    .addOption(expires.argParser(dayLike("2028-06-30")))
    .option("--switched", "the partner signs with its next key: it is current now, the old one retiring")
    .option("--finish", "remove the retiring key")
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(async (id: string, options: Options, command: Command) =>
      done(await rotate(id, options, command, terminal)),
    );
}
