// Declarations → the Pulumi stacks of each stack, for the jobs of a workflow: its own and its parts.
import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "../src/load/load.ts";
import { diskSource } from "../src/load/source.ts";
import { PART_OF } from "../src/model/stack.ts";
import type { Workspace } from "../src/model/workspace.ts";
import { setting, step } from "./step.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What this repository declares, whatever is wrong with it: the program that deploys refuses findings. */
export const declared = (): Workspace => load(diskSource(ROOT)).workspace;

/** Names of the parts of a stack, sorted. Throws an Error when there is no such stack. */
export function partsOf({ stacks, parts }: Workspace, stack: string): readonly string[] {
  if (stack === "") throw new Error(`name a stack: ${[...stacks.keys()].sort().join(", ")}`);
  if (!stacks.has(stack)) throw new Error(`there is no Pulumi.${stack}.yaml that can be read`);
  const its = [...parts.values()].filter(({ value }) => value.config[PART_OF] === stack);
  return its.map(({ id }) => id).sort();
}

export interface MatrixEntry {
  /** The stack, whose environments and variables the job has. */
  readonly stack: string;
  readonly pulumi_stack: string;
}

/** One entry for each Pulumi stack, each stack's own before its parts. */
export const matrixOf = (workspace: Workspace, stacks: readonly string[]): readonly MatrixEntry[] =>
  stacks.flatMap((stack) =>
    [stack, ...partsOf(workspace, stack)].map((pulumi_stack) => ({ stack, pulumi_stack })),
  );

/** `pulumi-stacks.ts STACK…` writes the output `matrix`. */
if (import.meta.main)
  await step(() => {
    const matrix = JSON.stringify(matrixOf(declared(), process.argv.slice(2)));
    appendFileSync(setting(process.env, "GITHUB_OUTPUT"), `matrix=${matrix}\n`);
    return 0;
  });
