// `drift`: compares a stack's declarations with its tenant and says what differs; it never writes.
import { Command, Option } from "commander";
import type { Deployed } from "../drift/deployed.ts";
import type { DriftReport } from "../drift/drift.ts";
import type { DriftFormat } from "../drift/render.ts";
import type { Workspace } from "../model/workspace.ts";
import type { Plan } from "../plan/types.ts";
import type { StackState } from "../pulumi/state.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import { readFrom } from "./tenant-access.ts";
import { hasColor, type Terminal } from "./terminal.ts";

const FORMATS: readonly DriftFormat[] = ["text", "markdown", "json"];

interface Options {
  readonly stack: string;
  readonly root: string;
  readonly format: DriftFormat;
  readonly deployed?: true;
}

/**
 * What the states of a stack's own Pulumi stack and of its parts hold. A part that nobody has made yet holds nothing;
 * without the stack's own, everything would look as if it were not deployed yet.
 */
async function deployedBy(
  plan: Plan,
  { parts }: Workspace,
  cwd: string,
  env: Terminal["env"],
): Promise<Deployed> {
  const { exportStack } = await import("../pulumi/cli.ts");
  const { stateIn } = await import("../pulumi/state.ts");
  const { lastDeployed } = await import("./last-deployed.ts");
  const { PART_OF } = await import("../model/stack.ts");
  const { stack } = plan;
  const its = [...parts.values()].filter(({ value }) => value.config[PART_OF] === stack);
  const states = new Map<string, StackState>();
  for (const one of [stack, ...its.map(({ id }) => id)])
    states.set(one, stateIn(await exportStack({ stack: one, cwd, env }, { mayBeMissing: one !== stack })));
  return lastDeployed(plan, states);
}

/** Of connections below domain level: with all pages of the log, drift keeps within 30 calls for a dozen partners. */
const MOST_MAPPED = 6;

const DAY_MS = 86_400_000;
/** Drift runs each working day: a deployment hides nothing from the next one. */
const LEAST_DAYS = 3;

/** From when on the tenant's log is read; undefined where nobody told of a deployment. */
function watchedSince(deployed: Deployed | undefined, now: Date): Date | undefined {
  if (deployed?.at === undefined) return undefined;
  return new Date(Math.min(Date.parse(deployed.at), now.getTime() - LEAST_DAYS * DAY_MS));
}

async function compare(
  plan: Plan,
  folder: string,
  deployed: Deployed | undefined,
  terminal: Terminal,
): Promise<DriftReport> {
  const { domain, stack } = plan;
  const { readTenant } = await import("../tenant/read.ts");
  const { readLog } = await import("../tenant/log.ts");
  const { withHeld } = await import("../identity/marker.ts");
  const { findDrift } = await import("../drift/find-drift.ts");
  return await readFrom({ domain, folder }, terminal, async (client, meter) => {
    const tenant = await readTenant(client, withHeld(plan, deployed?.partners ?? {}), MOST_MAPPED);
    const log = await readLog(client, plan, watchedSince(deployed, terminal.now()));
    const drift = findDrift(plan, { ...tenant, log }, deployed);
    const partners = Object.keys(plan.partners).length;
    return { format: 1, stack, domain, partners, calls: meter.calls, drift };
  });
}

async function drift(
  { stack, root, format, deployed: isAsked }: Options,
  terminal: Terminal,
  command: Command,
): Promise<ExitCode> {
  const declared = await declarations(root, terminal, "nothing was compared");
  if (!declared) return EXIT.findings;
  const { workspace, folder } = declared;
  const { stacks } = workspace;
  if (!stacks.has(stack)) command.error(unknownName("stack", stack, [...stacks.keys()]));
  const { planStack } = await import("../plan/plan.ts");
  const { renderDrift } = await import("../drift/render.ts");
  const plan = planStack(workspace, stack);
  const deployed = isAsked && (await deployedBy(plan, workspace, folder, terminal.env));
  const report = await compare(plan, folder, deployed, terminal);
  terminal.stdout.write(renderDrift(report, format, hasColor(terminal)));
  return report.drift.every(({ severity }) => severity === "note") ? EXIT.clean : EXIT.findings;
}

const MORE = `
Credentials, as for the provider: AUTH0_API_TOKEN, or AUTH0_CLIENT_ID with AUTH0_CLIENT_SECRET, or
AUTH0_CLIENT_ID with AUTH0_CLIENT_ASSERTION_PRIVATE_KEY. A tenant on localhost needs none: \`npm start\` runs it.

With --deployed the states of the stack and of its parts are asked, by the pulumi on the PATH. Then what the files say
and no update has done yet is a note, and what was changed or deleted in the tenant is told as that. Without it nobody can tell the two
apart, and an application that is not there is a finding.

Exit codes: 0 no drift but notes, 1 alarms or findings, also in the declarations, 2 wrong usage, 3 nothing could be
compared: no credentials, no tenant, no pulumi. Of wrong declarations standard output stays empty.

Not seen: connections that no first-party partner names and that somebody enabled for one of them.`;

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function driftCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("drift")
    .description("Compare a stack's declarations with its Auth0 tenant. Reads only.")
    .requiredOption("--stack <stack>", "which stack, as in Pulumi.<stack>.yaml")
    .addOption(new Option("--format <format>", "how to print it").choices(FORMATS).default("text"))
    .option("--deployed", "ask pulumi what was deployed last")
    .addOption(rootOption())
    .addHelpText("after", MORE)
    .action(async (options: Options, command: Command) => done(await drift(options, terminal, command)));
}
