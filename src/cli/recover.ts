// `recover`: a stack's state, its tenant and its declarations → what an interrupted run left, and both repaired.
import { basename, dirname, resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../finding.ts";
import type { Workspace } from "../model/workspace.ts";
import type { Plan } from "../plan/types.ts";
import type { PulumiSettings } from "../pulumi/cli.ts";
import type { ExportedStack, StackState } from "../pulumi/state.ts";
import type { Leftovers } from "../recover/leftovers.ts";
import type { Repairable } from "../recover/repair.ts";
import { plural } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { manyOption, rootOption, unknownName } from "./options.ts";
import { accessTo, progressOn, readFrom } from "./tenant-access.ts";
import type { Terminal } from "./terminal.ts";

interface Options {
  readonly stack: string;
  readonly root: string;
  readonly state?: string;
  readonly keep: readonly string[];
  readonly write?: true;
}

interface Run {
  readonly options: Options;
  readonly folder: string;
  readonly terminal: Terminal;
  readonly workspace: Workspace;
  /** As this Pulumi stack deploys it. */
  readonly plan: Plan;
  /** With all parts. */
  readonly whole: Plan;
  readonly pulumi: PulumiSettings;
}

async function exported({ options, terminal, pulumi }: Run): Promise<ExportedStack> {
  const { exportStack, parseExported } = await import("../pulumi/cli.ts");
  if (options.state === undefined) return exportStack(pulumi);
  const { diskSource } = await import("../load/source.ts");
  const path = resolve(terminal.cwd, options.state);
  const reading = diskSource(dirname(path)).read(basename(path));
  if ("obstacle" in reading) throw new UserError(`${path} cannot be read: ${reading.obstacle}`);
  return parseExported(new TextDecoder().decode(reading.bytes), path);
}

/** States of the other Pulumi stacks that deploy partners of the same stack, by name; one that nobody has made is empty. */
async function statesBeside({ plan, workspace, pulumi }: Run): Promise<ReadonlyMap<string, StackState>> {
  const { PART_OF } = await import("../model/stack.ts");
  const { exportStack } = await import("../pulumi/cli.ts");
  const { readState } = await import("../pulumi/state.ts");
  const parts = [...workspace.parts.values()].filter(({ value }) => value.config[PART_OF] === plan.stack);
  const others = parts.length === 0 ? [] : [plan.stack, ...parts.map(({ id }) => id)];
  const states = new Map<string, StackState>();
  for (const stack of others.filter((name) => name !== pulumi.stack))
    states.set(stack, readState(await exportStack({ ...pulumi, stack }, { mayBeMissing: true })));
  return states;
}

async function look(run: Run, state: StackState): Promise<Leftovers> {
  const { plan, whole, workspace, folder, terminal, options, pulumi } = run;
  const { readerOver } = await import("../recover/clients.ts");
  const { findLeftovers } = await import("../recover/leftovers.ts");
  const refusals = await import("../recover/refusals.ts");
  const { readMade } = await import("../recover/tenant.ts");
  const { wholeSeenFrom } = await import("../plan/part.ts");
  const { heldIn } = await import("../pulumi/held.ts");
  refusals.refuseOtherDomain(plan, state);
  const others = await statesBeside(run);
  refusals.refuseUnmoved(whole, pulumi.stack, state, others);
  refusals.refuseMisnamedState(wholeSeenFrom(whole, plan), state);
  const elsewhere = new Map(
    [...others].flatMap(([stack, its]) => heldIn(its).map(({ key }) => [key, stack] as const)),
  );
  return await readFrom({ domain: plan.domain, folder }, terminal, async (client) => {
    const tenant = await readMade(readerOver(client), plan, state);
    const domains = [...workspace.stacks].map(
      ([id, { value }]) => [id, value.config["auth0:domain"]] as const,
    );
    refusals.refuseOtherTenant(whole, state, tenant, new Map(domains));
    refusals.refuseEmptiedTenant(plan, state, tenant);
    refusals.refuseBeforeFirst(plan, state, tenant, options.keep);
    return findLeftovers(plan, state, tenant, { keep: options.keep, whole, elsewhere });
  });
}

/** Of an application that no operation of this state began to make, another state may know: that of a part which is gone. */
const OF_A_PART =
  "is an application in the state of a part whose file is gone, bring that file back\ninstead: else two states would have it\n";

/** @throws UserError when the state has changed since, or somebody else has its lock */
async function write(run: Run, before: ExportedStack, leftovers: Leftovers): Promise<void> {
  const { plan, folder, terminal, pulumi } = run;
  const { explained } = await import("../tenant/errors.ts");
  const { removeNamed } = await import("../recover/clients.ts");
  const { repair } = await import("../recover/repair.ts");
  const { exportStack, importStack, refresh } = await import("../pulumi/cli.ts");
  const { domain } = plan;
  const exportState = () => exportStack(pulumi);
  if (JSON.stringify(await exportState()) !== JSON.stringify(before))
    throw new UserError(
      `the state of ${pulumi.stack} has just changed, so somebody is deploying: try again later`,
    );
  const stack: Repairable = {
    exportState,
    importState: (state) => importStack(pulumi, state),
    refresh(urns) {
      terminal.stderr.write(`reading ${plural(urns.length, "resource")} from ${domain}\n`);
      return refresh(pulumi, urns);
    },
    async remove(doomed) {
      const access = await accessTo(domain, folder, terminal.env);
      try {
        await removeNamed(domain, access, doomed, progressOn(terminal, domain));
      } catch (error) {
        throw explained(error, domain);
      }
    },
  };
  await repair(stack, plan, { before, leftovers }, { stack: pulumi.stack, domain, protect: true });
}

async function recoverStack(run: Run): Promise<ExitCode> {
  const { options, terminal, pulumi, plan } = run;
  const { isLost } = await import("../recover/gone.ts");
  const { mustRepair } = await import("../recover/repair.ts");
  const { describeLeftovers } = await import("../recover/sentences.ts");
  const { isCreating, readState } = await import("../pulumi/state.ts");
  const { TYPES } = await import("../pulumi/resource-types.ts");
  const before = await exported(run);
  const state = readState(before);
  const leftovers = await look(run, state);
  const mustWrite = mustRepair(leftovers);
  if (options.write && mustWrite) await write(run, before, leftovers);
  for (const { title, lines } of describeLeftovers(leftovers, options.write === true)) {
    const listed = lines.map((line) => (line.startsWith("  ") ? `  ${line}` : `  - ${line}`));
    terminal.stdout.write(`${title}:\n${listed.join("\n")}\n`);
  }
  const { undecided, gone, adopted } = leftovers;
  const isUnclear = adopted.some(({ type, name }) => type === TYPES.client && !isCreating(state, type, name));
  if (isUnclear && options.write !== true) terminal.stdout.write(OF_A_PART);
  if (!mustWrite && undecided.length + gone.length === 0)
    terminal.stdout.write(`nothing to recover: the state of ${pulumi.stack} and ${plan.domain} agree\n`);
  // An update can go on without what only --refresh brings back; a lost application a person has to decide about.
  const isOpen = options.write ? gone.some(isLost) : mustWrite || gone.length > 0;
  return undecided.length > 0 || isOpen ? EXIT.findings : EXIT.clean;
}

async function recover(options: Options, terminal: Terminal, command: Command): Promise<ExitCode> {
  if (options.write && options.state !== undefined)
    command.error("error: --write repairs the stack itself, so it takes no --state");
  const declared = await declarations(options.root, terminal, "nothing was looked at");
  if (!declared) return EXIT.findings;
  const { workspace, folder } = declared;
  const { PART_OF } = await import("../model/stack.ts");
  const { partOf } = await import("../plan/part.ts");
  const { planStack } = await import("../plan/plan.ts");
  const { stacks, parts } = workspace;
  const stack = parts.get(options.stack)?.value.config[PART_OF] ?? options.stack;
  if (!stacks.has(stack))
    return command.error(unknownName("stack", options.stack, [...stacks.keys(), ...parts.keys()]));
  const whole = planStack(workspace, stack);
  return recoverStack({
    options,
    folder,
    terminal,
    workspace,
    plan: partOf(whole, options.stack),
    whole,
    pulumi: { stack: options.stack, cwd: folder, env: terminal.env },
  });
}

const MORE = `
An update that was stopped half-way can leave applications in the tenant that the state does not know; the next
update would make a second one. With --write they are taken into the state, and applications that were made twice
and never given to anybody are deleted. What state, outputs, files, grants, keys or consents say was in use is
never deleted. Nothing without this project's and this stack's marker is touched.

Credentials are those of drift; --write also needs what an update needs. The pulumi that is installed is used, and only where none is, the one that npm brings.

Exit codes: 0 nothing to recover, or recovered, 1 something to recover or to decide, or wrong declarations,
2 wrong usage, 3 nothing could be compared: no pulumi, no such stack, no credentials, no or another tenant

Examples:
  npm run -s partner-access -- recover --stack dev
  npm run -s partner-access -- recover --stack prod --write`;

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function recoverCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("recover")
    .description("Find what an interrupted update left behind, and with --write put it right.")
    .requiredOption("--stack <stack>", "which stack, as in Pulumi.<stack>.yaml")
    .option("--state <file>", "an exported state to look at instead of asking pulumi")
    .addOption(manyOption("--keep <id...>", "what a person knows to be the stack's own, such as a client ID"))
    .option("--write", "repair the state, and delete what was made twice")
    .addOption(rootOption())
    .addHelpText("after", MORE)
    .action(async (options: Options, command: Command) => done(await recover(options, terminal, command)));
}
