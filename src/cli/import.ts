// `import`: APIs and third-party applications that a tenant has → files that `check` accepts; it never writes to the tenant.

import { Command } from "commander";
import type { Candidates } from "../import/candidates.ts";
import type { Told } from "../import/partner.ts";
import type { ImportableTenant, TenantApi, TenantApplication } from "../import/read-tenant.ts";
import { page } from "../model/pages.ts";
import { isStrict } from "../model/security-mode.ts";
import { plural, printable, quote } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Destination, Importable, Imported } from "./import-files.ts";
import { importLines } from "./import-lines.ts";
import { rootOption, unknownName } from "./options.ts";
import { readFrom } from "./tenant-access.ts";
import type { Terminal } from "./terminal.ts";

interface Options extends Partial<Told> {
  readonly stack: string;
  readonly only?: readonly string[];
  readonly onePartner?: readonly string[];
  readonly loginOnly?: readonly string[];
  readonly root: string;
  readonly dryRun?: true;
}

async function read(domain: string, folder: string, terminal: Terminal): Promise<ImportableTenant> {
  const { readImportable } = await import("../import/read-tenant.ts");
  return await readFrom({ domain, folder }, terminal, readImportable);
}

/** What the command line has to say of partners, by option. */
const ASKED: Readonly<Record<Exclude<keyof Told, "owner">, string>> = {
  contract: "--contract",
  contractEnds: "--contract-ends",
  contactName: "--contact-name",
  contactEmail: "--contact-email",
};

/** What no tenant says of partners, by the options that say it and are missing. */
const missingIn = (options: Options): string[] =>
  Object.entries(ASKED)
    .filter(([key]) => options[key as keyof typeof ASKED] === undefined)
    .map(([, flag]) => flag);

function toldIn(options: Options, owner: string): Told {
  const { contract = "", contractEnds = "", contactName = "", contactEmail = "" } = options;
  return { owner, contract, contractEnds, contactName, contactEmail };
}

async function apiFiles(apis: readonly TenantApi[], stack: string, owner: string): Promise<Importable[]> {
  const { importApi } = await import("../import/api.ts");
  const { importedApiFile } = await import("../import/file.ts");
  return apis.map((live) => ({
    name: live.name ?? live.identifier,
    key: live.identifier,
    make() {
      const { declaration, leftOut } = importApi(live, stack, owner);
      return { text: importedApiFile(declaration), leftOut };
    },
  }));
}

/** Which applications become which files: those of one partner one, any other one each. */
async function partnerFiles(
  applications: readonly TenantApplication[],
  tenant: ImportableTenant,
  { stack, onePartner = [], loginOnly = [] }: Options,
  told: Told,
): Promise<Importable[]> {
  const { importPartner } = await import("../import/partner.ts");
  const { importedFile } = await import("../import/file.ts");
  const { together } = await import("../import/together.ts");
  const isOfOne = ({ client_id }: TenantApplication) => onePartner.includes(client_id);
  // The one that is named first says what the partner is called.
  const of = onePartner.flatMap((id) => applications.filter(({ client_id }) => client_id === id));
  const files = [
    ...(of.length > 0 ? [of] : []),
    ...applications.filter((one) => !isOfOne(one)).map((one) => [one]),
  ];
  return files.map((its) => ({
    name: its[0]?.name ?? "",
    key: its.map(({ client_id }) => client_id).join(", "),
    make(workspace) {
      const made = its.map((one) =>
        importPartner(one, tenant, workspace, stack, told, {
          isLoginOnly: loginOnly.includes(one.client_id),
        }),
      );
      const { declaration, leftOut } = made[0] && made.length === 1 ? made[0] : together(made);
      return { text: importedFile(declaration, stack), leftOut };
    },
  }));
}

