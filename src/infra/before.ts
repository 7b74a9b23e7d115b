// What the stack was deployed with last → its outputs, and the refusal to lose what the plan declares under another name.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type Held, misnamedIn, misnamedMessage } from "../identity/held.ts";
import type { Plan } from "../plan/types.ts";
import type { StackOutputs } from "./deploy.ts";

/**
 * The outputs that the stack has had until now, of which nothing is there before its first deployment. The engine is
 * asked, which has them from the state: a reference of a stack to itself would go to the backend once more.
 */
export async function outputsBefore(): Promise<Partial<StackOutputs>> {
  const [stack, project] = [pulumi.getStack(), pulumi.getProject()];
  const urn = `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;
  const { state } = await pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn });
  return state;
}

const heldSchema = z.object({
  apis: z.record(z.string(), z.object({ identifier: z.string() })).default({}),
  partners: z.record(z.string(), z.object({ client_id: z.string() })).default({}),
});

/** What an earlier version of the program did not tell, or somebody else's program did, is held by nobody. */
function heldIn(outputs: unknown): Held[] {
  const { apis, partners } = heldSchema.safeParse(outputs ?? {}).data ?? { apis: {}, partners: {} };
  return [
    ...Object.entries(apis).map(([name, { identifier: key }]) => ({ kind: "api" as const, name, key })),
    ...Object.entries(partners).map(([name, { client_id: key }]) => ({
      kind: "partner" as const,
      name,
      key,
    })),
  ];
}

/**
 * Pulumi would make an API anew under its new name and delete it under the old one, or import an application and then
 * delete it. Asked before anything is declared, so that nothing is changed.
 *
 * @throws RunError that says what to write
 */
export function refuseMisnamed(plan: Plan, outputs: unknown): void {
  const misnamed = misnamedIn(plan, heldIn(outputs));
  if (misnamed.length > 0) throw new pulumi.RunError(misnamedMessage(plan, misnamed));
}
