// Declarations → the Pulumi stacks of each stack, for the jobs of a workflow: its own and its parts.
import { appendFileSync } from "node:fs";
import { load } from "../src/load/load.ts";
import { projectFolder } from "../src/load/project.ts";
import { diskSource } from "../src/load/source.ts";
import type { Workspace } from "../src/model/workspace.ts";
import { sharedStacks } from "../src/repository/stacks.ts";
import { setting, step } from "./step.ts";

/** What a folder declares, whatever is wrong with it: the program that deploys refuses findings. */
export const declaredIn = (root: string): Workspace => load(diskSource(root)).workspace;

/** The same of the project that the job runs in. */
export const declared = (): Workspace => declaredIn(projectFolder(process.cwd()));

export interface MatrixEntry {
  /** The stack, whose environments and variables the job has. */
  readonly stack: string;
  readonly pulumi_stack: string;
}

/** One entry for each Pulumi stack of the shared stacks, in the order of their deployment, each stack's own before its parts. */
export const matrixOf = (workspace: Workspace): readonly MatrixEntry[] =>
  sharedStacks(workspace).flatMap(({ id, parts }) =>
    [id, ...parts].map((pulumi_stack) => ({ stack: id, pulumi_stack })),
  );

/** Writes the output `matrix`. */
if (import.meta.main)
  await step(() => {
    const matrix = JSON.stringify(matrixOf(declared()));
    appendFileSync(setting(process.env, "GITHUB_OUTPUT"), `matrix=${matrix}\n`);
    return 0;
  });
