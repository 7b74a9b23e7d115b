// Stacks → the shared ones in the order of their deployment, each with what comes before it and its parts.
import { rateOf } from "../model/rate.ts";
import { DEPLOYMENT, LOCAL_STACK, PART_OF } from "../model/stack.ts";
import type { Workspace } from "../model/workspace.ts";

/** A stack that is deployed to a tenant which people share. */
export interface SharedStack {
  readonly id: string;
  /** The stack whose deployment has to succeed first. */
  readonly after?: string;
  /** Whether people approve each deployment. */
  readonly approval: boolean;
  /** Requests to the tenant at a time: of its own Pulumi stack, and of each part. */
  readonly parallel: number;
  readonly parallelOfParts: number;
  /** Names of its further Pulumi stacks, sorted. */
  readonly parts: readonly string[];
}

/** Names of the parts of a stack, sorted. Throws an Error when there is no such stack. */
export function partsOf({ stacks, parts }: Workspace, stack: string): readonly string[] {
  const known = [...stacks.keys()].sort().join(", ");
  if (stack === "") throw new Error(`name a stack: ${known}`);
  if (!stacks.has(stack))
    throw new Error(`there is no Pulumi.${stack}.yaml that can be read; stacks are ${known}`);
  const its = [...parts.values()].filter(({ value }) => value.config[PART_OF] === stack);
  return its.map(({ id }) => id).sort();
}

/**
 * Every stack but the local one, each behind the one that it comes after, else by name. Where the order is not one,
 * which a rule refuses, the stacks that cannot be placed are left out.
 */
export function sharedStacks(workspace: Workspace): readonly SharedStack[] {
  const left = [...workspace.stacks.values()]
    .filter(({ id }) => id !== LOCAL_STACK)
    .map(({ id, value }): SharedStack => {
      const { after, approval = false } = value.config[DEPLOYMENT] ?? {};
      const { parallel, parallelOfParts } = rateOf(value.config["partner-access:protect"]);
      const parts = partsOf(workspace, id);
      return { id, ...(after !== undefined && { after }), approval, parallel, parallelOfParts, parts };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const placed: SharedStack[] = [];
  const isNext = ({ after }: SharedStack) => after === undefined || placed.some(({ id }) => id === after);
  for (let next = left.find(isNext); next !== undefined; next = left.find(isNext)) {
    placed.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return placed;
}
