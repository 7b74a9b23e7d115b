// `import`: third-party applications that a tenant has → partner files that `check` accepts; it never writes to the tenant.
import { resolve } from "node:path";
import { Command } from "commander";
import { type Finding, isError, UserError } from "../finding.ts";
import type { Told } from "../import/partner.ts";
import type { ImportableTenant, TenantApplication } from "../import/read-tenant.ts";
import type { Source } from "../load/source.ts";
import type { Checked } from "../pipeline.ts";
import { plural, printable, quote } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import { accessTo, progressOn } from "./tenant-access.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { writeFile } from "./write-out.ts";

interface Options extends Omit<Told, "owner"> {
  readonly stack: string;
  readonly only?: readonly string[];
  readonly owner?: string;
  readonly root: string;
  readonly dryRun?: true;
}

/** One application with the file that was made of it. */
interface Made {
  readonly application: TenantApplication;
  readonly file: string;
  readonly text: string;
  readonly leftOut: readonly string[];
}

async function read(domain: string, folder: string, terminal: Terminal): Promise<ImportableTenant> {
  const access = await accessTo(domain, folder, terminal.env);
  const { explained } = await import("../tenant/errors.ts");
  const { openReadingClient } = await import("../tenant/client.ts");
  const { readImportable } = await import("../import/read-tenant.ts");
  try {
    return await readImportable(await openReadingClient(domain, access, progressOn(terminal, domain)));
  } catch (error) {
    throw explained(error, domain);
  }
}

/** Ids that a new file may not take: files that there are, and earlier names of partners. */
function takenIds(source: Source, { workspace }: Checked): Set<string> {
  const listing = source.list("partners");
  if ("obstacle" in listing) throw new UserError(`the folder partners/ cannot be read: ${listing.obstacle}`);
  const former = [...workspace.partners.values()].flatMap(({ value }) => value.former_ids ?? []);
  return new Set([...listing.names.map((name) => name.replace(/\.ya?ml$/, "")), ...former]);
}

function describe({ application, file, leftOut }: Made, outcome: string): string {
  const head = `${file}: ${quote(application.name ?? "")} (${printable(application.client_id)}), ${outcome}`;
  return [head, ...leftOut.map((what) => `  - the file leaves out or changes: ${printable(what)}`), ""].join(
    "\n",
  );
}

/** What other files have anyway, such as a contract that has ended, is no reason to refuse a new one. */
const keyOf = ({ file, line, column, rule, what }: Finding) =>
  JSON.stringify([file, line, column, rule, what]);

/** Line by line: what a tenant says reaches no terminal as a command. */
const shown = (text: string) => text.split("\n").map(printable).join("\n");

function write({ dryRun }: Options, folder: string, made: Made, terminal: Terminal): void {
  terminal.stdout.write(describe(made, dryRun ? "would be written" : "written"));
  if (dryRun) return void terminal.stdout.write(`\n${shown(made.text)}\n`);
  writeFile(resolve(folder, made.file), made.text, terminal);
}

