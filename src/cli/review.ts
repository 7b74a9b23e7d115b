// `review`: who may do what, or what a change alters, from files and git revisions.
import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { Report } from "../review/report.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { checksumOption, rootOption, stackOption, todayOption, unknownName } from "./options.ts";
import type { Sources } from "./review-report.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { writeOut } from "./write-out.ts";

const FORMATS = ["text", "markdown", "json", "html"] as const;

interface Options {
  readonly root: string;
  readonly base?: string;
  readonly exactBase?: true;
  readonly head?: string;
  readonly stack: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly today?: string;
  readonly expectChecksum?: string;
}

const HELP = `
Without --base: the access as it is. With it: what the change does, worst first.
The base is where the change left REF, so that what others changed there since is not shown as part of it.
The head is the files on disk, committed or not; --head reads a revision instead, and runs nothing of it.

Examples:
  npm run -s partner-access -- review
  npm run -s partner-access -- review --base origin/main
  npm run -s partner-access -- review --base origin/main --stack prod --format html --out review.html

Exit codes: 0 reviewed, 1 findings or another checksum, 2 wrong usage, 3 nothing could be reviewed`;

/** Where to read the head and the base; only a revision needs git. */
async function sourcesOf(folder: string, options: Options): Promise<Sources> {
  const { declaredSource, diskSource } = await import("../load/source.ts");
  if (options.base === undefined && options.head === undefined) return { head: declaredSource(folder) };
  diskSource(folder); // A folder that is not there is said before git says it in its own words.
  const git = await import("../load/git.ts");
  const { gitSource } = await import("../load/git-source.ts");
  const prefix = git.prefixOf(folder, "--base and --head need one; clone it, or leave them out");
  const headCommit = options.head === undefined ? undefined : git.commitOf(folder, options.head);
  const head = headCommit === undefined ? declaredSource(folder) : gitSource(folder, headCommit, prefix);
  if (options.base === undefined) return { head };
  const revision = options.base;
  const tip = git.commitOf(folder, revision);
  const parted = options.exactBase ? tip : git.mergeBase(folder, tip, headCommit ?? "HEAD");
  const short = `this clone is too shallow to tell; compared with ${revision} itself, so what others changed there since looks undone`;
  const apart = `the two share no history; compared with ${revision} itself`;
  const problems =
    parted === undefined
      ? [`with where this change left ${revision}: ${git.isShallow(folder) ? short : apart}`]
      : [];
  return { head, base: { source: gitSource(folder, parted ?? tip, prefix), revision, problems } };
}

/** The renderers are loaded one by one: the page brings its template engine, the text its tables. */
async function render(report: Report, format: Options["format"], color: boolean): Promise<string> {
  switch (format) {
    case "text":
      return (await import("../review/render/text.ts")).renderText(report, { color });
    case "markdown":
      return (await import("../review/render/markdown.ts")).renderMarkdown(report);
    case "json":
      return (await import("../review/render/json.ts")).renderJson(report);
    case "html":
      return (await import("../review/render/html.ts")).renderHtml(report);
  }
}

/** Whether the plan is the one that was reviewed; otherwise says what to do. */
function isExpected({ checksums }: Report, expected: string, terminal: Terminal): boolean {
  const [made] = checksums;
  if (made?.checksum === expected) return true;
  terminal.stderr.write(
    `error: the plan is not the one that was reviewed\n  expected ${expected}\n  found    ${made?.checksum ?? "no plan"}\n` +
      "review it as it is now, and pass the checksum at the review's end\n",
  );
  return false;
}

async function review(command: Command, options: Options, terminal: Terminal): Promise<ExitCode> {
  const { expectChecksum: expected, stack, format } = options;
  if (expected !== undefined && stack.length !== 1)
    command.error("error: --expect-checksum needs exactly one --stack: each has a plan of its own", {
      exitCode: EXIT.usage,
    });
  const sources = await sourcesOf(resolve(terminal.cwd, options.root), options);
  const { reportOf } = await import("./review-report.ts");
  const today = options.today ?? todayOf(terminal);
  const report = reportOf({ ...sources, stacks: stack, today }, (unknown, known) =>
    command.error(unknownName("stack", unknown, known), { exitCode: EXIT.usage }),
  );
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
