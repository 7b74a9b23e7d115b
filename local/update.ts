// Brings the local stack to its plan: adopt what an interrupted run left, say what is lost, update, converge.
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../src/finding.ts";
import { isBehind } from "../src/identity/held.ts";
import { lossesMessage, refusalOf } from "../src/identity/loss-sentences.ts";
import { unreviewedIn } from "../src/identity/unreviewed.ts";
import type { Plan } from "../src/plan/types.ts";
import { heldIn } from "../src/pulumi/held.ts";
import { TYPES } from "../src/pulumi/resource-types.ts";
import { nameOf, readState, type StackState } from "../src/pulumi/state.ts";
import { findLeftovers } from "../src/recover/leftovers.ts";
import { refuseMisnamedState } from "../src/recover/refusals.ts";
import { type Repairable, repair } from "../src/recover/repair.ts";
import { noteLeftovers } from "../src/recover/sentences.ts";
import { readMade } from "../src/recover/tenant.ts";
import {
  changesOf,
  concernsResource,
  describeRemovals,
  describeReplacement,
  isSettled,
  type ResourceChange,
} from "./changes.ts";
import { type ManagementApi, readerOf, remove } from "./management.ts";

/** Of anyone who is at the terminal, who has read what it is about. */
export type Answer = "yes" | "no" | "nobody asked";

/** What the user sees while it goes on. */
export interface UpdateReport {
  /** A sentence or a block worth reading, printed at once and kept. */
  note(text: string): void;
  /** Resources decided so far, out of all of the plan. */
  progress(done: number, total: number): void;
  /** Whether what is in use may be deleted or made anew; asked before anything is changed. */
  agree(losses: string): Promise<Answer>;
}

export interface UpdateOutcome {
  /** Empty when everything was as declared. */
  readonly changes: readonly ResourceChange[];
  /** By partner id. */
  readonly clientIds: Readonly<Record<string, string>>;
}

/** The provider keeps no more requests in flight; see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy */
const PARALLEL = 8;

/** The Automation API's stack, and the tenant that it is deployed to. */
const repairable = (stack: Stack, api: ManagementApi): Repairable => ({
  exportState: () => stack.exportStack(),
  importState: (state) => stack.importStack(state),
  refresh: async (urns) => void (await stack.refresh({ target: [...urns] })),
  async remove({ surplus, strayKeys }) {
    for (const { clientId, id } of strayKeys)
      await remove(api, `clients/${encodeURIComponent(clientId)}/credentials/${encodeURIComponent(id)}`);
    for (const { clientId } of surplus) await remove(api, `clients/${encodeURIComponent(clientId)}`);
  },
});

const TO_GO_ON = "to let that happen on this machine's tenant: `npm start -- --allow-removal`";

/**
 * The local stack protects nothing, so what would end a shared stack's update is asked about here.
 *
 * @throws UserError where nobody agrees
 */
async function askAboutLosses(plan: Plan, state: StackState, report: UpdateReport): Promise<void> {
  const losses = unreviewedIn(plan, heldIn(state));
  if (losses.length === 0) return;
  const answer = await report.agree(lossesMessage(losses));
  if (answer === "yes") return;
  throw new UserError(
    answer === "no" ? `nothing is changed in stack ${plan.stack}` : `${refusalOf(plan, losses)}\n${TO_GO_ON}`,
  );
}

async function adopt(
  plan: Plan,
  stack: Stack,
  api: ManagementApi,
  report: UpdateReport,
): Promise<StackState> {
  const before = await stack.exportStack();
  const state = readState(before);
  refuseMisnamedState(plan, state);
  await askAboutLosses(plan, state, report);
  const tenant = await readMade(readerOf(api), plan, state);
  const leftovers = findLeftovers(plan, state, tenant, { ownsTenant: true });
  for (const note of noteLeftovers(leftovers)) report.note(note);
  return repair(repairable(stack, api), plan, { before, leftovers }, { stack: plan.stack });
}

/**
 * A signal that also stops what starts after it was given: the Automation API listens for it only once the
 * engine runs.
 */
const lasting = (signal: AbortSignal): AbortSignal =>
  ({
    addEventListener(type: "abort", listener: () => void) {
      if (signal.aborted) listener();
      else signal.addEventListener(type, listener);
    },
  }) as AbortSignal;

const clientIdsOf = (state: StackState): Record<string, string> =>
  Object.fromEntries(
    state.resources.flatMap(({ type, urn, id }) => (type === TYPES.client && id ? [[nameOf(urn), id]] : [])),
  );

/**
 * Before and after each step the engine writes the whole state, which is most of a first deployment's time. Where an
 * update only creates, the tenant shows what a killed one made: the next run takes it up by its markers.
 * Source: https://github.com/pulumi/pulumi/issues/10668 (read 2026-11)
 */
export function writeStateAtTheEnd({ workspace }: Stack): void {
  workspace.envVars = { ...workspace.envVars, PULUMI_SKIP_CHECKPOINTS: "true" };
}

async function preview(stack: Stack, signal: AbortSignal): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  await stack.preview({
    onEvent: (event) => events.push(event),
    parallel: PARALLEL,
    signal: lasting(signal),
  });
  return events;
}

/**
 * Reads and writes the stack through the engine only; a run that is interrupted anywhere can be repeated.
 *
 * @throws CommandError of the Automation API when the engine or the provider fails; UserError, before anything is
 * changed, where a live object is declared under another name than it was deployed with, or where nobody agrees to its loss
 */
export async function update(
  plan: Plan,
  stack: Stack,
  api: ManagementApi,
  report: UpdateReport,
  signal: AbortSignal,
): Promise<UpdateOutcome> {
  const state = await adopt(plan, stack, api, report);
  signal.throwIfAborted();
  const events = await preview(stack, signal);
  const expected = changesOf(events);
  // What was renamed or retired is in the state as it was until an update has run, even one that changes nothing.
  if (isSettled(events) && !isBehind(plan, heldIn(state)))
    return { changes: [], clientIds: clientIdsOf(state) };
  for (const change of expected)
    if (change.type === TYPES.client && change.op === "replace") report.note(describeReplacement(change));
  for (const removal of describeRemovals(expected)) report.note(removal);
  signal.throwIfAborted();
  if (expected.every(({ op }) => op === "create")) writeStateAtTheEnd(stack);
  let done = 0;
  if (expected.length > 0) report.progress(done, expected.length);
  await stack.up({
    parallel: PARALLEL,
    signal: lasting(signal),
    onEvent: ({ resOutputsEvent }) => {
      const { op, type } = resOutputsEvent?.metadata ?? { op: "same", type: "" };
      if (op !== "same" && concernsResource(type))
        report.progress(Math.min(++done, expected.length), expected.length);
    },
  });
  return { changes: expected, clientIds: clientIdsOf(readState(await stack.exportStack())) };
}