/** @throws a usage error for a client ID that nothing can be written of */
function checkNamed(options: Options, { withAccess, withoutAccess }: Candidates, command: Command): void {
  const ids = (list: readonly TenantApplication[]) => list.map(({ client_id }) => client_id);
  const named = [
    [
      "--login-only",
      options.loginOnly ?? [],
      ids(withoutAccess),
      "a third party's application without access to our APIs",
    ],
    [
      "--one-partner",
      options.onePartner ?? [],
      [...ids(withAccess), ...(options.loginOnly ?? [])],
      "one of those that a file is written of",
    ],
  ] as const;
  for (const [flag, asked, known, what] of named) {
    const unknown = asked.find((id) => !known.includes(id));
    if (unknown !== undefined)
      command.error(`error: ${flag} ${quote(unknown)} is not ${what}`, { exitCode: EXIT.usage });
  }
}

/** Applications that no file is written for. */
type Rest = Pick<Candidates, "withoutAccess" | "byDocument" | "ours">;

const unwritten = ({ withoutAccess, byDocument }: Rest): string[] => [
  ...withoutAccess.map(
    ({ name = "", client_id: id, ...application }) =>
      `${quote(name)} (${printable(id)}), a third-party application without access to our APIs: no file is written` +
      (isStrict(application) ? "" : `; where it signs users in, --login-only ${printable(id)} writes one`),
  ),
  ...byDocument.map(
    ({ name = "", client_id: id, external_client_id: document = "" }) =>
      `${quote(name)} (${printable(id)}) has access to our APIs and is configured by ${quote(document)}: no file is written; see ` +
      page("docs/runbook.md#a-partner-that-hosts-a-client-id-metadata-document"),
  ),
];

/** What the next update would refuse or change: nothing of it is in a file that was written. */
async function tellTheRest(
  { checked: { workspace } }: Imported,
  tenant: ImportableTenant,
  rest: Rest,
  stack: string,
  { terminal }: Destination,
): Promise<void> {
  const { ours } = rest;
  const { planStack } = await import("../plan/plan.ts");
  const { stopsOfApis } = await import("../first/stops.ts");
  const { ownLines } = await import("../import/own-applications.ts");
  const { roleLines } = await import("../import/roles.ts");
  // Those that are told as ours are not told as locked out once more.
  const named = new Set(ours.map(({ client_id }) => client_id));
  const others = tenant.applications.filter(({ client_id }) => !named.has(client_id));
  const plan = planStack(workspace, stack);
  const stops = stopsOfApis(plan, { ...tenant, applications: others });
  const told = [
    ...stops.map((stop) => `before the first update: ${stop}`),
    ...ownLines(ours, tenant, workspace, stack),
    ...roleLines(plan, tenant),
  ];
  terminal.stdout.write(importLines([...unwritten(rest), ...told]));
}

