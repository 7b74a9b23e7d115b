// What the local stack's state says exists, and what an interrupted run left undecided.
import type { Deployment } from "@pulumi/pulumi/automation/index.js";

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

export interface StackState {
  readonly resources: readonly StateResource[];
  /** Creations that were begun and whose end nobody knows. */
  readonly pending: readonly StateResource[];
}

interface RawDeployment {
  resources?: StateResource[];
  pending_operations?: { type: string; resource: StateResource }[];
}

/** The logical name: a URN's last part. Source: https://www.pulumi.com/docs/iac/concepts/resources/names/ (read 2026-11) */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

export function readState(exported: Deployment): StackState {
  const raw = (exported.deployment ?? {}) as RawDeployment;
  return {
    resources: raw.resources ?? [],
    pending: (raw.pending_operations ?? []).map((operation) => operation.resource),
  };
}

/** The same state without its undecided operations: the adoption that follows decides them. */
export function withoutPending(exported: Deployment): Deployment {
  return { ...exported, deployment: { ...exported.deployment, pending_operations: [] } };
}
