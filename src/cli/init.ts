// `init`: answers, from flags or questions → a company's own repository on this package, which is green at once.
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { UserError } from "../finding.ts";
import { CI_HOSTS, type CiHost } from "../repository/ci-hosts.ts";
import type { Answers } from "../repository/new-project.ts";
import { failureText, printable, slugOf } from "../text.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type InStack, inStack, perStackOption } from "./options.ts";
import { type Terminal, todayOf } from "./terminal.ts";

interface Options {
  readonly company?: string;
  readonly domain?: string;
  readonly tenant: readonly InStack[];
  readonly owner?: string;
  readonly security?: string;
  readonly ci?: CiHost;
  readonly awsAccount: readonly InStack[];
  readonly awsRegion: string;
  readonly api: readonly string[] | false;
  readonly partner?: string | false;
  readonly package?: string;
  readonly yes?: true;
}

const HELP = `
What is not given is asked for on a terminal; --yes takes the example's answers instead. The last --tenant is that of
production: its applications are protected, and people approve its deployments. Workflows are copied from the package:
what a repository deploys with is then reviewed in it, at its own commits, and nobody else can change it.

Example:
  npx partner-access init globex --company Globex --domain globex.example \\
    --tenant dev=globex-dev.eu.auth0.com --tenant prod=globex.eu.auth0.com \\
    --owner integrations@globex.example --security security@globex.example --ci github --api contacts

Exit codes: 0 written, 1 check would refuse it, 2 something is missing or the folder is not empty, 3 nothing could be
written`;

interface Line {
  readonly asks: string;
  usual(usual: Usual): string;
  /** Which function of wrong-answers.ts judges an answer: it loads schemas, and --help needs none. */
  readonly wrong?: "wrongCompany" | "wrongDomain" | "wrongOwner";
}

const LINES = {
  company: { asks: "The company's name", usual: ({ name }: Usual) => name, wrong: "wrongCompany" },
  domain: {
    asks: "The domain of its product",
    usual: ({ slug }: Usual) => `${slug}.example`,
    wrong: "wrongDomain",
  },
  owner: {
    asks: "Who answers for partners and APIs",
    usual: ({ slug }: Usual) => `integrations@${slug}.example`,
    wrong: "wrongOwner",
  },
  security: {
    asks: "Who reviews sensitive scopes and this package",
    usual: ({ slug }: Usual) => `security@${slug}.example`,
    wrong: "wrongOwner",
  },
} as const satisfies Record<string, Line>;

interface Usual {
  readonly name: string;
  readonly slug: string;
}

/** By the company where it is known, else by the folder. */
function usualOf(folder: string, company?: string): Usual {
  const slug = slugOf(company ?? "") || slugOf(basename(folder)) || "our-app";
  return { slug, name: slug.charAt(0).toUpperCase() + slug.slice(1) };
}

const usualTenants = ({ slug }: Usual): readonly InStack[] => [
  ["dev", `${slug}-dev.auth0.example`],
  ["prod", `${slug}.auth0.example`],
];

const WRONG = "Write <stack>=<value>, such as prod=globex.eu.auth0.com.";

/** One more of another stack: of two values only one could be written. */
function inOneStackMore(text: string, before: readonly InStack[]): readonly InStack[] {
  const all = inStack(WRONG)(text, before);
  const [stack = ""] = all.at(-1) ?? [];
  if (before.some(([named]) => named === stack))
    throw new InvalidArgumentError(`Stack ${printable(stack)} is named twice.`);
  return all;
}

/** `dev=one prod=two`, as the flags are given one by one. */
const inStacks = (text: string): readonly InStack[] =>
  text
    .split(/\s+/)
    .filter((one) => one !== "")
    .reduce<readonly InStack[]>((before, one) => inOneStackMore(one, before), []);

