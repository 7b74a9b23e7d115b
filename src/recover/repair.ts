// What an interrupted run left, and a way to its stack → the state repaired, and what nobody uses removed.
import type { Plan } from "../plan/types.ts";
import { providerVersion } from "../pulumi/provider-version.ts";
import {
  type ExportedStack,
  readState,
  type StackState,
  type StateNames,
  withAdopted,
} from "../pulumi/state.ts";
import { withKeys } from "./keys.ts";
import type { Leftovers } from "./leftovers.ts";

/** What a repair deletes at the tenant: each was made by an interrupted run, and nobody was ever given it. */
export type Doomed = Pick<Leftovers, "surplus" | "strayKeys">;

/** A stack and its tenant, as a repair uses them: over Pulumi's command line, or over its Automation API. */
export interface Repairable {
  exportState(): Promise<ExportedStack>;
  /** Takes the stack's lock, and throws when somebody else has it. */
  importState(state: ExportedStack): Promise<void>;
  /** Reads these URNs from the tenant into the state, and nothing else; there is at least one. */
  refresh(urns: readonly string[]): Promise<void>;
  /** Deletes what is named, at the tenant; there is at least one. */
  remove(doomed: Doomed): Promise<void>;
}

/** Everything that only a write can put right. */
export const mustRepair = ({ pending, unread, adopted, surplus, strayKeys }: Leftovers): boolean =>
  [pending, unread, adopted, surplus, strayKeys].some(({ length }) => length > 0);

/**
 * The state first: taking its lock shows that nobody else is at work, and only then is anything deleted. Anyone who is
 * stopped in between can do this again.
 *
 * @param before what the leftovers were found in
 * @returns the state as it is now
 * @throws what the stack or the tenant throws
 */
export async function repair(
  { exportState, importState, refresh, remove }: Repairable,
  plan: Plan,
  { before, leftovers }: { readonly before: ExportedStack; readonly leftovers: Leftovers },
  names: Omit<StateNames, "project" | "providerVersion">,
): Promise<StackState> {
  if (!mustRepair(leftovers)) return readState(before);
  const { adopted, surplus, strayKeys } = leftovers;
  const { deployment, urns } = withAdopted(before, adopted, {
    ...names,
    project: plan.project,
    providerVersion: providerVersion(),
  });
  await importState(deployment);
  let after = deployment;
  if (urns.length > 0) {
    await refresh(urns);
    const refreshed = await exportState();
    const complete = withKeys(refreshed, plan);
    if (complete) await importState(complete);
    after = complete ?? refreshed;
  }
  if (surplus.length + strayKeys.length > 0) await remove({ surplus, strayKeys });
  return readState(after);
}
