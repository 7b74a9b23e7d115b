// Brings the local stack to its plan: adopt what an interrupted run left, say what is lost, update, converge.
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import type { Plan } from "../src/plan/types.ts";
import { providerVersion } from "../src/pulumi/provider-version.ts";
import { TYPES } from "../src/pulumi/resource-types.ts";
import { nameOf, readState, type StackState, withAdopted } from "../src/pulumi/state.ts";
import { withKeys } from "../src/recover/keys.ts";
import { findLeftovers, type Leftovers } from "../src/recover/leftovers.ts";
import { readMade } from "../src/recover/tenant.ts";
import {
  changesOf,
  concernsResource,
  describeReplacement,
  isSettled,
  type ResourceChange,
} from "./changes.ts";
import { type ManagementApi, readerOf, remove } from "./management.ts";

/** What the user sees while it goes on. */
export interface UpdateReport {
  /** A sentence or a block worth reading, printed at once and kept. */
  note(text: string): void;
  /** Resources decided so far, out of all of the plan. */
  progress(done: number, total: number): void;
}

export interface UpdateOutcome {
  /** Empty when everything was as declared. */
  readonly changes: readonly ResourceChange[];
  /** By partner id. */
  readonly clientIds: Readonly<Record<string, string>>;
}

/** The provider keeps no more requests in flight; see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy */
const PARALLEL = 8;

const plural = (n: number) => (n === 1 ? "" : "s");

function describeLeftovers({ adopted, surplus, strayKeys }: Leftovers): string[] {
  const applications = adopted.filter(({ type }) => type === TYPES.client).map(({ name }) => name);
  const others = adopted.length - applications.length;
  const found = [
    ...(applications.length > 0
      ? [`the application${plural(applications.length)} of ${applications.sort().join(", ")}`]
      : []),
    ...(others > 0 ? [`${others} other object${plural(others)}`] : []),
  ];
  return [
    ...(found.length > 0
      ? [
          `an earlier run was interrupted: adopting ${found.join(" and ")} found in the tenant instead of creating again`,
        ]
      : []),
    ...surplus.map(
      ({ clientId }) =>
        `an earlier run was interrupted: removing application ${clientId}, made twice and never handed out`,
    ),
    ...strayKeys.map(
      ({ partner, id }) =>
        `an earlier run was interrupted: removing ${id} of ${partner}, a public key that no application uses`,
    ),
  ];
}

async function adopt(
  plan: Plan,
  stack: Stack,
  api: ManagementApi,
  report: UpdateReport,
): Promise<StackState> {
  const exported = await stack.exportStack();
  const state = readState(exported);
  const tenant = await readMade(readerOf(api), plan, state);
  const leftovers = findLeftovers(plan, state, tenant, { ownsTenant: true });
  const { adopted, surplus, strayKeys } = leftovers;
  for (const note of describeLeftovers(leftovers)) report.note(note);
  for (const { clientId } of surplus) await remove(api, `clients/${encodeURIComponent(clientId)}`);
  for (const { clientId, id } of strayKeys)
    await remove(api, `clients/${encodeURIComponent(clientId)}/credentials/${encodeURIComponent(id)}`);
  if (state.pending.length + leftovers.unread.length + adopted.length === 0) return state;
  const names = { project: plan.project, stack: plan.stack, providerVersion: providerVersion() };
  const { deployment, urns } = withAdopted(exported, adopted, names);
  await stack.importStack(deployment);
  if (urns.length === 0) return readState(deployment);
  await stack.refresh({ target: urns });
  const refreshed = await stack.exportStack();
  const complete = withKeys(refreshed, plan);
  if (complete) await stack.importStack(complete);
  return readState(complete ?? refreshed);
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
 * @throws CommandError of the Automation API when the engine or the provider fails
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
  if (isSettled(events)) return { changes: [], clientIds: clientIdsOf(state) };
  for (const change of expected)
    if (change.type === TYPES.client && change.op === "replace") report.note(describeReplacement(change));
  signal.throwIfAborted();
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
