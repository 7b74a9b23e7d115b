// `new`: what was typed or asked → a partner file that `check` accepts.
import { resolve } from "node:path";
import { Command } from "commander";
import { type Draft, MAKING_A_KEY, missingOf } from "../edit/draft.ts";
import { type Finding, isError, UserError } from "../finding.ts";
import type { Checked } from "../pipeline.ts";
import { printable, quote } from "../text.ts";
import { addDraftOptions, type DraftOptions } from "./draft-options.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption } from "./options.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { writeFile } from "./write-out.ts";

type Options = DraftOptions & { readonly root: string; readonly dryRun?: true };

const HELP = `
What is not given is asked for on a terminal; elsewhere everything that is missing is named at once.
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
  const { idSchema } = await import("../model/units.ts");
  const { declaredSource } = await import("../load/source.ts");
  const parsed = idSchema.safeParse(id);
  if (!parsed.success)
    return `${quote(id)} is no id: lower-case letters, digits and single hyphens, at most 40, such as acme-cms`;
  const listing = declaredSource(folder).list("partners");
  if ("obstacle" in listing) throw new UserError(`the folder partners/ cannot be read: ${listing.obstacle}`);
  return listing.names.includes(`${id}.yaml`)
    ? `partners/${id}.yaml exists already; nothing is overwritten`
    : undefined;
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
  const given = draftOf(id, options, before.workspace, terminal.cwd);
  const draft =
    terminal.dialog && missingOf(given).length > 0
      ? await (await import("./ask.ts")).ask(given, before.workspace, terminal.dialog, terminal.cwd)
      : given;
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
    return EXIT.findings;
  }
  return write(options, terminal, { file, path: resolve(folder, file), text });
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
