// `review`: who may do what, or what a change alters, from files and git revisions.
import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { FirstReview } from "../first/facts.ts";
import { whyOther } from "../plan/checksum.ts";
import type { Plan } from "../plan/types.ts";
import type { Report } from "../review/review.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { checksumOption, rootOption, stackOption, todayOption, unknownName } from "./options.ts";
import type { Sources } from "./review-report.ts";
import { readFrom } from "./tenant-access.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { writeOut } from "./write-out.ts";

const FORMATS = ["text", "markdown", "comment", "json", "html"] as const;

interface Options {
  readonly root: string;
  readonly base?: string;
  readonly exactBase?: true;
  readonly againstTenant?: true;
  readonly againstNothing?: true;
  readonly head?: string;
  readonly stack: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly today?: string;
  readonly expectChecksum?: string;
}

const HELP = `
Without --base: the access as it is. With it: what the change does, worst first.
The format comment is the Markdown shortened to what one comment on GitHub holds, where it is longer than that.
The base is where the change left REF, so that what others changed there since is not shown as part of it.
With --against-tenant: what a first deployment changes for whom. The tenant of one --stack is the base; it is only
read, with credentials as drift takes them, and with read:users where an API names the users' account. The checksum at
its end is what the first update of a tenant in use asks for, in PARTNER_ACCESS_EXPECT_CHECKSUM.
The head is the files on disk, committed or not; --head reads a revision instead, and runs nothing of it.

Examples:
  npm run -s partner-access -- review
  npm run -s partner-access -- review --base origin/main
  npm run -s partner-access -- review --base origin/main --stack prod --format html --out review.html

Exit codes: 0 reviewed, 1 findings or another checksum, 2 wrong usage, 3 nothing could be reviewed`;

/** What a first deployment changes: nothing of it is there yet. */
const NOTHING = { revision: "nothing: all of it is new", isEmpty: true } as const;

/** Where to read the head and the base; only a revision needs git. */
async function sourcesOf(folder: string, options: Options): Promise<Sources> {
  const { declaredSource, diskSource } = await import("../load/source.ts");
  const { sumsInCommit, sumsOnDisk } = await import("../load/sealed-files.ts");
  const onDisk = () => ({ head: declaredSource(folder), sums: () => sumsOnDisk(folder) });
  if (options.againstNothing) return { ...onDisk(), base: NOTHING };
  if (options.base === undefined && options.head === undefined) return onDisk();
  diskSource(folder); // A folder that is not there is said before git says it in its own words.
  const git = await import("../load/git.ts");
  const { gitSource } = await import("../load/git-source.ts");
  const prefix = git.prefixOf(folder, "--base and --head need one; clone it, or leave them out");
  const headCommit = options.head === undefined ? undefined : git.commitOf(folder, options.head);
  const of =
    headCommit === undefined
      ? onDisk()
      : { head: gitSource(folder, headCommit, prefix), sums: () => sumsInCommit(folder, headCommit) };
  if (options.base === undefined) return of;
  const revision = options.base;
  const tip = git.commitOf(folder, revision);
  const parted = options.exactBase ? tip : git.mergeBase(folder, tip, headCommit ?? "HEAD");
  const short = `this clone is too shallow to tell; compared with ${revision} itself, so what others changed there since looks undone`;
  const apart = `the two share no history; compared with ${revision} itself`;
  const problems =
    parted === undefined
      ? [`with where this change left ${revision}: ${git.isShallow(folder) ? short : apart}`]
      : [];
  const { changedFiles } = await import("../load/git-changes.ts");
  const base = parted ?? tip;
  const files = changedFiles(folder, prefix, base, headCommit);
  return { ...of, base: { source: gitSource(folder, base, prefix), revision, problems, files } };
}

/** The renderers are loaded one by one: the page brings its template engine, the text its tables. */
async function render(report: Report, format: Options["format"], color: boolean): Promise<string> {
  switch (format) {
    case "text":
      return (await import("../review/render/text.ts")).renderText(report, { color });
    case "markdown":
      return (await import("../review/render/markdown.ts")).renderMarkdown(report);
    case "comment":
      return (await import("../review/render/comment.ts")).renderComment(report);
    case "json":
      return (await import("../review/render/json.ts")).renderJson(report);
    case "html":
      return (await import("../review/render/html.ts")).renderHtml(report);
  }
}

/** Whether it is what was reviewed; otherwise says what differs and what to do. */
function isExpected({ checksums }: Report, expected: string, terminal: Terminal): boolean {
  const [made] = checksums;
  if (made?.checksum === expected) return true;
  const why = made ? whyOther(expected, made.checksum) : "there is no plan";
  terminal.stderr.write(
    `error: this is not what was reviewed: ${why}\n  expected ${expected}\n  found    ${made?.checksum ?? "no plan"}\n` +
      "review it as it is now, and pass the checksum at the review's end\n",
  );
  return false;
}

