// Declarations become the plan of one stack, or the error that Pulumi prints: nothing unchecked is ever deployed.
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../load/source.ts";
import { checkDeclarations } from "../pipeline.ts";
import { planStack } from "../plan/plan.ts";
import type { Plan } from "../plan/types.ts";

/**
 * The plan of a stack whose declarations break no rule.
 *
 * @throws RunError, which Pulumi prints without a stack trace, with every finding or about the missing settings
 */
export function checkedPlan(source: Source, stack: string): Plan {
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
  if (!workspace.stacks.has(stack))
    throw new pulumi.RunError(`stack ${stack} has no settings: write Pulumi.${stack}.yaml beside the others`);
  return planStack(workspace, stack);
}