async function importFrom(options: Options, terminal: Terminal, command: Command): Promise<ExitCode> {
  const checked = await declarations(options.root, terminal, "nothing was imported");
  if (!checked) return EXIT.findings;
  const { folder, source, workspace } = checked;
  const { stack: id, only } = options;
  const stack = workspace.stacks.get(id);
  if (!stack) return command.error(unknownName("stack", id, [...workspace.stacks.keys()]));
  const tenant = await read(stack.value.config["auth0:domain"], folder, terminal);
  const { importEach } = await import("./import-files.ts");
  const { undeclaredApis } = await import("../import/api.ts");
  const { candidatesOf } = await import("../import/candidates.ts");
  const place = { folder, terminal, dryRun: options.dryRun ?? false };
  const owner = options.owner ?? workspace.tenant?.value.security ?? "";
  const isAsked = (key: string) => only?.includes(key) ?? true;

  const apis = undeclaredApis(tenant, workspace);
  const askedApis = apis.filter(({ identifier }) => isAsked(identifier));
  // Whether an application has access to our APIs is known once they are ours: until then any may have.
  const before = candidatesOf(tenant, workspace);
  const known = [
    ...apis.map(({ identifier }) => identifier),
    ...[...before.withAccess, ...before.byDocument, ...before.ours].map(({ client_id }) => client_id),
  ];
  const firstParty = tenant.applications.filter((one) => one.is_first_party !== false);
  const more = [...before.withoutAccess, ...firstParty].map(({ client_id }) => client_id);
  const unknown = only?.find((key) => !known.includes(key) && !(askedApis.length > 0 && more.includes(key)));
  if (unknown !== undefined)
    command.error(
      `error: ${quote(unknown)} is neither an API nor an application with access to our APIs, that no file declares`,
    );

  let imported: Imported = { source, checked, refused: 0 };
  if (askedApis.length > 0)
    imported = importEach(await apiFiles(askedApis, id, owner), ["apis", "API"], imported, place);
  const { withAccess, ...others } = candidatesOf(tenant, imported.checked.workspace);
  checkNamed(options, { withAccess, ...others }, command);
  const isLoginOnly = ({ client_id }: TenantApplication) => options.loginOnly?.includes(client_id) ?? false;
  const asked = [
    ...withAccess.filter(({ client_id }) => isAsked(client_id)),
    ...others.withoutAccess.filter(isLoginOnly),
  ];
  const declared = imported.checked.workspace;
  const { namesakeLines, namesakeOf } = await import("../import/namesakes.ts");
  const partners = asked.filter((one) => namesakeOf(one, declared) === undefined);
  const namesakes = asked.flatMap((one) => {
    const partner = namesakeOf(one, declared);
    return partner ? namesakeLines(one, partner, tenant, declared, id) : [];
  });
  const missing = partners.length > 0 ? missingIn(options) : [];
  if (missing.length === 0) {
    const files = await partnerFiles(partners, tenant, options, toldIn(options, owner));
    imported = importEach(files, ["partners", "application"], imported, place);
  }
  terminal.stdout.write(importLines(namesakes));
  const askedOf = (list: readonly TenantApplication[]) => list.filter(({ client_id }) => isAsked(client_id));
  const rest = {
    withoutAccess: only ? [] : others.withoutAccess.filter((one) => !isLoginOnly(one)),
    byDocument: askedOf(others.byDocument),
    ours: askedOf(others.ours),
  };
  await tellTheRest(imported, tenant, rest, id, place);
  // Last, since all that needs no contract is done by then, and told.
  if (missing.length > 0)
    command.error(
      `error: ${plural(partners.length, "application")} of third parties can be imported, and what no tenant says is missing: ` +
        `${missing.join(", ")}; no file is written for them`,
      { exitCode: EXIT.usage },
    );
  return imported.refused > 0 ? EXIT.findings : EXIT.clean;
}

const MORE = `
APIs come first: each that no file declares gets one, with its id in the tenant below the stack. Routes and hosting no
tenant knows. Then partners: what a tenant cannot tell of them holds for all that are imported, and the files say where to
write what is true.
Credentials are those of drift; reading is all that is done to the tenant, and no file is overwritten.
An application that another stack or project has marked as its own is left alone. Of one with the name of a partner that has
a file it is told what to write into that file. Of our own applications with access to our APIs it is told
what to write into tenant.yaml, and of roles with permissions at APIs that enforce them.

Exit codes: 0 all written, 1 wrong declarations, or some files would be refused by check and are not written,
2 wrong usage, 3 nothing could be imported: no credentials, no tenant`;

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function importCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("import")
    .description("Write files for the APIs and the third-party applications of a tenant.")
    .requiredOption("--from-tenant", "read the stack's Auth0 tenant")
    .requiredOption("--stack <stack>", "which stack, as in Pulumi.<stack>.yaml")
    .option("--contract <reference>", "the contract that partners' access rests on")
    .option("--contract-ends <date>", "the contract's last day, YYYY-MM-DD")
    .option("--contact-name <text>", "whom to call")
    .option("--contact-email <email>", "that person's address")
    .option(
      "--owner <owner>",
      "who in our company answers for it: an e-mail address, @name or @organization/team (default: security in tenant.yaml)",
    )
    .option("--only <client-id...>", "only these applications, by client ID, and APIs, by identifier")
    .option(
      "--one-partner <client-id...>",
      "these are applications of one partner, and get one file together",
    )
    .option(
      "--login-only <client-id...>",
      "these call no API and sign users in: they get a file without a grant",
    )
    .option("--dry-run", "print the files instead of writing them")
    .addOption(rootOption())
    .addHelpText("after", MORE)
    .action(async (options: Options, command: Command) => done(await importFrom(options, terminal, command)));
}