/** True, or what is wrong: a question is put again until it is answered. */
function readsAsStacks(text: string): true | string {
  try {
    inStacks(text);
    return true;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Asks for each line that nobody has given. @throws UserError when somebody interrupts it */
async function asked(options: Options, folder: string, terminal: Terminal): Promise<Options> {
  const { dialog } = terminal;
  if (!dialog || options.yes) return options;
  const { input, select } = await import("@inquirer/prompts");
  const judges = await import("../repository/wrong-answers.ts");
  const answers: Record<string, unknown> = {};
  const usualHere = () => usualOf(folder, options.company ?? (answers.company as string | undefined));
  try {
    for (const [line, { asks, usual: usually, wrong }] of Object.entries<Line>(LINES)) {
      if (options[line as keyof typeof LINES] !== undefined) continue;
      const validate = (answer: string) => (wrong && judges[wrong](answer)) ?? true;
      answers[line] = await input(
        { message: `${asks}:`, default: usually(usualHere()), required: true, validate },
        dialog,
      );
    }
    if (options.tenant.length === 0) {
      const message = "Tenants by stack, in the order of their deployment:";
      const usually = usualTenants(usualHere()).map((one) => one.join("="));
      const text = await input(
        { message, default: usually.join(" "), required: true, validate: readsAsStacks },
        dialog,
      );
      answers.tenant = inStacks(text);
    }
    if (options.ci === undefined)
      answers.ci = await select({ message: "Where do pipelines run?", choices: [...CI_HOSTS] }, dialog);
    if (options.awsAccount.length === 0) {
      const message = "AWS accounts by stack, such as prod=111122223333; nothing for none:";
      answers.awsAccount = inStacks(await input({ message, validate: readsAsStacks }, dialog));
    }
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError")
      throw new UserError("interrupted; nothing is written");
    throw error;
  }
  return { ...options, ...answers };
}

function answersOf(options: Options, folder: string): Answers | readonly string[] {
  const { company, domain, owner, security, ci, tenant, yes } = options;
  const usual = usualOf(folder, company);
  const missing = [
    ...Object.keys(LINES).filter((line) => options[line as keyof typeof LINES] === undefined),
    ...(ci === undefined ? ["ci"] : []),
    ...(tenant.length === 0 ? ["tenant"] : []),
  ];
  if (missing.length > 0 && !yes) return missing.map((line) => `--${line}`);
  // A partner to begin with has grants, and so needs an API.
  const { api, partner = api === false ? false : "first-partner" } = options;
  return {
    company: company ?? LINES.company.usual(usual),
    domain: domain ?? LINES.domain.usual(usual),
    owner: owner ?? LINES.owner.usual(usual),
    security: security ?? LINES.security.usual(usual),
    ci: ci ?? "github",
    tenants: Object.fromEntries(tenant.length === 0 ? usualTenants(usual) : tenant),
    accounts: Object.fromEntries(options.awsAccount),
    region: options.awsRegion,
    apis: api === false ? [] : api.length === 0 ? ["contacts"] : api,
    ...(partner !== false && { partner }),
  };
}

async function init(command: Command, dir: string, given: Options, terminal: Terminal): Promise<ExitCode> {
  const folder = resolve(terminal.cwd, dir);
  const refuse = (what: string) => command.error(`error: ${what}`, { exitCode: EXIT.usage });
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    return refuse(`${printable(dir)} is there and not empty: name a new folder; nothing is overwritten`);
  const { workspaceRoot } = await import("./npm-workspace.ts");
  const above = workspaceRoot(folder);
  if (above !== undefined)
    return refuse(
      `${printable(above)} makes this folder one of its npm workspaces, where npm installs everything above and a ` +
        "review covers none of it: name a folder that its workspaces leave out",
    );
  const answers = answersOf(await asked(given, folder, terminal), folder);
  if (Array.isArray(answers))
    return refuse(`something is missing: ${answers.join(", ")}; --yes takes the example's answers`);
  const { copiedWorkflows, dependencyOf, writeFiles, writeLock, writeMade, wrongDependency } = await import(
    "./init-files.ts"
  );
  const { projectFilesOf } = await import("../repository/new-project.ts");
  const { wrongAnswers } = await import("../repository/wrong-answers.ts");
  const wrong = [...wrongDependency(given.package), ...wrongAnswers(answers as Answers)];
  if (wrong.length > 0) return refuse(wrong.join("\n"));
  const { ci } = answers as Answers;
  const year = Number(todayOf(terminal).slice(0, 4)) + 2;
  let findings: string | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    const dependency = dependencyOf(given.package, folder, terminal.cwd);
    writeFiles(folder, projectFilesOf(answers as Answers, dependency, year));
    if (ci === "github") writeFiles(folder, copiedWorkflows());
    findings = await writeMade(folder, ci, terminal);
  } catch (error) {
    // Of the machine: a disk that is full, a folder that is not ours.
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UserError(
      `${printable(dir)} cannot be written whole: ${printable(error.message)}; empty it and begin again`,
      { cause: error },
    );
  }
  if (findings !== undefined) {
    const make = `npm install && npm run generate${ci === "gitlab" ? " -- --gitlab" : ""}`;
    terminal.stderr.write(
      `${findings}${failureText(`${dir} is written, and check refuses it: correct the files, then \`${make}\``)}\n`,
    );
    return EXIT.findings;
  }
  const unlocked = writeLock(folder, terminal.env);
  if (unlocked !== undefined)
    terminal.stderr.write(
      `${failureText(`package-lock.json is not written: \`npm install\` writes it. npm said:\n${unlocked}`)}\n`,
    );
  const outer = repositoryAbove(folder);
  if (outer !== undefined)
    terminal.stderr.write(
      `${failureText(`note: ${dir} is inside the repository ${outer}, and hosts read pipelines and CODEOWNERS only at a repository's root: make it one of its own with the \`git init\` below, or move them there`)}\n`,
    );
  const here = relative(terminal.cwd, folder) || ".";
  // As a shell takes it, and with the branch that pipelines deploy.
  const there = /^[\w./-]+$/.test(here) ? here : `'${printable(here).replaceAll("'", "'\\''")}'`;
  terminal.stdout.write(
    `${printable(here)} written; check accepts it.\ncd ${there} && git init -b main && npm ci && npm start\n`,
  );
  return EXIT.clean;
}

/** The nearest folder above that git takes for a repository. */
function repositoryAbove(folder: string): string | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return existsSync(join(above, ".git")) ? above : repositoryAbove(above);
}

const perStack = (flags: string, description: string) =>
  perStackOption(flags, description, WRONG).argParser(inOneStackMore);

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function initCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("init")
    .description("Begin a repository of your own, from flags or questions.")
    .argument("<dir>", "a new or empty folder")
    .option("--company <name>", "the company's name")
    .option("--domain <domain>", "of its product, such as globex.example")
    .addOption(perStack("--tenant <stack=domain>", "a shared stack and its Auth0 tenant, in their order"))
    .option("--owner <owner>", "who answers for partners and APIs")
    .option("--security <owner>", "who reviews sensitive scopes and new versions")
    .addOption(new Option("--ci <host>", "where pipelines run").choices(CI_HOSTS))
    .addOption(perStack("--aws-account <stack=id>", "the AWS account of a stack"))
    .option("--aws-region <region>", "of the AWS accounts", "eu-central-1")
    .addOption(new Option("--api <id...>", "APIs to begin with").default([], "contacts"))
    .option("--no-api", "begin without an API and a partner: import writes those of a tenant in use")
    .option("--partner <id>", "a partner to begin with (default: first-partner)")
    .option("--no-partner", "begin without a partner")
    .option(
      "--package <spec>",
      "this package for npm: a version, npm:@scope/name@version or file:package.tgz",
    )
    .option("--yes", "the example's answers for all that is not given")
    .addHelpText("after", HELP)
    .action(async (dir: string, options: Options, command: Command) =>
      done(await init(command, dir, options, terminal)),
    );
}
