// Declarations become the plan of one stack, or the error that Pulumi prints: nothing unchecked is ever deployed.
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../load/source.ts";
import { PART_OF } from "../model/stack.ts";
import { checkDeclarations } from "../pipeline.ts";
import { checksumOf, type Sums, sumOf, whyOther } from "../plan/checksum.ts";
import { planStack } from "../plan/plan.ts";
import type { Plan } from "../plan/types.ts";

/** The environment variable that names all that may be deployed: the checksum at a review's end. */
export const EXPECTED_CHECKSUM = "PARTNER_ACCESS_EXPECT_CHECKSUM";

/**
 * An empty checksum is accepted by nothing, since it comes of a step that failed to name one.
 *
 * @param sums of the code and settings beside the declarations
 * @throws RunError with both checksums and what differs, where the expected one is another
 */
export function refuseOther(plan: Plan, expected: string, sums: Omit<Sums, "plan">): void {
  const found = checksumOf({ ...sums, plan: sumOf(plan) });
  if (found === expected) return;
  throw new pulumi.RunError(
    `nothing is deployed to stack ${plan.stack}, since this is not what was reviewed: ${whyOther(expected, found)}\n` +
      `  expected ${JSON.stringify(expected)}, from ${EXPECTED_CHECKSUM}\n  found    "${found}"\n` +
      `\`npm run -s partner-access -- review --stack ${plan.stack}\` shows what would be deployed, and its checksum`,
  );
}

/** A stack's plan, and all of its Pulumi stacks: its own, then its parts. */
export interface CheckedStack {
  readonly plan: Plan;
  readonly pulumiStacks: readonly string[];
}

/**
 * The plan of the whole stack that a Pulumi stack belongs to, of declarations that break no rule.
 *
 * @throws RunError, which Pulumi prints without a stack trace: with every finding, or about missing settings
 */
export function checkedStack(source: Source, pulumiStack: string): CheckedStack {
  // Without a date: what time alone has broken must not stop a deployment that takes access away.
  const { workspace, findings } = checkDeclarations(source);
  if (findings.length > 0) {
    const list = findings.map(
      ({ file, line, column, what, rule }) => `${file}:${line}:${column}: ${what} [${rule}]`,
    );
    throw new pulumi.RunError(
      `nothing is deployed, since the declarations have findings:\n${list.join("\n")}\n` +
        "`npm run -s partner-access -- check` shows each with its reason and its fix",
    );
  }
  const stack = workspace.parts.get(pulumiStack)?.value.config[PART_OF] ?? pulumiStack;
  if (!workspace.stacks.has(stack))
    throw new pulumi.RunError(`stack ${stack} has no settings: write Pulumi.${stack}.yaml beside the others`);
  const plan = planStack(workspace, stack);
  const parts = [...workspace.parts.values()].filter(({ value }) => value.config[PART_OF] === stack);
  return { plan, pulumiStacks: [stack, ...parts.map(({ id }) => id)] };
}

/** Its plan alone. @throws RunError as `checkedStack` does */
export const checkedPlan = (...of: Parameters<typeof checkedStack>): Plan => checkedStack(...of).plan;
