// `npm start`: the local stack from the declarations of the project, on a local tenant, then stay.
import "../src/infra/fast-start.ts";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Emulator } from "../emulator/emulator.ts";
import { EXIT } from "../src/cli/exit-code.ts";
import { rootOption } from "../src/cli/options.ts";
import { projectFolder } from "../src/load/project.ts";
import { failureText } from "../src/text.ts";
import { explainFailure } from "./failure.ts";
import { localPaths } from "./paths.ts";
import { DEMO_PORTS } from "./ports.ts";
import { type Run, run } from "./run.ts";
import type { Answer } from "./update.ts";
import { whereToBegin } from "./where-to-begin.ts";

interface Options {
  readonly exit?: true;
  readonly reset?: true;
  readonly allowRemoval?: true;
  readonly root: string;
  readonly appPort: number;
  readonly apiPort: number;
  readonly programsPort: number;
}

const portOption = (flag: string, whose: string, usual: number) =>
  new Option(`${flag} <port>`, `where ${whose} of the demo listens`).default(usual).argParser((text) => {
    const port = Number(text);
    if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
      throw new InvalidArgumentError("A port is a number from 1 to 65535.");
    return port;
  });

const interruption = new AbortController();
const stop = Promise.withResolvers<void>();
let stopping = false;

/**
 * A terminal sends Ctrl-C to Pulumi as well as to us, and Pulumi takes a second one as "stop at once": there the
 * signal is left to the terminal. Everywhere else we pass it on.
 */
function onSignal(): void {
  stopping = true;
  if (!process.stdin.isTTY) interruption.abort();
  stop.resolve();
}

/** Shows the story and where it begins, until somebody stops it. */
async function stay(result: Run, tenant: Emulator): Promise<void> {
  const demo = stopping ? undefined : await result.startDemo?.();
  try {
    process.stdout.write(`local Auth0 tenant: ${tenant.issuer}, Management API ${tenant.url}/api/v2/\n`);
    if (demo) process.stdout.write(whereToBegin(demo));
    await stop.promise;
  } finally {
    await demo?.close();
  }
}

/** Told in any case; at a terminal somebody is asked. */
async function agree(losses: string, isAllowed: boolean): Promise<Answer> {
  const { stdin, stderr } = process;
  const canAsk = stdin.isTTY && stderr.isTTY;
  if (!isAllowed && !canAsk) return "nobody asked";
  stderr.write(`${failureText(losses)}\n`);
  if (isAllowed) return "yes";
  const { confirm } = await import("@inquirer/prompts");
  try {
    return (await confirm({ message: "Do that?", default: false }, { output: stderr })) ? "yes" : "no";
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return "no";
    throw error;
  }
}

async function start(options: Options): Promise<number> {
  const { stdout, stderr } = process;
  const result = await run({
    root: resolve(options.root),
    reset: options.reset ?? false,
    ...(!options.exit && {
      demoPorts: { app: options.appPort, api: options.apiPort, programs: options.programsPort },
    }),
    env: process.env,
    stdout,
    stderr,
    signal: interruption.signal,
    agree: (losses) => agree(losses, options.allowRemoval ?? false),
  });
  if (!result.tenant) return EXIT.findings;
  try {
    if (!options.exit) await stay(result, result.tenant);
  } finally {
    await result.tenant.close();
  }
  return EXIT.clean;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);

await new Command("npm start --")
  .description(
    "Deploy the declarations to a local Auth0 tenant with the real Pulumi engine and Auth0 provider.",
  )
  .option("--exit", "stop once everything is up")
  .option("--reset", "forget the local tenant and state first")
  .option("--allow-removal", "delete or make anew what is in use and the declarations no longer keep")
  .addOption(portOption("--app-port", "our app", DEMO_PORTS.app))
  .addOption(portOption("--api-port", "our API", DEMO_PORTS.api))
  .addOption(portOption("--programs-port", "the first partner without users", DEMO_PORTS.programs))
  .addOption(rootOption())
  .action(async (options: { root?: string } & Omit<Options, "root">) => {
    let root = options.root;
    try {
      root ??= projectFolder(process.cwd());
      process.exitCode = await start({ ...options, root });
    } catch (error) {
      const { folder } = localPaths(resolve(root ?? "."));
      const { code, text } = explainFailure(error, { stopping, folder });
      process.stderr.write(`${failureText(text)}\n`);
      process.exitCode = code;
    }
  })
  .parseAsync();
