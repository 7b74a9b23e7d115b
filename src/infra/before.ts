// What the state holds, and the declarations → the refusal to lose what they still name, before anything is declared.

import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../finding.ts";
import { fixedIn, type Held, misnamedIn } from "../identity/held.ts";
import {
  fixedLoss,
  misnamedLoss,
  refusalOf,
  vanishedLoss,
  wayOfReplaced,
} from "../identity/loss-sentences.ts";
import { namesOf } from "../identity/names.ts";
import { apiOf, ownClientIds } from "../identity/natural-keys.ts";
import { vanishedIn } from "../identity/undeclared.ts";
import { unreviewedIn } from "../identity/unreviewed.ts";
import { LOCAL_STACK } from "../model/stack.ts";
import { wholeSeenFrom } from "../plan/part.ts";
import type { Plan } from "../plan/types.ts";
import { hangingIn, heldIn } from "../pulumi/held.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { holdsOurs, nameOf, otherDomain, type StackState } from "../pulumi/state.ts";
import { ownApplicationsIn, turnedIn } from "../pulumi/turned.ts";
import { partnerNames, unmovedIn, unmovedMessage } from "../pulumi/unmoved.ts";
import type { DeployedBefore } from "./deployed.ts";
import type { World } from "./world.ts";

/**
 * Outputs are written by an update that succeeds: after one that failed, and after what it had begun was reverted, only
 * the state shows what there is.
 *
 * @param here the Pulumi stack that is deployed
 * @throws RunError where the state cannot be read: something live might be deleted unseen
 */
