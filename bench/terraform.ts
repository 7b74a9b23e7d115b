// Terraform with the Auth0 provider, as far as this machine has both: the same code that our engine builds.
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compile } from "../engine/build.ts";
import { findGo } from "../engine/go.ts";
import { findOnPath, isExecutable } from "../engine/on-path.ts";
import { placeFor } from "../engine/place.ts";
import { reportProgress } from "../engine/progress.ts";
import type { Plan } from "../src/plan/types.ts";
import { type Bed, type Run, runCommand } from "./bed.ts";
import { terraformConfig } from "./terraform-config.ts";

const BINARY = "terraform-provider-auth0";
const PACKAGE = `github.com/auth0/${BINARY}`;

/**
 * The provider's own program, built with the versions of our engine's module. Once on a machine; in a copy of the
 * module, since the program needs checksums that the module does without.
 *
 * @throws CommandError when there is no Go, or it cannot build it
 */
async function buildProvider(): Promise<string> {
  const place = placeFor(process.env);
  const file = join(place.built, "terraform", BINARY);
  if (isExecutable(file)) return file;
  const progress = reportProgress(process.stderr);
  const options = { env: process.env, onEvent: progress.onEvent };
  const { go, env } = await findGo(place, options);
  const module = mkdtempSync(join(tmpdir(), "terraform-provider-"));
  try {
    cpSync(join(place.sources, "auth0-provider"), module, { recursive: true });
    mkdirSync(dirname(file), { recursive: true });
    const built = `${file}.${process.pid}.tmp`;
    const program = { what: "Auth0 provider for terraform", package: PACKAGE, module, linkerFlags: "-s -w" };
    const flags = { ...env, GOFLAGS: "-mod=mod -trimpath -buildvcs=false" };
    await compile(program, built, { go, env: flags }, options);
    renameSync(built, file);
    return file;
  } finally {
    progress.stop();
    rmSync(module, { recursive: true, force: true });
  }
}

export interface Terraform {
  readonly command: string;
  readonly provider: string;
}

/** @returns a sentence that says what is missing, where something is */
export async function findTerraform(): Promise<Terraform | string> {
  const command = findOnPath("terraform", process.env);
  if (command === undefined) return "`terraform` is not on PATH: not measured.";
  try {
    return { command, provider: await buildProvider() };
  } catch (error) {
    return `the Auth0 provider for terraform cannot be built here: not measured. ${(error as Error).message.split("\n")[0]}`;
  }
}

/** A folder with the plan as terraform's configuration, and its state; removed with the bed. */
export class TerraformProject {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #command: string;

  constructor(bed: Bed, { command, provider }: Terraform) {
    this.#command = command;
    this.#folder = join(bed.root, "terraform");
    mkdirSync(this.#folder);
    const settings = join(this.#folder, "cli.tfrc");
    const override = `dev_overrides { "auth0/auth0" = ${JSON.stringify(dirname(provider))} }`;
    writeFileSync(settings, `provider_installation {\n  ${override}\n  direct {}\n}\n`);
    // As our engine has it: both are written in Go.
    const { GOGC } = bed.engine.env;
    const own = { GOGC, TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: "1" };
    this.#env = { ...process.env, ...bed.tenantEnv, ...own };
    this.declare(bed.plan);
  }

  declare(plan: Plan): void {
    writeFileSync(join(this.#folder, "main.tf.json"), JSON.stringify(terraformConfig(plan), undefined, 2));
  }

  get isDeployed(): boolean {
    return existsSync(join(this.#folder, "terraform.tfstate"));
  }

  apply = (args: readonly string[] = []): Promise<Run> => this.#run(["apply", "-auto-approve", ...args]);

  /** @throws Error when there is something to change, unless that is expected */
  plan = (args: readonly string[] = [], expectChanges = false): Promise<Run> =>
    this.#run(["plan", "-detailed-exitcode", ...args], [expectChanges ? 2 : 0]);

  #run(args: readonly string[], accepted: readonly number[] = [0]): Promise<Run> {
    const [verb = "", ...rest] = args;
    return runCommand({
      command: this.#command,
      args: [verb, "-input=false", "-no-color", ...rest],
      cwd: this.#folder,
      env: this.#env,
      accepted,
    });
  }
}
