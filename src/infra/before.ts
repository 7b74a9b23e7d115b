// What the stack was deployed with last → what it holds, and the refusal to lose what the plan still declares.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { UserError } from "../finding.ts";
import { claimedIn, claimedMessage, type Held, misnamedIn, misnamedMessage } from "../identity/held.ts";
import { bearerOf } from "../identity/names.ts";
import type { Plan } from "../plan/types.ts";
import type { PulumiSettings } from "../pulumi/cli.ts";
import { heldIn } from "../pulumi/held.ts";
import { readState } from "../pulumi/state.ts";
import { moveCommand } from "../pulumi/urns.ts";
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

/** Where the CLI is asked. */
type Place = Omit<PulumiSettings, "stack">;

const partnersSchema = z.record(z.string(), z.object({ client_id: z.string(), name: z.string().optional() }));
const apisSchema = z.record(z.string(), z.object({ identifier: z.string() }));
const outputsSchema = z.object({ apis: apisSchema.optional(), partners: partnersSchema.optional() });

/** By the state itself, for which the CLI that runs the program is asked; or why it cannot be read. */
async function heldInState({ part, stack }: Plan, place: Place): Promise<Held[] | UserError> {
  // Loaded here, since hardly any run needs it.
  const { exportStack } = await import("../pulumi/cli.ts");
  try {
    return heldIn(readState(await exportStack({ ...place, stack: part ?? stack })));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Those of a stack that was deployed before there was an output of its APIs: a live one might be deleted unseen. */
const unreadable = ({ stack }: Plan, { message }: UserError) =>
  new pulumi.RunError(
    `nothing is changed in stack ${stack}: its outputs do not name its APIs, so that only its state tells which ones ` +
      `are live, and that cannot be read: ${message}`,
  );

/**
 * What the stack holds. Outputs of somebody else's program hold nothing.
 *
 * @param outputs of before; those of a part have no APIs, since it makes none
 * @throws RunError where neither outputs nor state tell
 */
export async function heldBefore(plan: Plan, outputs: unknown, place: Place): Promise<Held[]> {
  const { apis, partners } = outputsSchema.safeParse(outputs ?? {}).data ?? {};
  if (partners !== undefined && apis === undefined && plan.part === undefined) {
    const inState = await heldInState(plan, place);
    if (inState instanceof UserError) throw unreadable(plan, inState);
    return inState;
  }
  return [
    ...Object.entries(apis ?? {}).map(([name, { identifier: key }]): Held => ({ kind: "api", name, key })),
    ...Object.entries(partners ?? {}).map(
      ([name, { client_id: key, name: called }]): Held => ({
        kind: "partner",
        name,
        key,
        ...(called !== undefined && { called }),
      }),
    ),
  ];
}

/** Partners that this Pulumi stack holds and another one of the stack declares: deleted here, and made anew there. */
function movedMessage(whole: Plan, plan: Plan, held: readonly Held[]): string | undefined {
  const here = plan.part ?? plan.stack;
  const commands = held.flatMap(({ kind, name }) => {
    const id = kind === "partner" ? bearerOf(whole.partners, name) : undefined;
    if (id === undefined || Object.hasOwn(plan.partners, id)) return [];
    const there = whole.partners[id]?.part ?? whole.stack;
    return [`  ${moveCommand(name, here, there, whole.aws !== undefined)}`];
  });
  if (commands.length === 0) return undefined;
  return (
    `nothing is changed in stack ${here}, since it holds partners whose files name another part: their applications ` +
    `would be deleted. Move their state first:\n${commands.join("\n")}`
  );
}

function lossIn(whole: Plan, plan: Plan, held: readonly Held[], isReviewed: boolean): string | undefined {
  const moved = movedMessage(whole, plan, held);
  if (moved !== undefined) return moved;
  // Who is declared in another part is declared: seen from here alone, it would just be gone.
  const everybody = { ...plan, partners: whole.partners };
  const misnamed = misnamedIn(everybody, held);
  if (misnamed.length > 0) return misnamedMessage(everybody, misnamed);
  const claimed = isReviewed ? [] : claimedIn(plan, held);
  return claimed.length > 0 ? claimedMessage(plan, claimed) : undefined;
}

/**
 * Pulumi would make an API anew under its new name and delete it under the old one, import an application and then
 * delete it, or give it to another partner. Asked before anything is declared, so that nothing is changed. Outputs are
 * as old as the last update: before anything is refused, the state is asked, which may have been moved since.
 *
 * @param whole the stack's plan, of which `plan` is what this Pulumi stack makes
 * @param isReviewed whether it is the plan that was reviewed against what is deployed: that tells who was whom
 * @returns what the stack really holds
 * @throws RunError that says what to write
 */
export async function refuseLosses(
  whole: Plan,
  plan: Plan,
  held: readonly Held[],
  { isReviewed, place }: { readonly isReviewed: boolean; readonly place: Place },
): Promise<readonly Held[]> {
  if (lossIn(whole, plan, held, isReviewed) === undefined) return held;
  const inState = await heldInState(plan, place);
  const now = inState instanceof UserError ? held : inState;
  const loss = lossIn(whole, plan, now, isReviewed);
  if (loss !== undefined) throw new pulumi.RunError(loss);
  return now;
}

/** Of the stack's own Pulumi stack: a part comes after it, and makes nothing that others share. */
export const isFirstUpdate = ({ stack }: Plan, outputs: object): boolean =>
  pulumi.getStack() === stack && Object.keys(outputs).length === 0;