export async function stateOf({ stateOf: ask }: World, pulumiStack: string, here: string) {
  try {
    return await ask(pulumiStack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new pulumi.RunError(
      `nothing is changed in stack ${here}: only the state of ${pulumiStack} says what is live, and it cannot be read: ${error.message}`,
    );
  }
}

const placeOf = ({ part, stack }: Plan): string => part ?? stack;

/** What a Pulumi stack is about to be made, and what there is of it. */
export interface Update {
  readonly whole: Plan;
  /** What this Pulumi stack makes of the whole. */
  readonly plan: Plan;
  readonly state: StackState;
  /** Names of the stack's other Pulumi stacks. */
  readonly others: readonly string[];
  readonly read: (pulumiStack: string) => Promise<StackState>;
}

/** Partners that this Pulumi stack holds and another one of the stack declares: deleted here, and made anew there. */
function movedMessage({ whole, plan, state }: Update): string | undefined {
  const here = placeOf(plan);
  const unmoved = unmovedIn(whole, here, partnerNames(heldIn(state)));
  return unmoved.length === 0 ? undefined : unmovedMessage(here, unmoved);
}

/** How an update comes about. */
export interface UpdateKind {
  /** Whether it is of the plan that was reviewed against what is deployed: that shows who was whom, and what goes. */
  readonly isReviewed: boolean;
  /** The one partner that it is limited to. */
  readonly only?: string | undefined;
}

/** The grants for an API may all be in the states of parts, which are read only where that matters. */
async function heldWithAllGrants({ whole, state, others, read }: Update): Promise<Held[]> {
  const held = heldIn(state);
  const isOpen = ({ kind, key, isGranted }: Held) =>
    kind === "api" && isGranted === undefined && apiOf(whole, key) === undefined;
  return held.some(isOpen) ? heldIn(state, await Promise.all(others.map(read))) : held;
}

/** What this Pulumi stack is about to make an application for. */
const madeIn = ({ plan, state }: Update): string[] => {
  const held = heldIn(state);
  const isHeld = (id: string) =>
    held.some(({ kind, name }) => kind === "partner" && namesOf(id, plan.partners[id] ?? {}).includes(name));
  return Object.keys(plan.partners).filter((id) => !isHeld(id));
};

/** What another Pulumi stack of the stack holds and no file declares, where this one would make what may be the same. */
async function heldElsewhere(update: Update, only: string | undefined): Promise<string | undefined> {
  const { whole, others, read } = update;
  const made = madeIn(update).filter((id) => only === undefined || id === only);
  const there = made.length === 0 ? [] : await Promise.all(others.map(read));
  const vanished = there
    .flatMap((state) => vanishedIn(whole, heldIn(state)))
    .filter(({ heir }) => heir !== undefined && made.includes(heir));
  if (vanished.length === 0) return undefined;
  const why = "another of its Pulumi stacks holds what it may be: it would get a second application";
  return refusalOf(update.plan, [{ ...vanishedLoss(whole, vanished), why }]);
}

/** What nobody reviewed, and what goes with it for good. */
async function unreviewedLossIn(update: Update, { only }: UpdateKind): Promise<string | undefined> {
  const everybody = wholeSeenFrom(update.whole, update.plan);
  const [first] = unreviewedIn(update.plan, await heldWithAllGrants(update), {
    everybody,
    isMeant: ({ kind }, id) => only === undefined || (kind === "partner" && id === only),
  });
  if (first === undefined) return await heldElsewhere(update, only);
  const message = refusalOf(everybody, [first]);
  if (!first.isReplacement) return message;
  const way = `${message}\n${wayOfReplaced(everybody)}`;
  if (!pulumi.runtime.isDryRun()) return way;
  // A preview shows what it replaces, and may go on.
  await pulumi.log.warn(way);
  return undefined;
}

/** Actions have no former ids: under another key one would be made a second time, and that which runs deleted. */
function renamedActionIn({ plan, state }: Update): string | undefined {
  const held = state.resources.flatMap(({ type, urn }) => (type === TYPES.action ? [nameOf(urn)] : []));
  const keys = Object.keys(plan.actions);
  const [gone, made] = [held.find((key) => !keys.includes(key)), keys.find((key) => !held.includes(key))];
  if (gone === undefined || made === undefined) return undefined;
  return (
    `nothing is changed in stack ${placeOf(plan)}, since an Action would be made anew: it was deployed with the key ${JSON.stringify(gone)}, ` +
    `and src/plan/actions.ts has ${JSON.stringify(made)}. Give it that key again; its name may change`
  );
}

async function lossIn(update: Update, kind: UpdateKind): Promise<string | undefined> {
  const { state } = update;
  const everybody = wholeSeenFrom(update.whole, update.plan);
  const other = everybody.stack === LOCAL_STACK ? undefined : otherDomain(everybody, state);
  if (other !== undefined) return `nothing is changed in stack ${placeOf(update.plan)}: ${other}`;
  const moved = movedMessage(update);
  if (moved !== undefined) return moved;
  const misnamed = misnamedIn(everybody, heldIn(state), hangingIn(state));
  if (misnamed.length > 0) return refusalOf(everybody, [misnamedLoss(everybody, misnamed)]);
  const renamed = renamedActionIn(update);
  if (renamed !== undefined) return renamed;
  const isMeant = (id: string) => kind.only === undefined || id === kind.only;
  const fixed = fixedIn(everybody, heldIn(state)).filter(({ declaredAs }) => isMeant(declaredAs));
  if (fixed.length > 0) return refusalOf(everybody, [fixedLoss(fixed)]);
  return kind.isReviewed ? undefined : await unreviewedLossIn(update, kind);
}

/**
 * Pulumi would make an API anew under its new name and delete it under the old one, import an application and then
 * delete it, give it to another partner, or stop half-way at a change that Auth0 refuses. Asked before anything is
 * declared, so that nothing is changed.
 *
 * @throws RunError that says what to write
 */
export async function refuseLosses(update: Update, kind: UpdateKind): Promise<void> {
  const loss = await lossIn(update, kind);
  if (loss !== undefined) throw new pulumi.RunError(loss);
}

/** Whether the plan names by its client ID what this state has neither as a partner's nor as ours. */
function takesOver({ ownApplications, partners }: Plan, state: StackState): boolean {
  const known = [...ownApplicationsIn(state), ...heldIn(state).map(({ key }) => key)];
  const named = Object.values(partners).flatMap(({ adopts }) => adopts ?? []);
  return [...ownClientIds({ ownApplications }), ...named].some((clientId) => !known.includes(clientId));
}

/**
 * Anyone who is declared in the one place now and was in the other: Pulumi takes up what is there under the new name, and
 * deletes it under the old one. The states of the stack's other Pulumi stacks are read only where this one takes something over.
 *
 * @throws RunError with the commands that keep it
 */
export async function refuseTurned({ whole, plan, state, others, read }: Update): Promise<void> {
  const here = placeOf(plan);
  const seen = wholeSeenFrom(whole, plan);
  const beside = takesOver(plan, state) ? others : [];
  const there = await Promise.all(beside.map(async (other) => turnedIn(seen, other, await read(other))));
  const turned = [turnedIn(seen, here, state), ...there].flat();
  if (turned.length === 0) return;
  const lines = turned.flatMap(({ what, before, command, besides }) => [
    `  ${what}. ${before}\n    ${command}`,
    ...(besides === "" ? [] : [`    (${besides})`]),
  ]);
  throw new pulumi.RunError(
    `nothing is changed in stack ${here}, since an application changes sides:\n${lines.join("\n")}`,
  );
}

/**
 * An application of ours whose grants the update would delete, since nothing declares it any more: like a partner, it goes
 * in two steps, unless a review told of it.
 *
 * @throws RunError that says what to write
 */
export function refuseDropped(plan: Plan, { ownApplications, grants }: DeployedBefore): void {
  const declared = ownClientIds(plan);
  const dropped = ownApplications.filter(
    (id) => !declared.has(id) && grants.some(({ clientId }) => clientId === id),
  );
  if (dropped.length === 0) return;
  throw new pulumi.RunError(
    `nothing is changed in stack ${placeOf(plan)}, since applications of ours would be locked out: ${dropped.join(", ")} ` +
      "have grants and are no longer in own_applications of tenant.yaml. Bring each back; once nobody uses it, write grants: [] there, deploy that, and take it out in a later change",
  );
}

/**
 * A partner that moved here from another Pulumi stack of the same stack, without its state, would get a second
 * application. The others are asked only where this one would make an application.
 *
 * @throws RunError with the commands that move their state
 */
export async function refuseSecond(update: Update): Promise<void> {
  const { whole, plan, others, read } = update;
  const made = madeIn(update);
  if (made.length === 0) return;
  const here = placeOf(plan);
  const states = await Promise.all(others.map(async (other) => [other, heldIn(await read(other))] as const));
  const unmoved = states.flatMap(([other, there]) => {
    const misnamed = misnamedIn(whole, there).filter(({ declaredAs }) => made.includes(declaredAs));
    if (misnamed.length > 0) throw new pulumi.RunError(refusalOf(plan, [misnamedLoss(plan, misnamed)]));
    return unmovedIn(whole, other, partnerNames(there)).filter(({ id }) => made.includes(id));
  });
  if (unmoved.length > 0) throw new pulumi.RunError(unmovedMessage(here, unmoved));
}

/**
 * A part takes APIs and Actions as they are, and asks for no review of the tenant: both are the business of the stack's own
 * Pulumi stack, which therefore comes first.
 *
 * @param state of the Pulumi stack that is deployed
 * @throws RunError where a part would begin before it
 */
export async function refuseEarlyPart(
  { stack, part }: Plan,
  state: StackState,
  read: (pulumiStack: string) => Promise<StackState>,
): Promise<void> {
  if (part === undefined || holdsOurs(state) || holdsOurs(await read(stack))) return;
  throw new pulumi.RunError(
    `nothing is deployed: ${part} is a part of stack ${stack}, of which nothing is deployed yet: \`pulumi up --stack ${stack}\` comes first`,
  );
}

/** Of the stack's own Pulumi stack: a part comes after it, and makes nothing that others share. */
export const isFirstUpdate = ({ stack }: Plan, outputs: object): boolean =>
  pulumi.getStack() === stack && Object.keys(outputs).length === 0;
