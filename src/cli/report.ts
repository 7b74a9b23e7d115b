// `report`: evidence for auditors, from the declarations and their git history.

import { Command, Option } from "commander";
import type { Histories, History, Revision } from "../evidence/evidence.ts";
import type { IdToday } from "../evidence/held.ts";
import { declaringFile } from "../model/applications.ts";
import { page } from "../model/pages.ts";
import type { Workspace } from "../model/workspace.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, todayOption } from "./options.ts";
import { type Terminal, todayOf } from "./terminal.ts";
import { writeOut } from "./write-out.ts";

const FORMATS = ["csv", "html", "json"] as const;

interface Options {
  readonly root: string;
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly today?: string;
}

/** A file that changed more often than this has older commits that are not read: its rows say "or earlier". */
const MOST_REVISIONS = 500;
const HELP = `
One row for each scope that an active partner or one of our own applications holds, by which way (${page("docs/ways.md")}): since
which commit without a break, by whom, in which change. So have the Management API's scopes and the further ways of our
own applications, the Actions of others and the connections that were read, and the permissions of roles. What a tenant has beside its
declarations is in no file: who says that.
A scope that came to its stacks by several changes has a row for each of them.
What counts is the main line (git log --first-parent HEAD): a merge or squash is the change that was approved. The
number of a pull request is the one in the commit's subject, that of a merge request (!7) the one that GitLab writes below
it; git does not prove who wrote it there, nor when. Where the folder of the files moved in its repository, all begins
with that change.

Examples:
  npm run -s partner-access -- report --out access.csv
  npm run -s partner-access -- report --format html --out access.html

Exit codes: 0 written, 1 findings, 2 wrong usage, 3 nothing could be read or written`;

/** No name and no subject holds it: git keeps none. The date is the one of the merge, where git's host made that. */
const NUL = "\0";
const FIELDS = ["%H", "%cI", "%an", "%s", "%b"] as const;

type Git = typeof import("../load/git.ts");

interface Found {
  readonly file: string;
  readonly text: string;
}

interface Place {
  readonly folder: string;
  readonly isShallow: boolean;
  /** What was read already, by commit and files: tenant.yaml is asked for each application of ours. */
  readonly read: Map<string, Found | undefined>;
}

/**
 * The first of the files that a commit has; undefined where it has none.
 *
 * @throws UserError where it has one that cannot be read, such as one that a partial clone has not fetched
 */
function textAt(git: Git, { folder, read }: Place, commit: string, files: readonly string[]) {
  const key = [commit, ...files].join("\n");
  if (read.has(key)) return read.get(key);
  const there = git.filesIn(folder, commit, files);
  const one = files.flatMap((file) => there.find(({ path }) => path === file) ?? [])[0];
  const found = one && { file: one.path, text: git.git(folder, ["cat-file", "blob", one.id]).toString() };
  read.set(key, found);
  return found;
}

/** What a holder was called, and what the files of then say of it. */
interface Holder {
  /** Where it is declared under these ids. */
  filesOf(ids: readonly string[]): readonly string[];
  heldIn(found: Found, ids: readonly string[], commit: string): Revision["held"];
  /** The ids that it had before, as the file says. */
  formerIn(found: Found, ids: readonly string[]): readonly string[];
}

function commitsOf(git: Git, { folder }: Place, files: readonly string[]): Omit<Revision, "held">[] {
  const format = FIELDS.join("%x00");
  const args = ["log", "-z", "--first-parent", `--max-count=${MOST_REVISIONS}`, `--format=${format}`, "HEAD"];
  const told = git
    .git(folder, [...args, "--", ...files])
    .toString()
    .split(NUL);
  return Array.from({ length: Math.floor(told.length / FIELDS.length) }, (_, i) => {
    const [commit = "", date = "", author = "", subject = "", body = ""] = told.slice(i * FIELDS.length);
    return { commit, date, author, subject, body };
  });
}

