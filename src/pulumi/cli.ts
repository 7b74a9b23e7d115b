// The Pulumi that is installed and a stack's name → its state, and its state replaced; a failure becomes one sentence.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { installedFirst } from "../../engine/on-path.ts";
import { UserError } from "../finding.ts";
import { type ExportedStack, exportedSchema, type ParsedStack } from "./state.ts";

/** Where `pulumi` runs, and for which Pulumi stack. */
export interface PulumiSettings {
  readonly stack: string;
  /** Folder of Pulumi.yaml. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(settings: PulumiSettings, args: readonly string[], input = ""): Promise<Ended> {
  const { cwd, stack } = settings;
  const env = { ...installedFirst(settings.env), PULUMI_SKIP_UPDATE_CHECK: "true" };
  const child = spawn("pulumi", [...args, "--stack", stack, "--non-interactive"], { cwd, env });
  // It may end without having read everything; then its exit code shows why.
  child.stdin.on("error", () => undefined).end(input);
  try {
    const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, "close")) as [number | null];
    const [stdout, stderr] = await outputs;
    return { code, stdout, stderr };
  } catch (cause) {
    throw new UserError(
      `pulumi cannot be started (${(cause as NodeJS.ErrnoException).code}): install it, or run this as npm script, ` +
        "which has the one of this repository on its PATH",
      { cause },
    );
  }
}

const MISSING = /no stack named/;

/** How the npm package says that it has no release yet. Source: its lib/resolve.js (read 2026-11) */
const DOWNLOADS = /^Downloading pulumi /m;

const HINTS: readonly { readonly says: RegExp; readonly means: (stack: string) => string }[] = [
  {
    says: DOWNLOADS,
    means: () =>
      "no Pulumi is installed on this machine, and the npm package `pulumi` could not download one: install Pulumi " +
      "(https://www.pulumi.com/docs/install/), or let this machine download its releases",
  },
  {
    says: MISSING,
    means: (stack) =>
      `there is no stack ${stack} in this backend: check PULUMI_BACKEND_URL. A new one needs \`pulumi stack init ${stack}\` once; if ` +
      "its state is lost, the same with the secrets provider of before, then recover builds it again from the tenant",
  },
  {
    says: /currently locked by/,
    means: (stack) =>
      `somebody else is working on the stack ${stack}, or was killed at it: nothing was written. Wait; if you are sure that ` +
      `nobody is, \`pulumi cancel --stack ${stack}\``,
  },
  {
    says: /failed to load checkpoint/,
    means: (stack) =>
      `the state of ${stack} is damaged: put the version before it back, which the bucket keeps, and a folder as ` +
      `${stack}.json.bak beside it; in a folder, first delete ${stack}.json.attrs, which may be all that is damaged. ` +
      `Without one, remove it and \`pulumi stack init ${stack}\`; recover then finds in the tenant what it lacks`,
  },
  {
    says: /PULUMI_ACCESS_TOKEN|pulumi login|must be logged in/,
    means: () => "pulumi is not logged in to any backend: set PULUMI_BACKEND_URL, or run `pulumi login`",
  },
  {
    says: /passphrase/,
    means: (stack) =>
      `the secrets in the state of ${stack} cannot be read: set PULUMI_CONFIG_PASSPHRASE to its passphrase`,
  },
];

/** All that a failed command said, a line each: the first is rarely the cause. */
function saidBy({ stdout, stderr }: Ended): string {
  const output = stderr.trim() === "" ? stdout : stderr;
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.length === 0 ? "  nothing" : lines.map((line) => `  ${line}`).join("\n");
}

function answerOf(ended: Ended, args: readonly string[], { stack }: PulumiSettings): string {
  if (ended.code === 0) return ended.stdout;
  const hint = HINTS.find(({ says }) => says.test(`${ended.stderr}\n${ended.stdout}`));
  const command = `\`pulumi ${args.slice(0, 2).join(" ")}\``;
  throw new UserError(
    `${hint ? `${hint.means(stack)}.\n${command} said` : `${command} failed and said`}:\n${saidBy(ended)}`,
  );
}

const ask = async (settings: PulumiSettings, args: readonly string[], input?: string): Promise<string> =>
  answerOf(await run(settings, args, input), args, settings);

/** @throws UserError for what is not written by `pulumi stack export` */
export function parseExported(json: string, from: string): ParsedStack {
  try {
    return exportedSchema.parse(JSON.parse(json)) as ParsedStack;
  } catch (cause) {
    throw new UserError(
      `${from} is not an exported stack: write it with \`pulumi stack export --stack <stack>\``,
      {
        cause,
      },
    );
  }
}

/**
 * @param options.mayBeMissing a stack that nobody has made yet is an empty one
 * @throws UserError without pulumi, without the stack, or with what pulumi says
 */
export async function exportStack(
  settings: PulumiSettings,
  { mayBeMissing = false }: { mayBeMissing?: boolean } = {},
): Promise<ParsedStack> {
  const args = ["stack", "export"];
  const ended = await run(settings, args);
  if (mayBeMissing && MISSING.test(ended.stderr)) return { version: 3, deployment: undefined };
  return parseExported(answerOf(ended, args, settings), "what pulumi prints");
}

/** Holds the stack's lock meanwhile. @throws UserError when somebody else does */
export async function importStack(settings: PulumiSettings, exported: ExportedStack): Promise<void> {
  await ask(settings, ["stack", "import"], JSON.stringify(exported));
}

/** Reads the resources from the tenant into the state, and no others; the program does not run. */
export async function refresh(settings: PulumiSettings, urns: readonly string[]): Promise<void> {
  const targets = urns.flatMap((urn) => ["--target", urn]);
  await ask(settings, ["refresh", "--yes", "--skip-preview", "--suppress-outputs", ...targets]);
}
