// A checked stack → every resource that its program registers, known without an engine, a tenant or an AWS account.
import type { Source } from "../load/source.ts";
import { partOf } from "../plan/part.ts";
import type { PlannedConnection } from "../plan/types.ts";
import { checkedStack } from "./checked-plan.ts";
import { deploy } from "./deploy.ts";
import { inOrderOfUrns, keepRegistered, type Registered, resolvedOutputs } from "./without-engine.ts";

const PROJECT = "partner-access";

/** Connections as tenant.yaml says they are; nothing else of a tenant is asked before resources are registered. */
const connection = (connections: Readonly<Record<string, PlannedConnection>>, name: string) => ({
  id: `con_${name}`,
  name,
  ...connections[name],
});

/**
 * Of the stack and all of its parts, in the order of their URNs: as in a first update that takes nothing over.
 *
 * @throws RunError as `checkedStack` does
 */
export async function registeredIn(source: Source, stack: string): Promise<readonly Registered[]> {
  const { plan, pulumiStacks } = checkedStack(source, stack);
  const all: Registered[] = [];
  for (const pulumiStack of pulumiStacks) {
    const registered = await keepRegistered(PROJECT, pulumiStack, {
      call: ({ inputs }) => connection(plan.connections, String(inputs.name)),
      outputsOf: () => ({ key_arn: "arn-of-aws/key" }),
    });
    await resolvedOutputs(() => deploy(partOf(plan, pulumiStack)));
    all.push(...registered);
  }
  return inOrderOfUrns(all);
}
