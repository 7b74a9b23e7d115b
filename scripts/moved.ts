// A stack's Pulumi states and its plan → partners that one state has and another Pulumi stack would make anew.
import { declarations } from "../src/cli/declarations.ts";
import { projectFolder } from "../src/load/project.ts";
import { planStack } from "../src/plan/plan.ts";
import type { Plan } from "../src/plan/types.ts";
import { exportStack } from "../src/pulumi/cli.ts";
import { type ExportedStack, readState } from "../src/pulumi/state.ts";
import { type Unmoved, unmovedIn } from "../src/pulumi/unmoved.ts";
import { partsOf } from "../src/repository/stacks.ts";
import { step } from "./step.ts";

/** Names of the partners that a state has. */
export function partnersIn(exported: ExportedStack): readonly string[] {
  return readState(exported)
    .resources.filter(({ type }) => type === "partner-access:index:PartnerAccess")
    .map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
}

/** Of all Pulumi stacks of a stack, in their order; each with the partners that its state has. */
export const misplaced = (plan: Plan, states: ReadonlyMap<string, readonly string[]>): readonly Unmoved[] =>
  [...states].flatMap(([from, partners]) => unmovedIn(plan, from, partners));

const stateIn =
  (cwd: string) =>
  async (stack: string): Promise<readonly [string, readonly string[]]> => [
    stack,
    partnersIn(await exportStack({ stack, cwd, env: process.env })),
  ];

/** `npm run -s moved -- STACK` ends with 1 and the commands when something was not moved; a stack without parts needs no look. */
async function main([stack = ""]: readonly string[]): Promise<number> {
  const root = projectFolder(process.cwd());
  const checked = await declarations(root, { cwd: root, stderr: process.stderr }, "nothing is compared");
  if (!checked) return 1;
  const { workspace } = checked;
  const parts = partsOf(workspace, stack);
  if (parts.length === 0) return 0;
  const plan = planStack(workspace, stack);
  const found = misplaced(plan, new Map(await Promise.all([stack, ...parts].map(stateIn(root)))));
  for (const { command } of found) process.stdout.write(`${command}\n`);
  if (found.length === 0) return 0;
  process.stderr.write(
    "nothing is deployed: these partners' state must be moved first, by the commands above\n",
  );
  return 1;
}

if (import.meta.main) await step(() => main(process.argv.slice(2)));
