// `doctor`: whether a stack's tenant offers what its declarations need, before the first update or when nobody can sign in.
import { Command, Option } from "commander";
import { DOCTOR_FORMATS, type DoctorFormat, type Visit } from "../doctor/render.ts";
import type { Plan } from "../plan/types.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import { readFrom } from "./tenant-access.ts";
import { hasColor, type Terminal } from "./terminal.ts";

interface Options {
  readonly root: string;
  readonly stack: string;
  readonly format: DoctorFormat;
}

async function visit(plan: Plan, folder: string, terminal: Terminal): Promise<Visit> {
  const { domain, stack } = plan;
  const { listening } = await import("../tenant/listen.ts");
  const { readFacts } = await import("../doctor/read-facts.ts");
  const { discover } = await import("../tenant/discovery.ts");
  const { rightsIn } = await import("../tenant/rights.ts");
  const { examine } = await import("../doctor/checks.ts");
  return await readFrom({ domain, folder }, terminal, async (client, meter, access) => {
    const heard = listening(meter, terminal.now);
    const facts = await readFacts(client, plan);
    const rights = "token" in access ? rightsIn(access.token) : heard.rights;
    const issuer = await discover(plan.issuer);
    const { aheadSeconds } = heard;
    const examined = examine({ plan, ...facts, rights, aheadSeconds, issuer });
    return { stack, domain, calls: meter.calls, examined };
  });
}

async function doctor(options: Options, terminal: Terminal, command: Command): Promise<ExitCode> {
  const declared = await declarations(options.root, terminal, "nothing was looked at");
  if (!declared) return EXIT.findings;
  const { workspace, folder } = declared;
  const { stacks } = workspace;
  const { stack, format } = options;
  if (!stacks.has(stack)) command.error(unknownName("stack", stack, [...stacks.keys()]));
  const { planStack } = await import("../plan/plan.ts");
  const { renderVisit } = await import("../doctor/render.ts");
  const found = await visit(planStack(workspace, stack), folder, terminal);
  terminal.stdout.write(renderVisit(found, format, hasColor(terminal)));
  return found.examined.some(({ diagnosis }) => diagnosis.health === "broken") ? EXIT.findings : EXIT.clean;
}

const MORE = `
Reads the tenant with the credentials of drift, or with those of the deployment, whose rights it then looks at as well.
Whether objects are as declared says drift.

Not seen: what happens after the login. Which login pages the tenant has needs read:prompts, and which rate limits
read:rate_limit_policies.

Exit codes: 0 nothing is broken, though something may be unknown; 1 something is broken, also findings in the
declarations; 2 wrong usage; 3 nothing could be read: no credentials, no tenant.`;

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function doctorCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Command("doctor")
    .description("Look whether a tenant offers what a stack's declarations need. Reads only.")
    .requiredOption("--stack <stack>", "which stack, as in Pulumi.<stack>.yaml")
    .addOption(new Option("--format <format>", "how to answer").choices(DOCTOR_FORMATS).default("text"))
    .addOption(rootOption())
    .addHelpText("after", MORE)
    .action(async (options: Options, command: Command) => done(await doctor(options, terminal, command)));
}
