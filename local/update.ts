// Brings the local stack to its plan: adopt what an interrupted run left, say what is lost, update, converge.
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import type { Plan } from "../src/plan/types.ts";
import { type Adoption, findAdoption, TYPES } from "./adopt.ts";
import { changesOf, concernsResource, describeReplacement, type ResourceChange } from "./changes.ts";
import { type ManagementApi, remove } from "./management.ts";
import { nameOf, readState, type StackState, withoutPending } from "./state.ts";

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

function describeAdoption({ resources, surplus }: Adoption): string[] {
  const applications = resources
    .filter(({ type }) => type === TYPES.client)
    .map(({ logicalName }) => logicalName);
  const others = resources.filter(({ type, component }) => !component && type !== TYPES.client).length;
  const found = [
    ...applications.map((name) => `the application of ${name}`),
    ...(others > 0 ? [`${others} other object${others > 1 ? "s" : ""}`] : []),
  ];
  return [
    ...(found.length > 0
      ? [
          `an earlier run was interrupted: adopting ${found.join(", ")} found in the tenant instead of creating again`,
        ]
      : []),
    ...surplus.map(
      (id) => `an earlier run was interrupted: removing application ${id}, made twice and never handed out`,
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
  const adoption = await findAdoption(plan, state, api);
  for (const note of describeAdoption(adoption)) report.note(note);
  if (state.pending.length > 0) await stack.importStack(withoutPending(exported));
  for (const id of adoption.surplus) await remove(api, `clients/${encodeURIComponent(id)}`);
  if (adoption.resources.length === 0) return state;
  await stack.import({
    resources: [...adoption.resources],
    nameTable: { ...adoption.nameTable },
    protect: false,
    generateCode: false,
  });
  return readState(await stack.exportStack());
}

const clientIdsOf = (state: StackState): Record<string, string> =>
  Object.fromEntries(
    state.resources.flatMap(({ type, urn, id }) => (type === TYPES.client && id ? [[nameOf(urn), id]] : [])),
  );

async function preview(stack: Stack, signal: AbortSignal): Promise<ResourceChange[]> {
  const events: EngineEvent[] = [];
  await stack.preview({ onEvent: (event) => events.push(event), parallel: PARALLEL, signal });
  return changesOf(events);
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
  const expected = await preview(stack, signal);
  if (expected.length === 0) return { changes: [], clientIds: clientIdsOf(state) };
  for (const change of expected)
    if (change.type === TYPES.client && change.op === "replace") report.note(describeReplacement(change));
  let done = 0;
  report.progress(done, expected.length);
  await stack.up({
    parallel: PARALLEL,
    signal,
    onEvent: ({ resOutputsEvent }) => {
      const { op, type } = resOutputsEvent?.metadata ?? { op: "same", type: "" };
      if (op !== "same" && concernsResource(type))
        report.progress(Math.min(++done, expected.length), expected.length);
    },
  });
  return { changes: expected, clientIds: clientIdsOf(readState(await stack.exportStack())) };
}