/** Each file is checked beside all others, those before it included; one that has errors stops no other. */
async function importAll(
  applications: readonly TenantApplication[],
  { options, folder, terminal, ...given }: Run,
): Promise<ExitCode> {
  const { checkDeclarations } = await import("../pipeline.ts");
  const { overlaySource } = await import("../load/overlay-source.ts");
  const { idOfName } = await import("../identity/id-of-name.ts");
  const { importPartner } = await import("../import/partner.ts");
  const { importedFile } = await import("../import/file.ts");
  const { renderFindings } = await import("./render-findings.ts");
  const { checked, tenant, told } = given;
  const today = todayOf(terminal);
  const taken = takenIds(given.source, checked);
  const known = new Set(checkDeclarations(given.source, today).findings.map(keyOf));
  let { source } = given;
  let refused = 0;
  for (const application of applications) {
    const id = idOfName(application.name ?? "", taken);
    const file = `partners/${id}.yaml`;
    const imported = importPartner(application, tenant, checked.workspace, options.stack, told);
    const text = importedFile(imported.declaration, options.stack);
    const made = { application, file, text, leftOut: imported.leftOut };
    const overlay = overlaySource(source, file, text);
    const after = checkDeclarations(overlay, today);
    const findings = after.findings.filter((finding) => !known.has(keyOf(finding)));
    if (findings.length > 0) {
      const style = { color: hasColor(terminal), pathOf: (path: string) => path };
      terminal.stderr.write(renderFindings({ ...after, findings }, "text", style));
    }
    if (findings.some(isError)) {
      refused += 1;
      terminal.stdout.write(describe(made, "NOT written: check would refuse it"));
      continue;
    }
    write(options, folder, made, terminal);
    taken.add(id);
    source = overlay;
  }
  const written = applications.length - refused;
  terminal.stdout.write(
    `${written} of ${plural(applications.length, "application")} ${options.dryRun ? "can be " : ""}imported\n`,
  );
  return refused > 0 ? EXIT.findings : EXIT.clean;
}

interface Run {
  readonly options: Options;
  readonly folder: string;
  readonly terminal: Terminal;
  readonly source: Source;
  readonly checked: Checked;
  readonly tenant: ImportableTenant;
  readonly told: Told;
}

async function importFrom(options: Options, terminal: Terminal, command: Command): Promise<ExitCode> {
  const checked = await declarations(options.root, terminal, "nothing was imported");
  if (!checked) return EXIT.findings;
  const { folder, source } = checked;
  const { stacks, tenant: offered } = checked.workspace;
  const stack = stacks.get(options.stack);
  if (!stack) return command.error(unknownName("stack", options.stack, [...stacks.keys()]));
  const tenant = await read(stack.value.config["auth0:domain"], folder, terminal);
  const { candidatesOf } = await import("../import/candidates.ts");
  const candidates = candidatesOf(tenant, checked.workspace);
  const { only } = options;
  const unknown = only?.find((id) => !candidates.some(({ client_id }) => client_id === id));
  if (unknown !== undefined)
    command.error(
      `error: ${quote(unknown)} is no third-party application with access to our APIs that no file declares`,
    );
  const chosen = candidates.filter(({ client_id }) => only?.includes(client_id) ?? true);
  const told = { ...options, owner: options.owner ?? offered?.value.security ?? "" };
  return importAll(chosen, { options, folder, terminal, source, checked, tenant, told });
}

const MORE = `
What a tenant cannot tell holds for all that are imported, and the files say where to write what is true.
Credentials are those of drift; reading is all that is done to the tenant, and no file is overwritten.
An application that another stack or project has marked as its own is left alone.

Exit codes: 0 all written, 1 wrong declarations, or some files would be refused by check and are not written,
2 wrong usage, 3 nothing could be imported: no credentials, no tenant`;

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function importCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("import")
    .description("Write partner files for the third-party applications of a tenant.")
    .requiredOption("--from-tenant", "read the stack's Auth0 tenant")
    .requiredOption("--stack <stack>", "which stack, as in Pulumi.<stack>.yaml")
    .requiredOption("--contract <reference>", "the contract that the access rests on")
    .requiredOption("--contract-ends <date>", "the contract's last day, YYYY-MM-DD")
    .requiredOption("--contact-name <text>", "whom to call")
    .requiredOption("--contact-email <email>", "that person's address")
    .option(
      "--owner <owner>",
      "who in our company answers for it: an e-mail address, @name or @organization/team (default: security in tenant.yaml)",
    )
    .option("--only <client-id...>", "only these applications")
    .option("--dry-run", "print the files instead of writing them")
    .addOption(rootOption())
    .addHelpText("after", MORE)
    .action(async (options: Options, command: Command) => done(await importFrom(options, terminal, command)));
}