/** What the tenant has, and how many of its users have no account where that matters. */
async function lookAt(
  plan: Plan,
  accountKey: string | undefined,
  folder: string,
  terminal: Terminal,
): Promise<FirstReview> {
  const { domain } = plan;
  const { FIRST_REVIEW_SCOPES, READ_SCOPES } = await import("../tenant/credentials.ts");
  const { readTenant } = await import("../tenant/read.ts");
  const { countWithoutAccount } = await import("../tenant/users.ts");
  const { firstReview } = await import("../first/facts.ts");
  const counts = Object.values(plan.apis).some(({ accountClaim }) => accountClaim !== undefined);
  const scopes = counts ? FIRST_REVIEW_SCOPES : READ_SCOPES;
  return await readFrom({ domain, folder, scopes }, terminal, async (client) => {
    const tenant = await readTenant(client, plan);
    const users = counts && accountKey ? await countWithoutAccount(client, accountKey) : undefined;
    return firstReview(plan, tenant, users);
  });
}

const OF_BASES = ["base", "exactBase", "head", "againstNothing"] as const;

async function firstReport(command: Command, options: Options, terminal: Terminal): Promise<Report> {
  const [stack, ...others] = options.stack;
  const usage = (message: string) => command.error(`error: ${message}`, { exitCode: EXIT.usage });
  if (stack === undefined || others.length > 0)
    return usage("--against-tenant needs exactly one --stack: each has a tenant of its own");
  if (OF_BASES.some((name) => options[name] !== undefined))
    return usage(
      "--against-tenant compares the files on disk with the tenant: leave --base, --exact-base, --against-nothing and --head out",
    );
  const folder = resolve(terminal.cwd, options.root);
  const { diskSource } = await import("../load/source.ts");
  const { sumsOnDisk } = await import("../load/sealed-files.ts");
  const { firstReportOf } = await import("./review-report.ts");
  const today = options.today ?? todayOf(terminal);
  return firstReportOf(
    { head: diskSource(folder), sums: () => sumsOnDisk(folder), stack, today },
    (plan, accountKey) => lookAt(plan, accountKey, folder, terminal),
    (unknown, known) => command.error(unknownName("stack", unknown, known), { exitCode: EXIT.usage }),
  );
}

async function gitReport(command: Command, options: Options, terminal: Terminal): Promise<Report> {
  if (options.againstNothing && (options.base ?? options.exactBase ?? options.head) !== undefined)
    command.error(
      "error: --against-nothing shows the files on disk as all new: leave --base, --exact-base and --head out",
      {
        exitCode: EXIT.usage,
      },
    );
  const sources = await sourcesOf(resolve(terminal.cwd, options.root), options);
  const { reportOf } = await import("./review-report.ts");
  const today = options.today ?? todayOf(terminal);
  return reportOf({ ...sources, stacks: options.stack, today }, (unknown, known) =>
    command.error(unknownName("stack", unknown, known), { exitCode: EXIT.usage }),
  );
}

async function review(command: Command, options: Options, terminal: Terminal): Promise<ExitCode> {
  const { expectChecksum: expected, stack, format, againstTenant } = options;
  if (expected !== undefined && stack.length !== 1)
    command.error("error: --expect-checksum needs exactly one --stack: each has a plan of its own", {
      exitCode: EXIT.usage,
    });
  const report = await (againstTenant ? firstReport : gitReport)(command, options, terminal);
  const hasFindings = report.findings.length > 0;
  if (expected !== undefined && !hasFindings && !isExpected(report, expected, terminal)) return EXIT.findings;
  const color = options.out === undefined && hasColor(terminal);
  writeOut(await render(report, format, color), "review", options.out, terminal);
  return hasFindings ? EXIT.findings : EXIT.clean;
}

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function reviewCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("review")
    .description("Show who may do what, and with --base what a change alters.")
    .option("--base <ref>", "compare with where the change left this revision, e.g. origin/main")
    .option(
      "--exact-base",
      "compare with the base itself: what deploying the head changes where the base runs",
    )
    .option(
      "--against-tenant",
      "compare with what the stack's tenant has now: what its first deployment changes",
    )
    .option(
      "--against-nothing",
      "compare with nothing: what deploying for the first time gives, all of it new",
    )
    .option("--head <ref>", "review this revision instead of the files on disk")
    .addOption(stackOption())
    .addOption(new Option("--format <format>", "what to write").choices(FORMATS).default("text"))
    .option("--out <file>", "write to a file instead of standard output")
    .addOption(rootOption())
    .addOption(todayOption())
    .addOption(checksumOption())
    .addHelpText("after", HELP)
    .action(async (options: Options, command: Command) => done(await review(command, options, terminal)));
}
