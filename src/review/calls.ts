// Two plans of one stack become the Management API calls that its next runs make.
import type { Plan } from "../plan/types.ts";

/** Calls of each run. */
export interface Calls {
  readonly preview: number;
  readonly up: number;
  readonly refresh: number;
}

/** Preview and update look every connection up. */
export function estimateCalls(_base: Plan | undefined, head: Plan): Calls {
  const lookUps = Object.keys(head.connections).length;
  return { preview: lookUps, up: lookUps, refresh: 0 };
}