/** A former id goes from a file once it is deployed: each counts from the newest commit that names it, and before. */
function historyOf(
  git: Git,
  place: Place,
  holder: Holder,
  first: readonly string[],
  known = holder.filesOf(first),
): History {
  let ids = first;
  const revisions = commitsOf(git, place, known).map((revision): Revision => {
    const { commit } = revision;
    const found = textAt(git, place, commit, holder.filesOf(ids));
    if (found !== undefined) ids = [...new Set([...ids, ...holder.formerIn(found, ids)])];
    const held = found === undefined ? new Set<string>() : holder.heldIn(found, ids, commit);
    return { ...revision, ...(held && { held }) };
  });
  const all = [...new Set([...known, ...holder.filesOf(ids)])];
  if (all.length > known.length) return historyOf(git, place, holder, first, all);
  return { revisions, isCut: place.isShallow || revisions.length >= MOST_REVISIONS };
}

async function readHistories(folder: string, { partners, apis, tenant }: Workspace): Promise<Histories> {
  const git = await import("../load/git.ts");
  const evidence = await import("../evidence/held.ts");
  const need = "the evidence is in the history of the files; clone the repository, and run report in it";
  git.prefixOf(folder, need);
  const place = { folder, isShallow: git.isShallow(folder), read: new Map() };
  const isEmpty = !git.hasCommits(folder);
  const read = (ids: readonly string[], holder: Holder): History =>
    isEmpty ? { revisions: [], isCut: false } : historyOf(git, place, holder, ids);
  const formerOf = new Map(
    [...apis].flatMap(([id, { value }]) => (value.former_ids ?? []).map((former) => [former, id] as const)),
  );
  const byIdentifier = new Map([...apis].map(([id, { value }]) => [value.identifier, id]));
  // A former id may be gone from the API's file; the identifier never is.
  const todayAt = (commit: string) => (api: string) => {
    if (apis.has(api)) return api;
    const file = formerOf.has(api) ? undefined : textAt(git, place, commit, [`apis/${api}.yaml`]);
    const identifier = file && evidence.identifierIn(file.text);
    return formerOf.get(api) ?? byIdentifier.get(identifier ?? "") ?? api;
  };
  const partner: Holder = {
    filesOf: (ids) => [...new Set(ids.map(declaringFile))],
    heldIn: ({ text, file }, ids, commit) =>
      evidence.scopesHeldIn(
        ids.filter((one) => declaringFile(one) === file),
        todayAt(commit),
      )(text),
    formerIn: ({ text, file }, ids) =>
      evidence.formerIdsIn(
        ids.filter((one) => declaringFile(one) === file),
        text,
      ),
  };
  const inTenantFile = (held: (today: IdToday) => (text: string) => Revision["held"]): Holder => ({
    filesOf: () => ["tenant.yaml"],
    heldIn: ({ text }, _, commit) => held(todayAt(commit))(text),
    formerIn: () => [],
  });
  return {
    partners: new Map(
      [...partners].map(([id, { value }]) => [id, read([id, ...(value.former_ids ?? [])], partner)]),
    ),
    ownApplications: new Map(
      Object.entries(tenant?.value.own_applications ?? {}).map(([id, { stacks }]) => [
        id,
        read(
          [id],
          inTenantFile((today) => evidence.scopesOfOwnIn(stacks, today)),
        ),
      ]),
    ),
    tenant: read([], inTenantFile(evidence.beyondGrantsIn)),
  };
}

async function report(options: Options, terminal: Terminal): Promise<ExitCode> {
  const { evidenceOf } = await import("../evidence/evidence.ts");
  const { renderCsv, renderEvidenceJson } = await import("../evidence/render.ts");
  const { renderEvidenceHtml } = await import("../evidence/page.ts");
  const declared = await declarations(options.root, terminal, "nothing was reported");
  if (!declared) return EXIT.findings;
  const { workspace, folder } = declared;
  const rows = evidenceOf(workspace, await readHistories(folder, workspace));
  const today = options.today ?? todayOf(terminal);
  const render = {
    csv: () => renderCsv(rows),
    html: () => renderEvidenceHtml(rows, today),
    json: () => renderEvidenceJson(rows, today),
  };
  writeOut(render[options.format](), "report", options.out, terminal);
  return EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function reportCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("report")
    .description("Write the evidence: who has what since which commit, approved in which change.")
    .addOption(new Option("--format <format>", "what to write").choices(FORMATS).default("csv"))
    .option("--out <file>", "write to a file instead of standard output")
    .addOption(rootOption())
    .addOption(todayOption())
    .addHelpText("after", HELP)
    .action(async (options: Options) => done(await report(options, terminal)));
}
