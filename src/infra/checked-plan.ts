// Declarations become the plan of one stack, or the error that Pulumi prints: nothing unchecked is ever deployed.
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../load/source.ts";
import { PART_OF } from "../model/stack.ts";
import { checkDeclarations } from "../pipeline.ts";
import { checksumOf } from "../plan/checksum.ts";
import { planStack } from "../plan/plan.ts";
import type { Plan } from "../plan/types.ts";

/** The environment variable that names the only plan that may be deployed: the checksum at a review's end. */
export const EXPECTED_CHECKSUM = "PARTNER_ACCESS_EXPECT_CHECKSUM";

/** @throws RunError with both checksums, where the plan is not the expected one */
export function refuseOther(plan: Plan, expected: string): void {
  const found = checksumOf(plan);
  if (found === expected) return;
  throw new pulumi.RunError(
    `nothing is deployed, since the declarations of stack ${plan.stack} are not those that were reviewed:\n` +
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
 * The plan of the whole stack that a Pulumi stack belongs to, of declarations that break no rule. With an expected
 * checksum no other plan is accepted, since that is what was reviewed; an empty one is accepted by no plan, since it
 * comes of a step that failed to name one.
 *
 * @throws RunError, which Pulumi prints without a stack trace: with every finding, about missing settings, or
 * with both checksums
 */
export function checkedStack(source: Source, pulumiStack: string, expected?: string): CheckedStack {
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
  if (expected !== undefined) refuseOther(plan, expected);
  const parts = [...workspace.parts.values()].filter(({ value }) => value.config[PART_OF] === stack);
  return { plan, pulumiStacks: [stack, ...parts.map(({ id }) => id)] };
}

/** Its plan alone. @throws RunError as `checkedStack` does */
export const checkedPlan = (...of: Parameters<typeof checkedStack>): Plan => checkedStack(...of).plan;
