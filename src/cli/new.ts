// `new`: what was typed or asked → a partner file that `check` accepts.

import { resolve } from "node:path";
import { Command } from "commander";
import { type Draft, MAKING_A_KEY, missingOf } from "../edit/draft.ts";
import { type Finding, isError, UserError } from "../finding.ts";
import type { Source } from "../load/source.ts";
import { declaringFile } from "../model/applications.ts";
import type { Workspace } from "../model/workspace.ts";
import type { Checked } from "../pipeline.ts";
import { printable, quote } from "../text.ts";
import { addDraftOptions, type DraftOptions } from "./draft-options.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption } from "./options.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { writeFile } from "./write-out.ts";

type Options = DraftOptions & { readonly root: string; readonly dryRun?: true };

const HELP = `
What is not given is asked for on a terminal, and each answer is checked at once; what was answered is never lost.
Elsewhere everything that is missing is named at once.
Nothing is written that check would refuse, and no file is overwritten.

${MAKING_A_KEY}

Example:
  npm run -s partner-access -- new harbor-sync --name "Harbor Sync" --description "Keeps contacts in step" \\
    --owner integrations@our-app.example --contact-name "Hanna Harbor" --contact-email api@harbor.example \\
    --contract CRM-1200 --contract-ends 2028-12-31 --api contacts --user-scope read:contacts \\
    --reason "Shows contacts in Harbor" --offline-access --public-key prod=public.pem \\
    --callback prod=https://harbor.example/callback --enable-url prod=https://harbor.example/enable

Exit codes: 0 written, 1 check would refuse it, 2 something is missing or taken, 3 nothing could be read or written`;

const keyOf = ({ file, line, column, rule, what }: Finding) =>
  JSON.stringify([file, line, column, rule, what]);

/** What is wrong because of the new file. */
function added(before: Checked, after: Checked): Checked {
  const known = new Set(before.findings.map(keyOf));
  return { ...after, findings: after.findings.filter((finding) => !known.has(keyOf(finding))) };
}

function missingText(draft: Draft): string | undefined {
  const missing = missingOf(draft);
  if (missing.length === 0) return undefined;
  const width = Math.max(...missing.map(({ flag }) => flag.length));
  const lines = missing.map(({ flag, asks }) => `  ${printable(flag).padEnd(width)}  ${asks}`);
  const key = missing.some(({ flag }) => flag.startsWith("--public-key"));
  return ["error: something is missing:", ...lines, ...(key ? [MAKING_A_KEY] : [])].join("\n");
}

/** The id is one that a file may have, and nobody has it. */
async function refusalOf(id: string, folder: string): Promise<string | undefined> {
  const { applicationIdSchema, idSchema } = await import("../model/units.ts");
  const { declaredSource } = await import("../load/source.ts");
  const parsed = idSchema.safeParse(id);
  if (!parsed.success && applicationIdSchema.safeParse(id).success)
    return `${quote(id)} is an application of a partner: write it into ${declaringFile(id)}, below applications; new makes whole files`;
  if (!parsed.success)
    return `${quote(id)} is not an id: lower-case letters, digits and single hyphens, at most 40, a letter first, such as acme-cms`;
  const listing = declaredSource(folder).list("partners");
  if ("obstacle" in listing) {
    const fix = listing.obstacle === "missing" ? "; make it: mkdir partners" : "";
    throw new UserError(`the folder partners/ cannot be read: ${listing.obstacle}${fix}`);
  }
  return listing.names.includes(`${id}.yaml`)
    ? `partners/${id}.yaml exists already; nothing is overwritten`
    : undefined;
}

/** Told before anything is asked: without an API there is nothing that a partner could be given. */
function refuseWithoutApi({ apis, unreadable }: Workspace): void {
  if (apis.size > 0) return;
  const isBroken = [...unreadable].some((file) => file.startsWith("apis/"));
  throw new UserError(
    isBroken
      ? "no API can be read in apis/: check shows why"
      : "no API is declared yet, and a partner is given scopes of one: write apis/<id>.yaml first",
  );
}

/** How what was answered need not be answered again. */
const commandText = async (says: string, draft: Draft): Promise<string> =>
  `${says}:\n${(await import("./draft-command.ts")).commandOf(draft)}\n`;

const GO_ON = "to go on with what was answered";

/** Asks on a terminal for what is missing; however that ends, what was answered is not lost. Undefined elsewhere. */
async function asking(
  given: Draft,
  { source, before, terminal }: { source: Source; before: Checked; terminal: Terminal },
): Promise<Draft | undefined> {
  const { dialog, cwd } = terminal;
  if (!dialog) return undefined;
  const { ask } = await import("./ask.ts");
  const { judgeOf } = await import("./judge-draft.ts");
  const { workspace } = before;
  const judge = judgeOf(source, workspace, todayOf(terminal));
  let kept = given;
  const keep = (draft: Draft) => {
    kept = draft;
  };
  try {
    return await ask(given, { workspace, dialog, cwd, judge, keep });
  } catch (error) {
    if (kept !== given) terminal.stderr.write(await commandText(GO_ON, kept));
    throw error;
  }
}

async function create(command: Command, id: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const { checkDeclarations } = await import("../pipeline.ts");
  const { declaredSource } = await import("../load/source.ts");
  const { draftOf } = await import("./draft-of.ts");
  const folder = resolve(terminal.cwd, options.root);
  const refuse = (what: string) => command.error(what, { exitCode: EXIT.usage });
  const refused = await refusalOf(id, folder);
  if (refused !== undefined) return refuse(`error: ${refused}`);
  const source = declaredSource(folder);
  const before = checkDeclarations(source);
  refuseWithoutApi(before.workspace);
  const given = draftOf(id, options, before.workspace, terminal.cwd);
  const asked = missingOf(given).length > 0 ? await asking(given, { source, before, terminal }) : undefined;
  const draft = asked ?? given;
  const missing = missingText(draft);
  if (missing !== undefined) return refuse(missing);

  const { overlaySource } = await import("../load/overlay-source.ts");
  const { partnerFile } = await import("../edit/partner-file.ts");
  const { renderFindings } = await import("./render-findings.ts");
  const file = `partners/${id}.yaml`;
  const text = partnerFile(draft, before.workspace, todayOf(terminal));
  const found = added(before, checkDeclarations(overlaySource(source, file, text), todayOf(terminal)));
  if (found.findings.length > 0) {
    const shown = renderFindings(found, "text", { color: hasColor(terminal), pathOf: (path) => path });
    terminal.stderr.write(shown);
  }
  if (found.findings.some(isError)) {
    terminal.stderr.write(`${file} is not written: it would have the findings above\n`);
    if (asked) terminal.stderr.write(await commandText(GO_ON, asked));
    return EXIT.findings;
  }
  const exit = write(options, terminal, { file, path: resolve(folder, file), text });
  if (asked) terminal.stderr.write(await commandText("the same without questions", asked));
  return exit;
}

function write(
  { dryRun }: Options,
  terminal: Terminal,
  { file, path, text }: { file: string; path: string; text: string },
): ExitCode {
  if (dryRun) {
    terminal.stdout.write(text);
    return EXIT.clean;
  }
  writeFile(path, text, terminal);
  const next =
    "Read it, then: `npm run generate` (who approves it), `review --base origin/main`, a pull request.";
  terminal.stdout.write(`${file} written; check accepts it.\n${next}\n`);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function newCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return addDraftOptions(
    new Command("new")
      .description("Write a new partner's file, from flags or questions.")
      .argument("<id>", "the file's stem, such as acme-cms"),
  )
    .option("--dry-run", "print the file instead of writing it")
    .addOption(rootOption())
    .addHelpText("after", HELP)
    .action(async (id: string, options: Options, command: Command) =>
      done(await create(command, id, options, terminal)),
    );
}
